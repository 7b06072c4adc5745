package commands

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// testCluster is the variable with the directory that holds the databases of directories. If it is
// not set, the tool cannot open the databases of clusters.
const testCluster = "OPENLEVELDB_TEST_CLUSTER"

// directories is a cli.Cluster whose databases are LevelDB databases below a directory.
type directories string

// wholeCluster is the address of the cluster, which has two placement drivers.
const wholeCluster = "tikv://pd1:2379,pd2:2379"

func (d directories) Parse(address string) ([]string, string, error) {
	place, name, _ := strings.Cut(strings.TrimPrefix(address, "tikv://"), "/")
	return strings.Split(place, ","), name, nil
}

func (d directories) path(place []string, name string) (string, error) {
	if len(place) != 2 || place[0] != "pd1:2379" || place[1] != "pd2:2379" {
		return "", fmt.Errorf("there is no cluster at %s", place)
	}
	return filepath.Join(string(d), name), nil
}

func (d directories) Open(_ context.Context, place []string, name string, o *leveldb.Options) (*leveldb.DB, error) {
	path, err := d.path(place, name)
	if err != nil {
		return nil, err
	}
	if o.Logger != nil {
		o.Logger.Info("connecting")
		o.Logger.Warn("connected slowly")
	}
	db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: o.ReadOnly, ErrorIfMissing: o.ErrorIfMissing})
	if err != nil {
		return nil, err
	}
	return leveldb.New(propertied{db.Driver()}, name, o), nil
}

// propertied is a Store with the properties of a cluster.
type propertied struct{ driver.Store }

func (propertied) Property(_ context.Context, name string) (string, error) {
	text, ok := map[string]string{"tikv.version": "8.5.0", "tikv.stores": "3", "tikv.regions": "1", "leveldb.stats": "no tables"}[name]
	if !ok {
		return "", driver.ErrNotFound
	}
	return text, nil
}

func (d directories) List(_ context.Context, place []string) ([]string, error) {
	path, err := d.path(place, "")
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(path)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}

func (d directories) Destroy(_ context.Context, place []string, name string) error {
	path, err := d.path(place, name)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return leveldb.ErrNotFound
	}
	return leveldb.Destroy(path)
}

// Every command accepts the address of a database in a cluster in place of a path.
func TestClusterAddresses(t *testing.T) {
	t.Setenv(testCluster, t.TempDir())
	db := wholeCluster + "/runs"
	for _, args := range [][]string{{"get", db, "k"}, {"ls", db}, {"len", db}, {"del", db, "k"}, {"verify", db}, {"doctor", db}, {"copy", db, t.TempDir() + "/new"}} {
		requireFailure(t, runTool(t, args...), "there is no database")
	}
	require.Empty(t, output(t, "ls", wholeCluster))
	require.Empty(t, output(t, "put", db, "a/", "k", "--str", "first light"))
	require.Empty(t, string(runWith(t, []byte("\x00\x01"), "put", db, "a/n", "--bytes", "-").stderr))
	require.Equal(t, "first light\n", output(t, "get", db, "a/k"))
	require.Contains(t, output(t, "show", db, "a/k"), "first light")
	require.Equal(t, "a/k\na/n\n", output(t, "ls", db, "--keys"))
	require.Equal(t, "2\n", output(t, "len", db))
	require.Empty(t, output(t, "del", db, "a/n"))
	require.Contains(t, output(t, "stat", db), "1 entry")
	require.Contains(t, output(t, "stat", db, "--quick"), "on disk\nTiKV 8.5.0, 3 stores, 1 region, ")
	require.Contains(t, output(t, "stat", db, "--quick", "--json", "--leveldb"), `"cluster":{"version":"8.5.0","stores":3,"regions":1,"bytes":`)
	require.Contains(t, output(t, "du", db), "a/")
	require.Contains(t, output(t, "verify", db), "1 entry")
	require.Contains(t, output(t, "doctor", db), "no problems found")
	require.Contains(t, output(t, "compact", db), "after")
	offered, _ := completed(t, "get", db, "a")
	require.Equal(t, []string{"a/"}, offered)

	require.Empty(t, output(t, "put", wholeCluster+"/other", "k", "--int", "1"))
	require.Equal(t, "other\nruns\n", output(t, "ls", wholeCluster))
	require.Equal(t, "other\nruns\n", output(t, "ls", wholeCluster+"/"))
	require.Equal(t, "{\"database\":\"other\"}\n{\"database\":\"runs\"}\n", output(t, "ls", wholeCluster, "--json"))
	require.Equal(t, "deleted  "+wholeCluster+"/other\n", output(t, "destroy", wholeCluster+"/other", "--yes"))
	requireFailure(t, runTool(t, "destroy", wholeCluster+"/other", "--yes"), "not found")
	require.Equal(t, "{\"database\":\""+db+"\"}\n", output(t, "destroy", db, "--yes", "--json"))
	require.Empty(t, output(t, "ls", wholeCluster))

	for _, c := range []struct {
		problem string
		args    []string
	}{
		{"the database name is empty", []string{"get", wholeCluster, "k"}},
		{"the database name is empty", []string{"destroy", wholeCluster, "--yes"}},
		{"there is no cluster at [pd1:2379]", []string{"ls", "tikv://pd1:2379"}},
		{"--shared applies only to directories", []string{"len", db, "--shared"}},
		{"formats arrow and parquet are for databases in a directory or on a server", []string{"export", db, t.TempDir() + "/x.parquet"}},
		{"formats arrow and parquet are for databases in a directory or on a server", []string{"import", db, t.TempDir() + "/x.arrow"}},
	} {
		requireFailure(t, runTool(t, c.args...), c.problem)
	}
}

// A database is moved into a cluster and back. The digests are equal.
func TestClusterCopy(t *testing.T) {
	t.Setenv(testCluster, t.TempDir())
	want := merged(oddEntries(), storedArrays(t))
	db, back := wholeCluster+"/runs", filepath.Join(t.TempDir(), "back")
	local := anyDatabase(t, want)
	there := output(t, "copy", local, db)
	require.Contains(t, there, "verified  yes")
	digest := lineWith(there, "sha256")
	require.NotEmpty(t, digest)
	requireFailure(t, runTool(t, "copy", local, db), "--merge adds to them")
	again := output(t, "copy", local, db, "--merge", "--writers", "2")
	require.Equal(t, digest, lineWith(again, "sha256"))
	require.Contains(t, again, "written   0\n")
	require.Equal(t, digest, lineWith(output(t, "copy", db, back), "sha256"))
	require.Equal(t, want, contentOf(t, back))

	require.Contains(t, output(t, "export", db, filepath.Join(t.TempDir(), "x.jsonl")), "exported")
	dir := filepath.Join(t.TempDir(), "files")
	output(t, "export", db, dir)
	output(t, "import", wholeCluster+"/imported", dir, "--any-keys")
	require.Equal(t, lineWith(output(t, "copy", db, filepath.Join(t.TempDir(), "1")), "sha256"),
		lineWith(output(t, "copy", wholeCluster+"/imported", filepath.Join(t.TempDir(), "2")), "sha256"))
}

// lineWith returns the line of a text that begins with a word.
func lineWith(text, word string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, word) {
			return line
		}
	}
	return ""
}

// A server serves all databases of a cluster, or one.
func TestServeCluster(t *testing.T) {
	t.Setenv(testCluster, t.TempDir())
	s := startServer(t, 1, "--root", wholeCluster, "--listen", "127.0.0.1:0")
	db := "http://" + s.addresses[0] + "/runs"
	requireFailure(t, runTool(t, "get", db, "k"), "there is no database")
	require.Empty(t, output(t, "put", db, "k", "--str", "v"))
	require.Empty(t, output(t, "put", "http://"+s.addresses[0]+"/other", "k", "--int", "1"))
	require.Equal(t, "v\n", output(t, "get", db, "k"))
	s.signal(syscall.SIGTERM)
	log, status := s.end()
	require.Zero(t, status)
	require.NotContains(t, log, `"connecting"`)
	require.Contains(t, log, `"connected slowly"`)
	require.Equal(t, "v\n", output(t, "get", wholeCluster+"/runs", "k"))

	s = startServer(t, 1, "--root", wholeCluster+"/runs", "--listen", "127.0.0.1:0", "--no-create")
	require.Equal(t, "v\n", output(t, "get", "http://"+s.addresses[0]+"/runs", "k"))
	requireFailure(t, runTool(t, "len", "http://"+s.addresses[0]+"/other"), "only the database runs is served")
	s.signal(syscall.SIGTERM)
	_, status = s.end()
	require.Zero(t, status)
}

// openleveldb replaces itself by openleveldb-tikv if an argument names a database in a cluster, and
// only then.
func TestClusterNeedsItsProgram(t *testing.T) {
	bin := t.TempDir()
	t.Setenv("PATH", bin)
	db, path := "tikv://pd:2379/runs", database(t, map[string]string{"k": "sv"})
	needs := [][]string{
		{"get", db, "k"}, {"put", db, "k", "--bytes", "-"}, {"del", db, "k"}, {"ls", db}, {"ls", "tikv://pd:2379"}, {"len", db}, {"show", db, "k"},
		{"stat", db}, {"du", db}, {"verify", db}, {"doctor", db}, {"export", db, "dir"}, {"import", db, "dir"}, {"copy", path, db}, {"copy", db, path},
		{"compact", db}, {"destroy", db, "--yes"}, {"serve", "--root", "tikv://pd:2379"},
	}
	for _, args := range needs {
		requireFailure(t, runTool(t, args...), "addresses that begin with tikv:// need the program openleveldb-tikv, which is neither in the directory of openleveldb nor in PATH: run `make build-tikv`")
	}
	offered, _ := completed(t, "get", db, "")
	require.Empty(t, offered)

	script := "#!/bin/sh\nprintf '%s\\n' \"$@\"\nread -r line && echo \"stdin: $line\"\nexit 7\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "openleveldb-tikv"), []byte(script), 0o755))
	for _, args := range append(needs, []string{"__complete", "get", db, ""}) {
		r := runWith(t, []byte("text\n"), args...)
		require.Equal(t, result{strings.Join(args, "\n") + "\nstdin: text\n", "", 7}, r)
	}
	assert.Equal(t, "v\n", output(t, "get", path, "k"))
	require.Empty(t, output(t, "put", path, "tikv://key", "--str", db), "neither keys nor values are addresses")
	assert.Equal(t, db+"\n", output(t, "get", path, "tikv://key"))
}
