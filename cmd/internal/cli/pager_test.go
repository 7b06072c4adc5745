package cli

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// If the pager cannot be started, an interrupt still reaches this program, and what was
// held is not lost.
func TestPagerThatCannotStart(t *testing.T) {
	out, err := os.Create(filepath.Join(t.TempDir(), "terminal"))
	require.NoError(t, err)
	defer out.Close()
	t.Setenv("PATH", t.TempDir()) // without sh
	p := &Pager{terminal: out, command: "less", columns: 80, lines: 3}
	text := strings.Repeat("line\n", 10)
	_, err = p.Write([]byte(text))
	require.ErrorIs(t, err, exec.ErrNotFound)
	assert.False(t, signal.Ignored(syscall.SIGINT))
	_, err = p.Write([]byte("more\n"))
	require.ErrorIs(t, err, exec.ErrNotFound)
	require.NoError(t, p.Close())
	shown, err := os.ReadFile(out.Name())
	require.NoError(t, err)
	assert.Equal(t, text+"more\n", string(shown))
}

// When the user has left the pager, an interrupt reaches this program again.
func TestInterruptAfterPager(t *testing.T) {
	out, err := os.Create(filepath.Join(t.TempDir(), "terminal"))
	require.NoError(t, err)
	defer out.Close()
	p := &Pager{terminal: out, command: "cat", columns: 80, lines: 3}
	text := strings.Repeat("line\n", 10)
	_, err = p.Write([]byte(text))
	require.NoError(t, err)
	assert.True(t, signal.Ignored(syscall.SIGINT))
	require.NoError(t, p.Close())
	assert.False(t, signal.Ignored(syscall.SIGINT))
	shown, err := os.ReadFile(out.Name())
	require.NoError(t, err)
	assert.Equal(t, text, string(shown))
}
