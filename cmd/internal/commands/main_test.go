package commands

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// asTool is the variable that makes the test binary run as the tool. The tool is then built like
// the tests, with the race detector, the address sanitizer and coverage.
const asTool = "OPENLEVELDB_TEST_AS_TOOL"

func TestMain(m *testing.M) {
	if os.Getenv(asTool) != "" {
		if root := os.Getenv(testCluster); root != "" {
			cli.SetCluster(directories(root))
		}
		Main()
	}
	os.Exit(m.Run())
}

// result is the outcome of a run of the tool.
type result struct {
	stdout, stderr string
	status         int
}

// command prepares a run of the tool.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	executable, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(executable, args...)
	// By default the race detector sleeps for a second at the end of a process.
	cmd.Env = append(os.Environ(), asTool+"=1", "GORACE=atexit_sleep_ms=0 "+os.Getenv("GORACE"))
	return cmd
}

// progressLine matches a line of progress. The tool prints one every ten seconds, so short work
// prints some on a busy machine.
var progressLine = regexp.MustCompile(`(?m)^[a-z ]+(: [0-9,]+ entr(y|ies), .*|\.\.\. [0-9hms]+)\n`)

// withoutProgress returns standard error without the lines of progress.
func withoutProgress(stderr string) string { return progressLine.ReplaceAllString(stderr, "") }

// runWith runs the tool with stdin. The result has no lines of progress.
func runWith(t *testing.T, stdin []byte, args ...string) result {
	t.Helper()
	cmd := command(t, args...)
	cmd.Stdin = bytes.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return result{stdout.String(), withoutProgress(stderr.String()), cmd.ProcessState.ExitCode()}
}

func runTool(t *testing.T, args ...string) result {
	t.Helper()
	return runWith(t, nil, args...)
}

// output runs the tool and returns its output. The run must succeed, with nothing on standard
// error.
func output(t *testing.T, args ...string) string {
	t.Helper()
	r := runTool(t, args...)
	require.Zero(t, r.status, "%q: %s", args, r.stderr)
	require.Empty(t, r.stderr, "%q", args)
	return r.stdout
}

// requireFailure asserts status 1, no output, and a one-line error that contains text.
func requireFailure(t *testing.T, r result, text string) {
	t.Helper()
	require.Equal(t, 1, r.status, r.stderr)
	require.Empty(t, r.stdout)
	requireLine(t, r.stderr, text)
}

// requireLine asserts a single line from openleveldb that contains text.
func requireLine(t *testing.T, stderr, text string) {
	t.Helper()
	require.True(t, strings.HasPrefix(stderr, "openleveldb: "), stderr)
	require.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
	require.True(t, strings.HasSuffix(stderr, "\n"), stderr)
	require.Contains(t, stderr, text)
}

// database returns the path of a new database with stored bytes.
func database(t *testing.T, stored map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	for key, value := range stored {
		require.NoError(t, db.PutRaw(key, []byte(value)))
	}
	require.NoError(t, db.Close())
	return path
}

func TestBadUsage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	for _, c := range []struct {
		args    []string
		problem string // in the first line
		hint    string // the command whose help is suggested
	}{
		{nil, "no command", "openleveldb"},
		{[]string{"frobnicate"}, `unknown command "frobnicate"`, "openleveldb"},
		{[]string{"--frobnicate"}, "unknown flag: --frobnicate", "openleveldb"},
		{[]string{"get"}, "expected a DB and at least one PART", "openleveldb get"},
		{[]string{"get", path}, "expected a DB and at least one PART", "openleveldb get"},
		{[]string{"get", path, "k", "--frobnicate"}, "unknown flag", "openleveldb get"},
		{[]string{"get", path, "-k"}, "unknown flag: -k", "openleveldb get"},
		{[]string{"get", path, "k", "--json", "--raw"}, "--json and --raw cannot be combined", "openleveldb get"},
		{[]string{"get", path, "k", "--npy", "--raw"}, "--npy and --raw cannot be combined", "openleveldb get"},
		{[]string{"get", path, "k", "--npy", "--json"}, "--json and --npy cannot be combined", "openleveldb get"},
		{[]string{"put", path, "--int", "1"}, "expected a DB and at least one PART", "openleveldb put"},
		{[]string{"put", path, "k"}, "expected --int, --str, --json, --bytes, --npy or --raw", "openleveldb put"},
		{[]string{"put", path, "k", "--int", "1", "--str", "1"}, "--int and --str cannot be combined", "openleveldb put"},
		{[]string{"put", path, "k", "--bytes", "-", "--npy", "-"}, "--bytes and --npy cannot be combined", "openleveldb put"},
		{[]string{"put", path, "k", "--int"}, "--int needs a value", "openleveldb put"},
		{[]string{"put", path, "k", "--int", ""}, `--int: "" is not an integer`, "openleveldb put"},
		{[]string{"put", path, "k", "--int", "1.0"}, `--int: "1.0" is not an integer`, "openleveldb put"},
		{[]string{"put", path, "k", "--int", "0x10"}, `--int: "0x10" is not an integer`, "openleveldb put"},
		{[]string{"put", path, "k", "--int", "170141183460469231731687303715884105728"}, "--int: ", "openleveldb put"},
		{[]string{"put", path, "k", "--int", "-170141183460469231731687303715884105729"}, "--int: ", "openleveldb put"},
		{[]string{"put", path, "k", "--str", "\xff"}, "--str: ", "openleveldb put"},
		{[]string{"put", path, "k", "--json", ""}, "--json: ", "openleveldb put"},
		{[]string{"put", path, "k", "--json", "{"}, "--json: ", "openleveldb put"},
		{[]string{"put", path, "k", "--json", "1 2"}, "--json: ", "openleveldb put"},
		{[]string{"put", path, "k", "--json", `"\ud800"`}, "--json: ", "openleveldb put"},
		{[]string{"put", path, "k", "--json", "1" + strings.Repeat("0", 39)}, "--json: ", "openleveldb put"},
		{[]string{"del", path}, "expected a DB and at least one PART", "openleveldb del"},
		{[]string{"ls"}, "expected one DB, got 0 arguments", "openleveldb ls"},
		{[]string{"ls", path, "run/"}, `expected one DB, got 2 arguments: --prefix "run/" selects keys`, "openleveldb ls"},
		{[]string{"ls", path, "--limit", "-1"}, `--limit: "-1" is not a whole number from 0 on`, "openleveldb ls"},
		{[]string{"ls", path, "--limit", "many"}, `--limit: "many" is not a whole number from 0 on`, "openleveldb ls"},
		{[]string{"len"}, "expected one DB, got 0 arguments", "openleveldb len"},
		{[]string{"len", path, "--keys"}, "unknown flag: --keys", "openleveldb len"},
		{[]string{"show", path}, "expected a DB and at least one PART", "openleveldb show"},
		{[]string{"show", path, "k", "--bins", "0"}, "--bins: a histogram has 1 to 10000 bins", "openleveldb show"},
		{[]string{"show", path, "k", "--png", "x.JPG"}, `--png writes a PNG file, and "x.JPG" ends with .jpg`, "openleveldb show"},
		{[]string{"show", path, "k", "--png", "x", "--json"}, "--json and --png cannot be combined", "openleveldb show"},
		{[]string{"completion"}, "expected one shell: bash, zsh or fish", "openleveldb completion"},
		{[]string{"completion", "tcsh"}, `unknown shell "tcsh": expected bash, zsh or fish`, "openleveldb completion"},
		{[]string{"man"}, "expected one DIR", "openleveldb man"},
		{[]string{"stat"}, "expected one DB, got 0 arguments", "openleveldb stat"},
		{[]string{"stat", path, "--depth", "-1"}, "--depth", "openleveldb stat"},
		{[]string{"du"}, "expected a DB", "openleveldb du"},
		{[]string{"du", path, "-s", "--depth", "1"}, "--depth and --summarize cannot be combined", "openleveldb du"},
		{[]string{"verify", path, "k"}, "expected one DB, got 2 arguments", "openleveldb verify"},
		{[]string{"doctor"}, "expected one DB, got 0 arguments", "openleveldb doctor"},
		{[]string{"copy", path}, "expected SRC and DST, got 1 arguments", "openleveldb copy"},
		{[]string{"copy", "a", path, "--merge", "--mirror"}, "--merge and --mirror cannot be combined", "openleveldb copy"},
		{[]string{"copy", "a", path, "--limit", "1"}, "unknown flag: --limit", "openleveldb copy"},
		{[]string{"copy", "a", path, "--cut"}, "--cut needs --prefix", "openleveldb copy"},
		{[]string{"copy", path, "http://localhost:1/db", "--large-arrays"}, "--large-arrays applies to a directory", "openleveldb copy"},
		{[]string{"compact", path, "k"}, "expected one DB, got 2 arguments", "openleveldb compact"},
		{[]string{"compact", "http://localhost:1/db", "--large-arrays"}, "--large-arrays applies to a directory", "openleveldb compact"},
		{[]string{"repair"}, "expected one DB, got 0 arguments", "openleveldb repair"},
		{[]string{"repair", "http://localhost:1/db"}, "repair works on the directory of a database", "openleveldb repair"},
		{[]string{"destroy"}, "expected one DB, got 0 arguments", "openleveldb destroy"},
		{[]string{"destroy", "unix:/s:db", "--yes"}, "destroy works on the directory of a database", "openleveldb destroy"},
		{[]string{"repair", "tikv://pd:1/db"}, "repair works on the directory of a database", "openleveldb repair"},
		{[]string{"compact", "tikv://pd:1/db", "--large-arrays"}, "--large-arrays applies to a directory", "openleveldb compact"},
		{[]string{"ls", "tikv://pd:1", "--prefix", "x"}, "--prefix selects entries of a database: expected an address with a name", "openleveldb ls"},
		{[]string{"serve", "--root", "tikv://pd:1", "--shared"}, "--shared applies only to directories", "openleveldb serve"},
		{[]string{"serve", "--root", "tikv://pd:1", "--large-arrays"}, "--large-arrays applies to directories", "openleveldb serve"},
		{[]string{"destroy", "tikv://pd:1/db"}, "destroy asks for confirmation on a terminal; elsewhere it needs --yes", "openleveldb destroy"},
		{[]string{"destroy", path}, "destroy asks for confirmation on a terminal; elsewhere it needs --yes", "openleveldb destroy"},
		{[]string{"version", "now"}, `version takes no arguments, got "now"`, "openleveldb version"},
		{[]string{"help", "frobnicate"}, `unknown command "frobnicate"`, "openleveldb help"},
		{[]string{"help", "get", "put"}, "expected one COMMAND", "openleveldb help"},
		{[]string{"put", path, "k", "--raw", "-", "--str", "-"}, "--raw and --str cannot be combined", "openleveldb put"},
		{[]string{"del"}, "expected a DB and either PARTs or a range such as --prefix PART", "openleveldb del"},
		{[]string{"del", path, "k", "--prefix", "p", "--yes"}, "PARTs and --key flags name a single key", "openleveldb del"},
		{[]string{"del", path, "--key-hex", "00", "--start", "p", "--yes"}, "PARTs and --key flags name a single key", "openleveldb del"},
		{[]string{"del", path, "--prefix", "p"}, "del asks for confirmation on a terminal; elsewhere it needs --yes", "openleveldb del"},
		{[]string{"mv", path, "a"}, "expected a DB and the keys FROM and TO, got 2 arguments", "openleveldb mv"},
		{[]string{"mv", path, "a", `"b`, "--quoted"}, "--quoted: ", "openleveldb mv"},
		{[]string{"shell"}, "expected one DB, got 0 arguments", "openleveldb shell"},
		{[]string{"ls", "http://localhost:1", "--start", "x"}, "--start selects entries of a database: expected an address with a name", "openleveldb ls"},
		{[]string{"serve", "now"}, `serve takes no arguments, got "now"`, "openleveldb serve"},
	} {
		t.Run(strings.ReplaceAll(strings.Join(c.args, " "), path, "DB"), func(t *testing.T) {
			r := runTool(t, c.args...)
			assert.Equal(t, 2, r.status)
			assert.Empty(t, r.stdout)
			first, hint, _ := strings.Cut(r.stderr, "\n")
			assert.True(t, strings.HasPrefix(first, "openleveldb: "), first)
			assert.Contains(t, first, c.problem)
			assert.Equal(t, "See "+c.hint+" --help.\n", hint)
			assert.NoDirExists(t, path, "bad usage must not create a database")
		})
	}
}

func TestSimilarCommandIsNamed(t *testing.T) {
	r := runTool(t, "gett")
	assert.Equal(t, 2, r.status)
	assert.Equal(t, "openleveldb: unknown command \"gett\"; did you mean get?\nSee openleveldb --help.\n", r.stderr)
}

func TestHelp(t *testing.T) {
	commands := []string{}
	for _, c := range New().Commands() {
		if !c.Hidden {
			commands = append(commands, c.Name())
		}
		help := output(t, c.Name(), "--help")
		assert.Contains(t, help, "Examples:\n  openleveldb "+c.Name())
		assert.Contains(t, help, "\nUsage:\n  openleveldb "+c.Name())
		for line := range strings.Lines(help) {
			assert.LessOrEqual(t, len(line), 90, "%s: %s", c.Name(), line)
		}
		assert.Equal(t, help, output(t, "help", c.Name()))
	}
	assert.ElementsMatch(t, []string{
		"get", "put", "del", "mv", "ls", "len", "show", "stat", "du", "diff", "verify", "doctor", "export", "import",
		"copy", "compact", "repair", "destroy", "serve", "view", "shell", "completion", "version",
	}, commands)
	all := output(t, "--help")
	for _, name := range commands {
		assert.Contains(t, all, "\n  "+name+" ")
	}
}

func TestVersion(t *testing.T) {
	versions := output(t, "version")
	assert.Regexp(t, `^openleveldb \S+\ncommit \S.*\ngo go1\.\S+ \w+/\w+\nleveldb 1\.\d+\n$`, versions)
	assert.Equal(t, versions, output(t, "--version"))
}

func TestMissingDatabaseIsNotCreated(t *testing.T) {
	for _, args := range [][]string{
		{"get", "DB", "k"}, {"del", "DB", "k"}, {"ls", "DB"}, {"ls", "DB", "--keys"}, {"len", "DB"}, {"show", "DB", "k"},
		{"stat", "DB"}, {"du", "DB"}, {"diff", "DB", "."}, {"verify", "DB"}, {"compact", "DB"}, {"copy", "DB", "copy"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			args[1] = path
			requireFailure(t, runTool(t, args...), "there is no database")
			assert.NoFileExists(t, path)
			assert.NoDirExists(t, path)

			// An empty directory does not become a database either.
			require.NoError(t, os.Mkdir(path, 0o755))
			requireFailure(t, runTool(t, args...), "there is no database")
			entries, err := os.ReadDir(path)
			require.NoError(t, err)
			assert.Empty(t, entries)
		})
	}
}

func TestNotADirectory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, []byte("text"), 0o644))
	for _, args := range [][]string{{"get", path, "k"}, {"ls", path}, {"put", path, "k", "--int", "1"}} {
		requireFailure(t, runTool(t, args...), path+" is a file, not a directory with a database: import reads files")
	}
}

func TestPutNeedsTheParentDirectory(t *testing.T) {
	parent := filepath.Join(t.TempDir(), "parent")
	requireFailure(t, runTool(t, "put", filepath.Join(parent, "db"), "k", "--int", "1"), "no such file or directory")
	_, err := os.Stat(parent)
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestLockedDatabase(t *testing.T) {
	path := database(t, map[string]string{"k": "sv"})
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	for _, args := range [][]string{{"del", path, "k"}, {"put", path, "k", "--int", "1"}, {"compact", path}} {
		requireFailure(t, runTool(t, args...), "locked: process")
	}
	require.NoError(t, db.Close())
	assert.Equal(t, "v\n", output(t, "get", path, "k"))
}

// base64Of returns a key as --key-base64 reads it.
func base64Of(key string) string { return base64.StdEncoding.EncodeToString([]byte(key)) }

// goQuoted returns a text as ls quotes it.
func goQuoted(text string) string { return strconv.Quote(text) }
