package commands

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// On a terminal destroy asks, and accepts only yes.
func TestDestroyAsks(t *testing.T) {
	path := database(t, map[string]string{"k": "sv"})
	answer := func(path, text string) (stdout, stderr string, status int) {
		terminal, program := newTerminal(t, 80)
		defer terminal.Close()
		cmd := command(t, "destroy", path)
		var out, errOut strings.Builder
		cmd.Stdin, cmd.Stdout, cmd.Stderr = program, &out, &errOut
		require.NoError(t, cmd.Start())
		require.NoError(t, program.Close())
		_, err := terminal.WriteString(text)
		require.NoError(t, err)
		_ = cmd.Wait() // the status is checked instead
		return out.String(), errOut.String(), cmd.ProcessState.ExitCode()
	}
	for _, no := range []string{"no\n", "\n", "y\n", "yes please\n", "\x04"} {
		stdout, stderr, status := answer(path, no)
		assert.Equal(t, 1, status, no)
		assert.Empty(t, stdout)
		assert.Regexp(t, `^Permanently delete the database `+path+`, [0-9]+ files of .*\? Type yes: openleveldb: nothing was deleted`, stderr)
		assert.Equal(t, "1\n", output(t, "len", path))
	}
	// destroy does not ask about another program's database.
	pebble := fixture(t, "pebble-1")
	before := snapshot(t, pebble)
	stdout, stderr, status := answer(pebble, "yes\n")
	assert.Equal(t, 1, status)
	assert.NotContains(t, stdout+stderr, "Permanently")
	assert.Contains(t, stderr, "Pebble")
	assert.Equal(t, before, snapshot(t, pebble))

	stdout, stderr, status = answer(path, "yes\n")
	assert.Zero(t, status, stderr)
	assert.Contains(t, stdout, "deleted  ")
	assert.NoDirExists(t, path)
}
