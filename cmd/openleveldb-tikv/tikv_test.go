package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/cluster"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/commands"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) {
	cli.SetCluster(tikv{})
	os.Exit(m.Run())
}

// run runs a command line in this process.
func run(args ...string) (stdout, stderr string, status int) {
	var out, errOut bytes.Buffer
	status = cli.Run(commands.New(), args, strings.NewReader(""), &out, &errOut)
	return out.String(), errOut.String(), status
}

func TestEnvironment(t *testing.T) {
	for _, c := range []struct {
		environment map[string]string
		want        cluster.Options
		problem     string
	}{
		{nil, cluster.Options{}, ""},
		{map[string]string{variableTimeout: "30s"}, cluster.Options{Timeout: 30 * time.Second}, ""},
		{map[string]string{variableCA: "ca"}, cluster.Options{TLS: &cluster.TLS{CA: "ca"}}, ""},
		{map[string]string{variableCA: "ca", variableCert: "c", variableKey: "k"}, cluster.Options{TLS: &cluster.TLS{CA: "ca", Cert: "c", Key: "k"}}, ""},
		{map[string]string{variableCA: "ca", variableKey: "k"}, cluster.Options{}, "must be set together"},
		{map[string]string{variableCert: "c", variableKey: "k"}, cluster.Options{}, variableCA + " is needed"},
		{map[string]string{variableTimeout: "soon"}, cluster.Options{}, `is "soon"; expected a duration such as 30s`},
		{map[string]string{variableTimeout: "-1s"}, cluster.Options{}, "expected a duration"},
	} {
		t.Run(fmt.Sprint(c.environment), func(t *testing.T) {
			for _, name := range []string{variableCA, variableCert, variableKey, variableTimeout} {
				t.Setenv(name, c.environment[name])
			}
			o, err := fromEnvironment()
			if c.problem != "" {
				require.ErrorContains(t, err, c.problem)
				for _, args := range [][]string{{"len", "tikv://localhost:1/db"}, {"ls", "tikv://localhost:1"}, {"destroy", "tikv://localhost:1/db", "--yes"}} {
					_, stderr, status := run(args...)
					assert.Equal(t, 1, status)
					assert.Contains(t, stderr, c.problem)
				}
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, *o)
		})
	}
}

func TestBadAddresses(t *testing.T) {
	for _, address := range []string{"tikv://", "tikv:///db", "tikv://a b/db", "tikv://pd/\x01"} {
		_, stderr, status := run("len", address)
		assert.Equal(t, 1, status, address)
		assert.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
		assert.True(t, strings.HasPrefix(stderr, "openleveldb: "), stderr)
	}
	_, stderr, status := run("len", "tikv://pd")
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "the database name is empty")
}

// The commands work on the cluster whose PD servers OPENLEVELDB_CLUSTER names. `make test-cluster`
// starts one.
func TestCommandsOnCluster(t *testing.T) {
	pd := os.Getenv("OPENLEVELDB_CLUSTER")
	if !strings.Contains(pd, ":") {
		t.Skip("needs OPENLEVELDB_CLUSTER, the addresses of PD servers: make test-cluster")
	}
	output := func(args ...string) string {
		t.Helper()
		stdout, stderr, status := run(args...)
		require.Zero(t, status, "%q: %s", args, stderr)
		return stdout
	}
	whole := "tikv://" + pd
	name := fmt.Sprintf("test-commands-%d", time.Now().UnixNano())
	address := whole + "/" + name

	_, stderr, status := run("get", address, "k")
	require.Equal(t, 1, status)
	require.Contains(t, stderr, "not found: there is no")
	require.NotContains(t, output("ls", whole), name, "reading does not create it")

	local := filepath.Join(t.TempDir(), "local")
	db, err := leveldb.Open(local, nil)
	require.NoError(t, err)
	want := map[string]any{"text": "first light", "empty/": "", "number": int64(1) << 40, "list": []any{int64(1), "a"}}
	for key, value := range want {
		require.NoError(t, db.Put(key, value))
	}
	for i := range 3 { // inline, in chunks, and alone in a batch of its own
		require.NoError(t, db.PutRaw(fmt.Sprintf("large/%d", i), append([]byte("b"), bytes.Repeat([]byte{byte(i)}, 1<<(14+4*i))...)))
	}
	digest, err := db.Digest(nil)
	require.NoError(t, err)
	require.NoError(t, db.Close())

	require.Contains(t, output("copy", local, address), "sha256    "+digest.String()+"\nverified  yes\n")
	defer func() {
		assert.Equal(t, "deleted  "+address+"\n", output("destroy", address, "--yes"))
		assert.NotContains(t, output("ls", whole), name)
	}()
	require.Contains(t, output("ls", whole), name+"\n")
	require.Equal(t, fmt.Sprintf("%d\n", digest.Entries), output("len", address))
	require.Equal(t, "first light\n", output("get", address, "text"))
	require.Contains(t, output("ls", address, "--reverse", "--limit", "1"), "text")
	require.Contains(t, output("stat", address), "entries")
	require.Contains(t, output("du", address, "-s"), "\n")
	require.Contains(t, output("doctor", address), "no problems found")
	output("verify", address)
	output("compact", address)
	output("put", address, "new", "--int", "1")
	output("del", address, "new")

	back := filepath.Join(t.TempDir(), "back")
	require.Contains(t, output("copy", address, back), "sha256    "+digest.String()+"\nverified  yes\n")
	require.Contains(t, output("copy", address, back, "--mirror"), "written   0\n")
	require.Contains(t, output("copy", local, address, "--merge"), "written   0\n")
}
