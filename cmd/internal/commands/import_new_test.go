package commands

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// An import into a new database builds it, from entries in any order. If it fails, nothing is left.
func TestImportIntoNewDatabase(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "db")
	const lines = `{"key":"b","type":"int","value":1}` + "\n" + `{"key":"a","type":"int","value":2}` + "\n"
	const twice = lines + `{"key":"b","type":"int","value":3}` + "\n"
	left := func() int {
		names, err := os.ReadDir(dir)
		require.NoError(t, err)
		return len(names)
	}
	importLines := func(lines string, flags ...string) result {
		return runWith(t, []byte(lines), append([]string{"import", path, "-", "--format", "jsonl"}, flags...)...)
	}
	requireFailure(t, importLines(twice), `the key "b" was put twice`)
	require.Zero(t, left())
	requireFailure(t, importLines(lines+"not JSON\n"), "line 3")
	require.Zero(t, left())

	r := importLines(twice, "--overwrite", "--prefix", "p/")
	require.Zero(t, r.status, r.stderr)
	require.Equal(t, 1, left())
	require.Equal(t, "3\n", output(t, "get", path, "p/b"))
	require.Equal(t, "2\n", output(t, "get", path, "p/a"))
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	require.Len(t, tables, 1, "the entries are in a table, not in the log")

	r = importLines(lines)
	require.Zero(t, r.status, r.stderr)
	require.Equal(t, "1\n", output(t, "get", path, "b"))
}
