package commands

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// newTerminal creates a terminal with a number of columns. It returns the user's side and the
// program's side.
func newTerminal(t *testing.T, columns uint16) (terminal, program *os.File) {
	t.Helper()
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	require.NoError(t, err)
	t.Cleanup(func() { terminal.Close() })
	fd := int(terminal.Fd())
	require.NoError(t, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	require.NoError(t, err)
	require.NoError(t, unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}))
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { program.Close() })
	return terminal, program
}

// onTerminal runs the tool with its standard output on a terminal, and returns the text that the
// terminal received.
func onTerminal(t *testing.T, args ...string) string {
	t.Helper()
	terminal, program := newTerminal(t, 80)
	cmd := command(t, args...)
	cmd.Stdout = program
	var stderr strings.Builder
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	require.NoError(t, program.Close())
	var received strings.Builder
	// The loop ends with an error from the terminal when the tool has ended.
	for lines := bufio.NewScanner(terminal); lines.Scan(); {
		received.WriteString(strings.TrimSuffix(lines.Text(), "\r") + "\n")
	}
	require.NoError(t, cmd.Wait())
	require.Empty(t, withoutProgress(stderr.String()))
	return received.String()
}

// Help fits the terminal.
func TestHelpOnATerminal(t *testing.T) {
	for _, args := range [][]string{{"get", "--help"}, {"help", "ls"}, {"--help"}} {
		prose, _, found := strings.Cut(onTerminal(t, args...), "\nUsage:\n")
		assert.True(t, found)
		for line := range strings.Lines(prose) {
			assert.LessOrEqual(t, len(line), len("\n")+80, line)
		}
	}
}

func TestTerminal(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	path := database(t, map[string]string{"b": "b\x00\x1b[31m", "a longer key": "s\x1b", "i": "i\x01"})
	assert.Equal(t, "b'\\x00\\x1b[31m'\n", onTerminal(t, "get", path, "b"))
	assert.Equal(t, "1\n", onTerminal(t, "get", path, "i"))
	assert.Equal(t, lines(
		`a longer key  str    "\x1b"`,
		`b             bytes  b'\x00\x1b[31m'`,
		`i             int    1`,
	), onTerminal(t, "ls", path))
	assert.Equal(t, lines("a longer key", "b", "i"), onTerminal(t, "ls", path, "--keys"))
	assert.Equal(t, lines(`{"key":"i","type":"int","value":1}`), onTerminal(t, "ls", path, "--json", "--starting-by", "i"))
}

func TestTerminalWithManyEntries(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	const n = 1000
	received := onTerminal(t, "ls", fill(t, n))
	i := 0
	for line := range strings.Lines(received) {
		require.Equal(t, fmt.Sprintf("key %06d  int  %d\n", i, i), line)
		i++
	}
	assert.Equal(t, n, i)
}

// A listing fits the width of the terminal, and has colours.
func TestListingOnTerminal(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	path := database(t, map[string]string{strings.Repeat("long/", 30) + "end": "s" + strings.Repeat("text ", 30), "untagged": "\x00"})
	for _, args := range [][]string{{"ls", path}, {"ls", path, "--long"}} {
		printed := strings.Split(strings.TrimSuffix(onTerminal(t, args...), "\n"), "\n")
		require.Len(t, printed, 2)
		assert.Contains(t, printed[0], "/end  \x1b[32mstr\x1b[0m  ")
		assert.Contains(t, printed[1], "\x1b[2mraw\x1b[0m  ")
		assert.Len(t, []rune(printed[0]), 80+len("\x1b[32m\x1b[0m"), "the line fills the terminal")
		assert.True(t, strings.HasSuffix(printed[0], "…"), printed[0])
	}
}

// Output that is longer than the screen goes through the pager, and nothing else does.
func TestPager(t *testing.T) {
	path := database(t, map[string]string{"short": "sone", "long": "s" + strings.Repeat("line\n", 23), "wide": "s" + strings.Repeat("w", 80*24), "more": "s" + strings.Repeat("line\n", 100_000)})
	t.Setenv("PAGER", "sed s/^/:/")
	assert.Equal(t, "one\n", onTerminal(t, "show", path, "short"))
	assert.Equal(t, strings.Repeat(":line\n", 23)+":\n", onTerminal(t, "show", path, "long"))
	assert.True(t, strings.HasPrefix(onTerminal(t, "show", path, "wide"), ":www"))
	assert.Equal(t, strings.Repeat("line\n", 23)+"\n", onTerminal(t, "show", path, "long", "--no-pager"))
	assert.Equal(t, strings.Repeat("line\n", 23)+"\n", output(t, "show", path, "long"))
	t.Setenv("PAGER", "")
	assert.Equal(t, strings.Repeat("line\n", 23)+"\n", onTerminal(t, "show", path, "long"))
	// Leaving the pager early is no error.
	t.Setenv("PAGER", "head -n 1")
	assert.Equal(t, "line\n", onTerminal(t, "show", path, "more"))
}

// If the output cannot be written, that is an error.
func TestFullDisk(t *testing.T) {
	path := fill(t, 5000)
	for _, args := range [][]string{{"ls", path}, {"ls", path, "--json"}, {"ls", path, "--keys"}, {"len", path},
		{"get", path, "key 000000"}, {"get", path, "key 000000", "--json"}, {"get", path, "key 000000", "--raw"}, {"version"},
		{"stat", path}, {"stat", path, "--json"}, {"du", path}, {"verify", path}, {"verify", path, "--json"}, {"doctor", path}, {"doctor", path, "--json"}} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		require.NoError(t, err)
		cmd := command(t, args...)
		cmd.Stdout = full
		var stderr strings.Builder
		cmd.Stderr = &stderr
		assert.Error(t, cmd.Run())
		require.NoError(t, full.Close())
		assert.Equal(t, 1, cmd.ProcessState.ExitCode())
		requireLine(t, withoutProgress(stderr.String()), "no space left on device")
	}
}

// A line of progress wider than the terminal would wrap, and could not be overwritten.
func TestProgressOnNarrowTerminal(t *testing.T) {
	terminal, program := newTerminal(t, 20)
	p := &cli.Progress{Out: program, Terminal: true} // prints only when Print is called
	p.Print("export: 1,234 entries, 25 MiB of 100 MiB (25 %)")
	p.Print("export: short")
	p.Hidden(func() {})
	require.NoError(t, program.Close())
	received, _ := io.ReadAll(terminal) // ends with an error from the terminal
	assert.Equal(t, "\rexport: 1,234 entri\rexport: short      \r             \r", string(received))
}

// On a terminal the tool uses as many colours as it supports, unless NO_COLOR is set.
func TestShowOnTerminal(t *testing.T) {
	path := database(t, map[string]string{"m": testdb.StoredArray(t, []float64{0, 1, 1, 0}, 2, 2), "j": `j{"k":[1,"s",null]}`})
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	t.Setenv("COLORTERM", "truecolor")
	assert.Contains(t, onTerminal(t, "show", path, "m"),
		"\n\x1b[38;2;68;1;84m\x1b[48;2;253;231;37m▀\x1b[38;2;253;231;37m\x1b[48;2;68;1;84m▀\x1b[0m\n0 \x1b[38;2;68;1;84m")
	assert.Equal(t, lines("{", "  \x1b[36m\"k\"\x1b[0m: [", "    \x1b[33m1\x1b[0m,", "    \x1b[32m\"s\"\x1b[0m,", "    \x1b[2mnull\x1b[0m",
		"  ]", "}"), onTerminal(t, "show", path, "j"))
	t.Setenv("COLORTERM", "")
	assert.Contains(t, onTerminal(t, "show", path, "m"), "\n\x1b[38;5;53m\x1b[48;5;220m▀")
	t.Setenv("NO_COLOR", "1")
	assert.Contains(t, onTerminal(t, "show", path, "m"), "\n++\n0  .:-=+*#%@ 1\n")
}
