package commands

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// --raw stores bytes as get --raw prints them, and those of other programs.
func TestPutRaw(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	file := filepath.Join(t.TempDir(), "value")
	for i, stored := range []string{"stext", "", "no tag\x00\xff", "n\x93NUMPY"} {
		require.NoError(t, os.WriteFile(file, []byte(stored), 0o644))
		assert.Empty(t, output(t, "put", path, fmt.Sprint(i), "--raw", file))
		assert.Equal(t, stored, output(t, "get", path, fmt.Sprint(i), "--raw"))
		require.Equal(t, result{}, runWith(t, []byte(stored), "put", path, "-", "--raw", "-"))
		assert.Equal(t, stored, output(t, "get", path, "-", "--raw"))
	}
	assert.Equal(t, "text\n", output(t, "get", path, "0"))

	// With --raw the key can be any bytes, too.
	assert.Equal(t, result{}, runWith(t, []byte("v"), "put", path, "k\xff", "--raw", "-"))
	assert.Equal(t, "v", output(t, "get", path, "--key-hex", "6bff", "--raw"))
	requireFailure(t, runTool(t, "put", path, "k", "--raw", filepath.Join(t.TempDir(), "missing")), "--raw: open ")
}

// Every key can be named to put, mv and del.
func TestWriteAnyKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	for _, key := range strangeKeys {
		base64 := base64Of(key)
		assert.Empty(t, output(t, "put", path, "--key-base64", base64, "--str", "v"), "%q", key)
		if key == "" || len(key) > 1024 {
			output(t, "del", path, "--key-base64", base64)
			continue
		}
		listed := strings.TrimSuffix(output(t, "ls", path, "--keys"), "\n")
		output(t, "mv", "--quoted", "--", path, listed, `"moved\x00"`)
		assert.Equal(t, "\"moved\\x00\"\n", output(t, "ls", path, "--keys"))
		output(t, "mv", "--quoted", "--", path, `"moved\x00"`, listed)
		assert.Equal(t, listed+"\n", output(t, "ls", path, "--keys"))
		output(t, "del", "--quoted", "--", path, listed)
		assert.Equal(t, "0\n", output(t, "len", path))
	}
}

// --str - and --json - read standard input. get adds a newline to a text, and put removes it.
func TestPutFromStandardInput(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	for in, want := range map[string]string{"": "s", "\n": "s", "a": "sa", "a\n": "sa", "a\n\n": "sa\n", "-": "s-", "ü\r\n": "sü\r"} {
		require.Equal(t, result{}, runWith(t, []byte(in), "put", path, "k", "--str", "-"))
		assert.Equal(t, want, output(t, "get", path, "k", "--raw"))
		text := output(t, "get", path, "k")
		require.Equal(t, result{}, runWith(t, []byte(text), "put", path, "copy", "--str", "-"))
		assert.Equal(t, want, output(t, "get", path, "copy", "--raw"))
	}
	require.Equal(t, result{}, runWith(t, []byte("{\"b\": 1,\n \"a\": [2.0]}\n"), "put", path, "k", "--json", "-"))
	assert.Equal(t, `j{"a":[2.0],"b":1}`, output(t, "get", path, "k", "--raw"))
	require.Equal(t, result{}, runWith(t, []byte("3\n"), "put", path, "k", "--json", "-"))
	assert.Equal(t, "k\tint\t3\n", output(t, "ls", path, "--starting-by", "k"))

	missing := filepath.Join(t.TempDir(), "db")
	requireFailure(t, runWith(t, []byte("\xff"), "put", missing, "k", "--str", "-"), "--str: ")
	requireFailure(t, runWith(t, []byte("{"), "put", missing, "k", "--json", "-"), "--json: ")
	assert.NoDirExists(t, missing)
}

func TestDelRange(t *testing.T) {
	for _, c := range []struct {
		flags []string
		left  string
		n     string
	}{
		{[]string{"--prefix", "run/1/"}, "other run/10 run/2/a", "2 entries"},
		{[]string{"--prefix", "run/", "--prefix", "2/"}, "other run/1/a run/1/b run/10", "1 entry"},
		{[]string{"--starting-by", "run/1"}, "other run/2/a", "3 entries"},
		{[]string{"--start", "run/10"}, "other run/1/a run/1/b", "2 entries"},
		{[]string{"--stop", "run/1/b"}, "run/1/b run/10 run/2/a", "2 entries"},
		{[]string{"--prefix", "run/", "--start", "1/b", "--stop", "2"}, "other run/1/a run/2/a", "2 entries"},
		{[]string{"--all"}, "", "5 entries"},
		{[]string{"--prefix", "none"}, "other run/1/a run/1/b run/10 run/2/a", "0 entries"},
	} {
		path := database(t, map[string]string{"other": "s", "run/1/a": "s", "run/1/b": "broken", "run/10": "s", "run/2/a": "s"})
		assert.Equal(t, "deleted  "+c.n+"\n", output(t, append([]string{"del", path, "--yes"}, c.flags...)...), c.flags)
		assert.Equal(t, c.left, strings.Join(strings.Fields(output(t, "ls", path, "--keys")), " "), c.flags)
	}
}

// A script whose variable is not set does not delete more than was meant.
func TestDelOfAnEmptyRange(t *testing.T) {
	path := database(t, map[string]string{"other": "s", "run/1/a": "s"})
	for want, flags := range map[string][]string{
		"--prefix is empty; --all deletes all keys":       {"--prefix", ""},
		"--starting-by is empty; --all deletes all keys":  {"--prefix", "run/", "--starting-by", ""},
		"--start is empty; --all deletes all keys":        {"--start", "", "--stop", "z"},
		"--stop is empty; --all deletes all keys":         {"--stop="},
		"the range holds all keys of the database; --all": {"--quoted", "--prefix", `""`},
		"--all and --prefix cannot be combined":           {"--all", "--prefix", "run/"},
		"--all and --stop cannot be combined":             {"--all", "--stop", ""},
		"PARTs and --key flags name a single key":         {"--all", "other"},
	} {
		r := runTool(t, append([]string{"del", path, "--yes"}, flags...)...)
		assert.Equal(t, 2, r.status, flags)
		assert.Contains(t, r.stderr, want)
	}
	assert.Contains(t, runTool(t, "del", path, "--all").stderr, "it needs --yes")
	assert.Equal(t, "other\nrun/1/a\n", output(t, "ls", path, "--keys"))
	// In the shell, a range is below the prefix of the session.
	assert.Contains(t, runWith(t, []byte("cd run\ndel --prefix '' --yes\n"), "shell", path).stderr, "--prefix is empty")
	r := runWith(t, []byte("cd run\ndel --all --yes\n"), "shell", path)
	assert.Equal(t, "deleted  1 entry\n", r.stdout, r.stderr)
	assert.Equal(t, "other\n", output(t, "ls", path, "--keys"))
}

func TestMv(t *testing.T) {
	path := database(t, map[string]string{"a": "s1", "b": "broken", "run/1/x": "s2", "run/1/y": "s3", "run/10": "s4"})
	assert.Empty(t, output(t, "mv", path, "a", "c"))
	requireFailure(t, runTool(t, "mv", path, "a", "d"), `move "a": not found`)
	requireFailure(t, runTool(t, "mv", path, "b", "c"), `move "c": there is a value under this key already: --overwrite replaces it`)
	assert.Empty(t, output(t, "mv", path, "b", "c", "--overwrite"))
	assert.Equal(t, "broken", output(t, "get", path, "c", "--raw"))

	assert.Equal(t, "renamed  2 keys\n", output(t, "mv", path, "run/1/", "old/", "--all"))
	assert.Equal(t, "c\nold/x\nold/y\nrun/10\n", output(t, "ls", path, "--keys"))
	requireFailure(t, runTool(t, "mv", path, "run/1/", "old/", "--all"), `move "run/1/": not found: no key begins with it`)
	requireFailure(t, runTool(t, "mv", path, "old/", "old/new/", "--all"), "neither may begin with the other")
	output(t, "put", path, "new/x", "--int", "1")
	requireFailure(t, runTool(t, "mv", path, "old/", "new/", "--all"), `move "new/x": there is a value under this key already: --overwrite replaces it`)
	assert.Equal(t, "renamed  2 keys\n", output(t, "mv", path, "old/", "new/", "--all", "--overwrite"))
	assert.Equal(t, "2\n", output(t, "get", path, "new/x"))
}

// ls with the address of a server lists its databases.
func TestListDatabasesOfAServer(t *testing.T) {
	root := t.TempDir()
	socket := filepath.Join(root, "socket")
	s := startServer(t, 2, "--root", root, "--listen", "127.0.0.1:0", "--listen", "unix:"+socket)
	address := "http://" + s.addresses[0]
	assert.Empty(t, output(t, "ls", address))
	output(t, "put", address+"/runs", "k", "--int", "1")
	output(t, "put", address+"/a/b", "k", "--int", "1")
	for _, place := range []string{address, address + "/", "unix:" + socket, "unix:" + socket + ":"} {
		assert.Equal(t, "a/b\nruns\n", output(t, "ls", place))
	}
	assert.Equal(t, `{"database":"a/b"}`+"\n"+`{"database":"runs"}`+"\n", output(t, "ls", address, "--json"))
	s.stop()
	requireFailure(t, runTool(t, "ls", address), "connection refused")
}

// The addresses in the help of serve exist.
func TestAddressesOfServe(t *testing.T) {
	help := output(t, "serve", "--help")
	s := startServer(t, 1, "--root", t.TempDir(), "--listen", "127.0.0.1:0")
	output(t, "put", "http://"+s.addresses[0]+"/runs", "k", "--int", "1")
	for _, path := range []string{"/v1/health", "/metrics", "/v1/databases", "/v1/list?db=runs", "/v1/entry?db=runs&key=k", "/v1/value?db=runs&key=k"} {
		name, _, _ := strings.Cut(path, "?")
		assert.Regexp(t, regexp.MustCompile(`(?m)^  `+name+`[ ?]`), help)
		status, body := s.ask("GET", path, "", nil)
		assert.Equal(t, 200, status, body)
	}
	s.stop()
}
