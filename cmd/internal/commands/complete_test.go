package commands

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// completed requests the completion of a command line as the shells' scripts do. It returns the
// candidates and the directive.
func completed(t *testing.T, args ...string) ([]string, string) {
	t.Helper()
	r := runTool(t, append([]string{"__complete"}, args...)...)
	require.Zero(t, r.status, r.stderr)
	require.Equal(t, 1, strings.Count(r.stderr, "\n"), r.stderr)
	offered := strings.Split(strings.TrimSuffix(r.stdout, "\n"), "\n")
	last := len(offered) - 1
	return offered[:last], offered[last]
}

// The directives are bits defined by cobra.
const (
	noSpace    = ":38" // includes the next two
	asItIs     = ":36" // no file names, order kept
	noFiles    = ":4"
	ofDirs     = ":16"
	usualFiles = ":0"
)

func TestCompleteKey(t *testing.T) {
	stored := map[string]string{"title": "s", "run/1/image": "s", "run/1/loss": "s", "run/2/image": "s", "run/10": "s", "é/ü": "s",
		"with space": "s", "-dash": "s", "x\ny": "s", "x\x1b": "s", "x ": "s", " x": "s", "": "s", "/": "s"}
	for i := range 3000 {
		stored[fmt.Sprintf("deep/%04d/x", i)] = "s"
		stored[fmt.Sprintf("flat%04d", i)] = "s"
	}
	path := database(t, stored)
	for _, c := range []struct {
		line      []string
		want      []string
		directive string
	}{
		{[]string{"get", path, "t"}, []string{"title"}, asItIs},
		{[]string{"get", path, "r"}, []string{"run/"}, noSpace},
		{[]string{"show", path, "run/"}, []string{"run/1/", "run/10", "run/2/"}, noSpace},
		{[]string{"get", path, "run/1"}, []string{"run/1/", "run/10"}, noSpace},
		{[]string{"get", path, "run/1/"}, []string{"run/1/image", "run/1/loss"}, asItIs},
		{[]string{"get", path, "run/1/", ""}, []string{"image", "loss"}, asItIs},
		{[]string{"get", path, "run", "/1/", "i"}, []string{"image"}, asItIs},
		{[]string{"del", path, "w"}, []string{"with space"}, asItIs},
		{[]string{"get", path, "é"}, []string{"é/"}, noSpace},
		{[]string{"get", path, "x"}, nil, asItIs},
		{[]string{"get", path, "missing"}, nil, asItIs},
		{[]string{"get", "--", path, "-"}, []string{"-dash"}, asItIs},
		{[]string{"put", path, "--int", "1", "ti"}, []string{"title"}, asItIs},
		{[]string{"ls", path, "--prefix", "r"}, []string{"run/"}, noSpace},
		{[]string{"ls", path, "--prefix=run/2"}, []string{"run/2/"}, noSpace},
		{[]string{"ls", path, "--prefix", "run/", "--prefix", "1/", "--starting-by", ""}, []string{"image", "loss"}, asItIs},
		{[]string{"len", path, "--prefix", "ru", "--starting-by", "n/", "--starting-by", "1"}, []string{"1/", "10"}, noSpace},
		{[]string{"ls", "--prefix", "r"}, nil, noFiles},
		{[]string{"get", ""}, nil, ofDirs},
		{[]string{"get", "http://localhost"}, nil, noFiles},
		{[]string{"ls", path, ""}, nil, noFiles},
		{[]string{"export", path, ""}, nil, usualFiles},
		{[]string{"mv", path, "run/1"}, []string{"run/1/", "run/10"}, noSpace},
		{[]string{"mv", path, "title", "run/2/"}, []string{"run/2/image"}, asItIs},
		{[]string{"mv", path, "title", "title", ""}, nil, noFiles},
		{[]string{"du", path, "run/", "é"}, []string{"é/"}, noSpace},
		{[]string{"copy", ""}, nil, ofDirs},
		{[]string{"copy", path, ""}, nil, ofDirs},
		{[]string{"ls", path, "--start", "run/10"}, []string{"run/10"}, asItIs},
		{[]string{"del", path, "--prefix", "run/", "--stop", "1"}, []string{"1/", "10"}, noSpace},
		{[]string{"export", path, "x", "--format", ""}, []string{"dir", "npz", "jsonl", "csv", "arrow", "parquet"}, noFiles},
		{[]string{"import", path, "x", "--format", ""}, []string{"dir", "npz", "jsonl", "csv", "arrow", "parquet"}, noFiles},
		{[]string{"export", path, "x", "--type", ""}, []string{"int", "str", "bytes", "json", "ndarray", "raw"}, noFiles},
		{[]string{"ls", path, "--type", ""}, []string{"int", "str", "bytes", "json", "ndarray", "raw"}, noFiles},
		{[]string{"ls", path, "--limit", ""}, nil, noFiles},
		{[]string{"put", path, "k", "--npy", ""}, nil, usualFiles},
		{[]string{"serve", "--root", ""}, nil, ofDirs},
		{[]string{"serve", "--credentials", ""}, nil, usualFiles},
		{[]string{"version", ""}, nil, noFiles},
		{[]string{"completion", ""}, []string{"bash", "zsh", "fish"}, noFiles},
	} {
		offered, directive := completed(t, c.line...)
		name := strings.ReplaceAll(strings.Join(c.line, " "), path, "DB")
		assert.Equal(t, append([]string{}, c.want...), append([]string{}, offered...), name)
		assert.Equal(t, c.directive, directive, name)
	}

	all, _ := completed(t, "get", path, "")
	assert.Equal(t, []string{"/", "deep/", "flat0000"}, all[:3], "no key with a dash without --, and none of several lines")
	assert.Len(t, all, mostCompletions)
	deep, _ := completed(t, "get", path, "deep/")
	assert.Len(t, deep, mostCompletions)
	assert.Equal(t, "deep/0199/", deep[199])
}

// Completion prints nothing if nothing can be read, and creates nothing.
func TestCompletePrintsNoErrors(t *testing.T) {
	missing := t.TempDir() + "/missing"
	offered, _ := completed(t, "get", missing, "k")
	assert.Empty(t, offered)
	assert.NoDirExists(t, missing)

	listener, err := net.Listen("tcp", "127.0.0.1:0") // a server that never responds
	require.NoError(t, err)
	offered, _ = completed(t, "get", "http://"+listener.Addr().String()+"/db", "k")
	assert.Empty(t, offered)
	require.NoError(t, listener.Close())
	offered, _ = completed(t, "get", "http://"+listener.Addr().String()+"/db", "k")
	assert.Empty(t, offered)

	// A writing process and a completion do not disturb each other.
	path := database(t, map[string]string{"key": "s"})
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	offered, _ = completed(t, "get", path, "k")
	assert.Equal(t, []string{"key"}, offered)
	require.NoError(t, db.Close())
}

func TestCompletionScripts(t *testing.T) {
	for shell, text := range map[string]string{"bash": "complete -o default -F __start_openleveldb openleveldb", "zsh": "#compdef openleveldb",
		"fish": "complete -c openleveldb"} {
		assert.Contains(t, output(t, "completion", shell), text)
	}
}

// The databases of a server are completed after its address.
func TestCompleteDatabaseOfAServer(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"runs", "rats and mice", "sub/deep", "x"} {
		output(t, "put", rooted(t, root, name), "k", "--int", "1")
	}
	s := startServer(t, 1, "--root", root, "--listen", "127.0.0.1:0")
	address := "http://" + s.addresses[0]
	for begun, want := range map[string][]string{
		"/":    {address + "/rats%20and%20mice", address + "/runs", address + "/sub/deep", address + "/x"},
		"/r":   {address + "/rats%20and%20mice", address + "/runs"},
		"/sub": {address + "/sub/deep"},
		"":     {},
		"/y":   {},
	} {
		offered, directive := completed(t, "get", address+begun)
		assert.Equal(t, want, append([]string{}, offered...), begun)
		assert.Equal(t, noFiles, directive)
	}
	assert.Equal(t, "1\n", output(t, "get", address+"/rats%20and%20mice", "k"))
	s.stop()
}

// rooted returns the path of a database below a directory, with its parent directory.
func rooted(t *testing.T, root, name string) string {
	t.Helper()
	path := filepath.Join(root, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	return path
}
