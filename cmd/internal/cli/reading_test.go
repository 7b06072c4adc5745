package cli

import (
	"bufio"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A command that a writer has removed a table from is repeated, but not after it has printed
// something, and not without end.
func TestReadingIsRepeated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	defer db.Close()
	removed := &leveldb.Error{Op: "iterate", Name: path, Err: leveldb.ErrIO}
	read := func(job func(attempt int, out *bufio.Writer) error) (attempts int, out, errOut string, err error) {
		cmd := &cobra.Command{Use: "openleveldb"}
		var stdout, stderr strings.Builder
		cmd.SetOut(&stdout)
		cmd.SetErr(&stderr)
		err = Reading(cmd, path, func(_ *leveldb.DB, out *bufio.Writer) error {
			attempts++
			return job(attempts, out)
		})
		return attempts, stdout.String(), stderr.String(), err
	}

	attempts, out, errOut, err := read(func(attempt int, out *bufio.Writer) error {
		_, _ = out.WriteString("text")
		if attempt < 3 {
			return removed
		}
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, 3, attempts)
	assert.Equal(t, "text", out)
	assert.Equal(t, 1, strings.Count(errOut, "\n"), errOut)
	assert.Contains(t, errOut, "openleveldb: "+path+": this process")

	attempts, _, _, err = read(func(int, *bufio.Writer) error { return removed })
	assert.Equal(t, readAttempts, attempts)
	require.ErrorIs(t, err, leveldb.ErrIO)
	assert.ErrorContains(t, err, "run the command again")

	attempts, out, _, err = read(func(_ int, out *bufio.Writer) error {
		_, _ = out.WriteString("text")
		return errors.Join(out.Flush(), removed)
	})
	assert.Equal(t, 1, attempts)
	assert.Equal(t, "text", out)
	require.ErrorIs(t, err, leveldb.ErrIO)

	other := errors.New("another error")
	attempts, _, _, err = read(func(int, *bufio.Writer) error { return other })
	assert.Equal(t, 1, attempts)
	assert.ErrorIs(t, err, other)
}
