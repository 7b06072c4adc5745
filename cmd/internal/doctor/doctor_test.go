package doctor

import (
	"bufio"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/inspect"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func examined(t *testing.T, path string, quick bool) (text, asJSON string, verdict error) {
	t.Helper()
	d := &Run{ErrOut: io.Discard, Name: path, Quick: quick}
	require.NoError(t, d.Examine(t.Context()))
	var b, j bytes.Buffer
	out := bufio.NewWriter(&b)
	d.Print(out, cli.Style{})
	require.NoError(t, out.Flush())
	require.NoError(t, d.PrintJSON(&j))
	return b.String(), j.String(), d.Verdict()
}

func TestDoctor(t *testing.T) {
	stored := map[string]string{"good": "s1", "text": "s\xff", "empty": ""}
	path := testdb.Stored(t, stored)
	text, asJSON, err := examined(t, path, true)
	require.NoError(t, err)
	assert.Contains(t, text, "no problems found")
	assert.Contains(t, asJSON, "\"findings\":[]")

	text, asJSON, err = examined(t, path, false)
	assert.ErrorContains(t, err, "problems found")
	assert.Contains(t, text, "error 1 entry: ")
	assert.Contains(t, text, "keys: text\n")
	assert.Contains(t, asJSON, "\"entries\":3")
	assert.Contains(t, asJSON, "\"check\":\"str-not-utf8\"")

	require.NoError(t, os.Remove(filepath.Join(path, "CURRENT")))
	text, _, err = examined(t, path, false)
	assert.ErrorContains(t, err, "1 problem found")
	assert.Contains(t, text, "CURRENT is missing")
	assert.Error(t, (&Run{ErrOut: io.Discard, Name: t.TempDir()}).Examine(t.Context()))
}

// If no other finding explains why a database does not open, that is a finding.
func TestDatabaseDoesNotOpen(t *testing.T) {
	for _, c := range []struct {
		err  error
		want inspect.Severity
		fix  string
	}{
		{leveldb.ErrLocked, inspect.Warning, "wait until"}, {fs.ErrPermission, inspect.Error, "owner"},
		{leveldb.ErrCorrupt, inspect.Error, "repair"}, {io.ErrUnexpectedEOF, inspect.Error, "remove the cause"},
	} {
		d := &Run{Name: "db"}
		require.NoError(t, d.closed(c.err))
		require.Len(t, d.findings, 1)
		assert.Equal(t, c.want, d.findings[0].Severity)
		assert.Contains(t, d.findings[0].Fix, c.fix)
		require.NoError(t, d.closed(c.err))
		assert.Equal(t, c.want == inspect.Warning, len(d.findings) == 2, "an error explains it")
	}
	far := &Run{Name: "http://localhost:1/db"}
	assert.ErrorIs(t, far.closed(leveldb.ErrLocked), leveldb.ErrLocked)
}
