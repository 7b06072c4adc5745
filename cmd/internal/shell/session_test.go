package shell

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/peterh/liner"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// session returns a session with a command that prints its arguments.
func session(t *testing.T, keys ...string) (*Session, *strings.Builder) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	for _, key := range keys {
		require.NoError(t, db.Put(key, 1))
	}
	require.NoError(t, db.Close())
	var out strings.Builder
	return &Session{Database: path, In: noInput{}, Out: &out, Err: &out, New: func() *cobra.Command {
		root := &cobra.Command{Use: "prog", SilenceErrors: true, SilenceUsage: true}
		show := cli.Action(func(cmd *cobra.Command, args []string) error {
			shared, _ := cmd.Flags().GetBool("shared")
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s %q shared=%v\n", cmd.Name(), args[1:], shared)
			return err
		})
		for _, use := range []string{"get DB PART...", "du DB [PREFIX]...", "mv DB FROM TO", "doctor DB", "copy SRC DST", "serve"} {
			cmd := &cobra.Command{Use: use, RunE: show}
			cmd.Flags().Bool("shared", false, "")
			root.AddCommand(cmd)
		}
		return root
	}}, &out
}

// Keys are below the current prefix, according to the usage of a command.
func TestPrefixOfArguments(t *testing.T) {
	s, out := session(t)
	s.Shared = true
	for _, c := range []struct{ prefix, line, want string }{
		{"", "get a b", `get ["a" "b"] shared=true`},
		{"p/", "get a b", `get ["p/" "a" "b"] shared=true`},
		{"p/", "get", `get [] shared=true`},
		{"p/", "du", `du ["p/"] shared=true`},
		{"p/", "du a b", `du ["p/a" "p/b"] shared=true`},
		{"p/", "mv a b", `mv ["p/a" "p/b"] shared=true`},
		{"p/", "doctor", `doctor [] shared=true`},
		{"p/", "copy other.db", `copy ["other.db"] shared=true`},
		{"p/", "serve", "prog: unknown command \"serve\"\nSee help."},
	} {
		s.prefix = c.prefix
		out.Reset()
		s.Run(t.Context(), c.line)
		assert.Equal(t, c.want+"\n", out.String(), c.line)
	}
}

func TestCd(t *testing.T) {
	s, out := session(t, "run/1/a", "run/10/b", "run/x", "flat1", "flat2")
	for _, c := range []struct{ to, want, message string }{
		{"run", "run/", ""}, {"1", "run/1/", ""}, {"..", "run/", ""}, {"../flat", "flat", ""}, {"", "flat", ""}, {"..", "", ""}, {"..", "", ""},
		{"run/1/", "run/1/", ""}, {"../..", "", ""}, {"new", "new", `no key begins with "new" yet`}, {"/a/", "new/a/", `no key begins with "new/a/" yet`},
		{"..", "new/", ""}, {"../run/x", "run/x", ""}, {"../1/..a", "run/1/..a", `no key begins with "run/1/..a" yet`},
	} {
		out.Reset()
		require.NoError(t, s.cd(t.Context(), c.to))
		assert.Equal(t, c.want, s.prefix, c.to)
		if c.message != "" {
			c.message = "prog: " + c.message + "\n"
		}
		if c.to != ".." {
			assert.Equal(t, c.message, out.String(), c.to)
		}
	}
	assert.Zero(t, s.Run(t.Context(), "cd"))
	assert.Empty(t, s.prefix)
}

func TestPrompt(t *testing.T) {
	for _, c := range []struct{ database, prefix, want string }{
		{"/data/runs.db", "", "runs.db:> "},
		{"/data/runs.db/", "run/1/", "runs.db:run/1/> "},
		{"http://user:secret@host:5000/runs", "p", "http://host:5000/runs:p> "},
		{"a b\x1b", "\x00\n", `"a b\x1b":"\x00\n"> `},
		{"db", strings.Repeat("é", 100), "…" + strings.Repeat("é", 37) + "> "},
	} {
		s := &Session{Database: c.database, prefix: c.prefix}
		assert.Equal(t, c.want, s.prompt(40))
	}
}

func TestFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"a", "ab/c", ".hidden", "x y"} {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, nil, 0o644))
	}
	assert.Equal(t, []string{"a", "ab/", "x y"}, files("", false))
	assert.Equal(t, []string{"ab/"}, files("a", true))
	assert.Equal(t, []string{"ab/c"}, files("ab/", false))
	assert.Equal(t, []string{"./a", "./ab/"}, files("./a", false))
	assert.Equal(t, []string{".hidden"}, files(".", false))
	dir, err := os.Getwd()
	require.NoError(t, err)
	assert.Equal(t, []string{dir + "/x y"}, files(dir+"/x", false))
	assert.Empty(t, files("missing/", false))
}

// The file of the history does not grow forever.
func TestHistory(t *testing.T) {
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	h, err := openHistory()
	require.NoError(t, err)
	require.NoError(t, h.load(func(string) { assert.Fail(t, "there is no history yet") }))
	require.NoError(t, h.add("get a"))
	require.NoError(t, h.add("ls"))
	var lines []string
	require.NoError(t, h.load(func(line string) { lines = append(lines, line) }))
	assert.Equal(t, []string{"get a", "ls"}, lines)

	long := "\xff\n" + strings.Repeat("old\n", 2*liner.HistoryLimit) + "new\n"
	require.NoError(t, os.WriteFile(h.path, []byte(long), 0o600))
	lines = nil
	require.NoError(t, h.load(func(line string) { lines = append(lines, line) }))
	assert.Len(t, lines, liner.HistoryLimit)
	assert.Equal(t, "new", lines[len(lines)-1])
	content, err := os.ReadFile(h.path)
	require.NoError(t, err)
	assert.Equal(t, strings.Join(lines, "\n")+"\n", string(content))

	t.Setenv("XDG_STATE_HOME", "relative")
	t.Setenv("HOME", state)
	h, err = openHistory()
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(state, ".local/state/openleveldb/shell_history"), h.path)
}
