package commands

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// typist is a user at a terminal on which a program runs.
type typist struct {
	t        *testing.T
	terminal *os.File
	received chan string
	screen   string // received since the last call of sees
}

// atTerminal runs the tool with all of its streams on a terminal, in a session of its own. wait
// returns the exit status.
func atTerminal(t *testing.T, args ...string) (user *typist, wait func() int) {
	t.Helper()
	terminal, program := newTerminal(t, 80)
	cmd := command(t, args...)
	cmd.Env = append(cmd.Env, "TERM=xterm", "NO_COLOR=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = program, program, program
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	require.NoError(t, cmd.Start())
	require.NoError(t, program.Close())
	user = &typist{t: t, terminal: terminal, received: make(chan string, 1000)}
	go func() {
		defer close(user.received)
		for b := make([]byte, 4096); ; {
			n, err := terminal.Read(b)
			user.received <- string(b[:n])
			if err != nil {
				return // the tool has ended
			}
		}
	}()
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			assert.NoError(t, cmd.Process.Kill())
			assert.Error(t, cmd.Wait())
		}
	})
	return user, func() int {
		for late := time.After(patience); ; {
			select {
			case text, ok := <-user.received:
				if user.screen += text; ok {
					continue
				}
			case <-late:
				require.Fail(t, "the tool has not ended", user.screen)
			}
			break
		}
		_ = cmd.Wait() // the status is what matters
		return cmd.ProcessState.ExitCode()
	}
}

// types enters text.
func (u *typist) types(text string) {
	u.t.Helper()
	_, err := io.WriteString(u.terminal, text)
	require.NoError(u.t, err)
}

// sees waits until the terminal has received a text after what was seen before.
func (u *typist) sees(text string) {
	u.t.Helper()
	late := time.After(patience)
	for {
		if i := strings.Index(u.screen, text); i >= 0 {
			u.screen = u.screen[i+len(text):]
			return
		}
		select {
		case more, ok := <-u.received:
			require.True(u.t, ok, "the tool ended without %q: %q", text, u.screen)
			u.screen += more
		case <-late:
			require.Failf(u.t, "not seen", "%q in %q", text, u.screen)
		}
	}
}

// waitsForACommand waits until the shell runs a command, for which the terminal edits lines.
func (u *typist) waitsForACommand() {
	u.t.Helper()
	require.Eventually(u.t, func() bool {
		mode, err := unix.IoctlGetTermios(int(u.terminal.Fd()), unix.TCGETS)
		return err == nil && mode.Lflag&unix.ICANON != 0
	}, patience, time.Millisecond)
}

const (
	ctrlC = "\x03"
	ctrlD = "\x04"
	up    = "\x1b[A"
)

func TestShellOnTerminal(t *testing.T) {
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	path := database(t, map[string]string{"run/1/title": "sfirst light", "run/1/other key": "sx", "run/2/title": "ssecond"})
	user, wait := atTerminal(t, "shell", path)
	user.sees("help lists the commands")
	user.sees("db:> ")
	user.types("cd r\t")
	user.sees("cd run/")
	user.types("1\r")
	user.sees("db:run/1/> ")
	user.types("ge\tti\t\r")
	user.sees("get title")
	user.sees("first light\r\n")
	user.sees("db:run/1/> ")
	user.types("get oth\t\r")
	user.sees(`get "other key"`)
	user.sees("x\r\n")
	user.sees("db:run/1/> ")
	user.types("ls --key\t\r")
	user.sees("title\r\n")
	user.sees("db:run/1/> ")
	user.types("garbage")
	user.sees("garbage")
	user.types(ctrlC) // discards the line
	user.sees("db:run/1/> ")
	user.types(" cd ../2/\r") // is not remembered
	user.sees("db:run/2/> ")
	user.types(up + "\r") // the last remembered line
	user.sees("ls --key")
	user.sees("title\r\n")
	user.sees("db:run/2/> ")
	user.types("get missing\r")
	user.sees("openleveldb: get \"run/2/missing\": not found\r\n")
	user.sees("db:run/2/> ")
	user.types(ctrlD)
	assert.Zero(t, wait(), user.screen)

	file := filepath.Join(state, "openleveldb", "shell_history")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, lines("cd run/1", "get title ", `get "other key" `, "ls --key", "ls --key", "get missing"), strings.ReplaceAll(string(content), "--keys ", "--key"))
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode())

	// The next shell remembers the lines.
	user, wait = atTerminal(t, "shell", path)
	user.sees("db:> ")
	user.types(up)
	user.sees("get missing")
	user.types(ctrlC)
	user.sees("db:> ")
	user.types("exit\r")
	assert.Zero(t, wait(), user.screen)
}

// Commands in the shell ask their questions at the terminal, and read it. Ctrl-C interrupts them and
// not the shell.
func TestShellQuestions(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	path := database(t, map[string]string{"run/1/a": "s", "run/1/b": "s", "z": "s"})
	user, wait := atTerminal(t, "shell", path)
	user.sees("db:> ")
	user.types("del --prefix run/\r")
	user.sees("Permanently delete 2 entries of " + path + ", from run/1/a to run/1/b? Type yes: ")
	user.types("no\r")
	user.sees("openleveldb: nothing was deleted\r\n")
	user.sees("db:> ")
	user.types("del --prefix run/1/a\r")
	user.sees("Permanently delete 1 entry of " + path + ", with the key run/1/a? Type yes: ")
	user.types("yes\r")
	user.sees("deleted  1 entry\r\n")
	user.sees("db:> ")
	user.types("put text --str -\r")
	user.sees("\r\n")
	user.waitsForACommand()
	user.types("first\rsecond\r" + ctrlD)
	user.sees("db:> ")
	user.types("put text --str -\r")
	user.sees("\r\n")
	user.waitsForACommand()
	user.types("third" + ctrlC + ctrlC)
	user.sees("openleveldb: interrupted\r\n")
	user.sees("db:> ")
	user.types("get text\r")
	user.sees("first\r\nsecond\r\n")
	user.sees("db:> ")
	user.types("exit\r")
	assert.Zero(t, wait(), user.screen)
	assert.Equal(t, "run/1/b\ntext\nz\n", output(t, "ls", path, "--keys"))
}

// del asks on a terminal, as destroy does.
func TestDelAsks(t *testing.T) {
	path := database(t, map[string]string{"a\x00": "s", "b": "s"})
	for _, answer := range []string{"n", "", "yess", "no y"} {
		user, wait := atTerminal(t, "del", path, "--start", "a")
		user.sees("Type yes: ")
		user.types(answer + "\r")
		user.sees("nothing was deleted\r\n")
		assert.Equal(t, 1, wait(), user.screen)
	}
	user, wait := atTerminal(t, "del", path, "--start", "a")
	user.sees(`Permanently delete 2 entries of ` + path + `, from "a\x00" to b? Type yes: `)
	user.types("Y\r")
	user.sees("deleted  2 entries\r\n")
	assert.Zero(t, wait(), user.screen)
	user, wait = atTerminal(t, "del", path, "--start", "a")
	user.sees("deleted  0 entries\r\n")
	assert.Zero(t, wait(), user.screen)
}

// What other programs store while the question is open stays, whether they share the database or a
// server serves it.
func TestDelOfWhatTheQuestionNames(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "db")
	db, err := leveldb.Open(path, &leveldb.Options{Shared: true})
	require.NoError(t, err)
	defer db.Close()
	s := startServer(t, 1, "--root", root, "--shared", "--listen", "127.0.0.1:0")
	for _, args := range [][]string{{path, "--shared"}, {"http://" + s.addresses[0] + "/db"}} {
		_, err = db.DeleteRange(nil)
		require.NoError(t, err)
		const n = 2 * batchKeys
		require.NoError(t, db.Update(func(b *leveldb.Batch) error {
			for i := range n {
				require.NoError(t, b.Put(fmt.Sprintf("run/%06d", i), i))
			}
			return errors.Join(b.Put("run", 1), b.Put("ruo", 1))
		}))
		user, wait := atTerminal(t, append([]string{"del", "--prefix", "run/", "--start", "000001"}, args...)...)
		user.sees("Permanently delete 16,383 entries of " + args[0] + ", from run/000001 to run/016383? Type yes: ")
		for _, key := range []string{"run/000001a", "run/010000a", "run/z"} {
			require.NoError(t, db.Put(key, "acknowledged"))
		}
		user.types("yes\r")
		user.sees("deleted  16,383 entries\r\n")
		assert.Zero(t, wait(), user.screen)
		var left []string
		for key, err := range db.Keys(nil) {
			require.NoError(t, err)
			left = append(left, key)
		}
		assert.Equal(t, []string{"run", "run/000000", "run/000001a", "run/010000a", "run/z", "ruo"}, left)
	}
}
