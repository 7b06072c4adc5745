package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ran runs a program with a single command, do.
func ran(args []string, do func(*cobra.Command, []string) error) (out, errOut string, status int) {
	root := &cobra.Command{Use: "prog", SilenceErrors: true, SilenceUsage: true}
	root.AddCommand(&cobra.Command{Use: "do DB", Args: DatabaseArg, RunE: do}, &cobra.Command{Use: "dir DB", Args: DirectoryArg, RunE: do},
		&cobra.Command{Use: "key DB PART...", Args: KeyArgs, RunE: do})
	var o, e bytes.Buffer
	status = Run(root, args, strings.NewReader(""), &o, &e)
	return o.String(), e.String(), status
}

func TestRun(t *testing.T) {
	fails := func(err error) func(*cobra.Command, []string) error {
		return Action(func(*cobra.Command, []string) error { return err })
	}
	for _, c := range []struct {
		args   []string
		err    error
		status int
		text   string
	}{
		{nil, nil, 2, "prog: no command given\nSee prog --help.\n"}, {[]string{"do"}, nil, 2, "prog: expected one DB, got 0 arguments\nSee prog do --help.\n"},
		{[]string{"do", "db"}, nil, 0, ""}, {[]string{"do", "db"}, errors.New("leveldb: a\nb\x1b"), 1, "prog: a"},
		{[]string{"do", "db"}, ErrInterrupted, 130, "prog: interrupted\n"}, {[]string{"key", "db"}, nil, 2, "at least one PART"}, {[]string{"key", "db", "k"}, nil, 0, ""},
		{[]string{"dir", "unix:/s:db"}, nil, 2, "dir works on the directory"}, {[]string{"dir", "db"}, nil, 0, ""}, {[]string{"dir"}, nil, 2, "one DB"},
	} {
		_, errOut, status := ran(c.args, fails(c.err))
		assert.Equal(t, c.status, status, c.args)
		assert.Contains(t, errOut, c.text)
		assert.NotContains(t, errOut, "\x1b")
	}
}

// The first signal cancels the context, and the status is that of an interrupted process.
func TestLongAction(t *testing.T) {
	_, errOut, status := ran([]string{"do", "db"}, LongAction(func(ctx context.Context, _ *cobra.Command, _ []string) error {
		if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
			return err
		}
		<-ctx.Done()
		return ctx.Err()
	}))
	assert.Equal(t, 130, status)
	assert.Equal(t, "prog: interrupted\n", errOut)
}

func TestDatabases(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	assert.ErrorIs(t, Writing(&cobra.Command{}, path, false, nil), leveldb.ErrNotFound)
	require.NoError(t, Writing(&cobra.Command{}, path, true, func(db *leveldb.DB) error { return db.Put("k", "v") }))
	cmd := &cobra.Command{}
	var out bytes.Buffer
	cmd.SetOut(&out)
	broken := errors.New("broken")
	err := Reading(cmd, path, func(db *leveldb.DB, out *bufio.Writer) error {
		assert.Error(t, db.Put("k", "v"), "it is open for reading")
		_, err := out.WriteString("printed")
		return errors.Join(err, broken)
	})
	assert.ErrorIs(t, err, broken)
	assert.Equal(t, "printed", out.String(), "also after an error")
	assert.Error(t, Reading(cmd, filepath.Join(path, "none"), nil))
	_, err = OpenDB("http://127.0.0.1:1/db", &leveldb.Options{ErrorIfMissing: true})
	assert.Error(t, err)
	for name, want := range map[string]string{"db": "db", "http://u:p@h:1/db": "http://h:1/db", "http://h/a@b": "http://h/a@b", "./http://u:p@h/x": "./http://u:p@h/x"} {
		assert.Equal(t, want, WithoutPassword(name))
	}
	assert.NotEqual(t, OptionsFor(true), OptionsFor(false))
}

func TestFlags(t *testing.T) {
	cmd := &cobra.Command{}
	var s Selector
	s.AddFlags(cmd)
	large := false
	AddLargeArrays(cmd, &large)
	require.NoError(t, cmd.ParseFlags([]string{"--prefix", "a", "--prefix", "b", "--starting-by", "c", "--reverse", "--limit", "3", "--large-arrays"}))
	require.NoError(t, cmd.Args(cmd, nil))
	assert.Equal(t, &leveldb.Range{Prefix: "ab", StartingBy: "c", Reverse: true, Limit: 3}, s.Entries())
	assert.True(t, large)
}

func TestStyle(t *testing.T) {
	plain, coloured := StyleOf(io.Discard), Style{Coloured: true}
	for code, f := range map[string]func(Style, string) string{"1": Style.Bold, "2": Style.Faint, "31": Style.Red, "32": Style.Green, "33": Style.Yellow, "36": Style.Cyan} {
		assert.Equal(t, "x", f(plain, "x"))
		assert.Equal(t, "\x1b["+code+"mx\x1b[0m", f(coloured, "x"))
		assert.Empty(t, f(coloured, ""))
	}
	columns, lines := TerminalSize(io.Discard)
	assert.Zero(t, columns+lines)
	file, err := os.Create(filepath.Join(t.TempDir(), "x"))
	require.NoError(t, err)
	defer file.Close()
	assert.False(t, IsTerminal(file))
	columns, lines = TerminalSize(file)
	assert.Zero(t, columns+lines)
	assert.Equal(t, "1 entry, 1,234 entries, 1.0 KiB", Counted(1, "entry", "entries")+", "+Counted(1234, "entry", "entries")+", "+Size(1024))
}

// Without a terminal each update is a line.
func TestProgressElsewhere(t *testing.T) {
	var out strings.Builder
	p := NewProgress(&out, "copy", 0)
	p.Print("one")
	p.Hidden(func() { out.WriteString("other\n") })
	p.Print("two")
	p.Done()
	assert.Equal(t, "one\nother\ntwo\n", out.String())
}
