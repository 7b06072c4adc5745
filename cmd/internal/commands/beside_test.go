package commands

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every command that reads works on a database that another process has open for writing, with the
// entries that it has written so far, and reports that on standard error.
func TestReadingBesideAWriter(t *testing.T) {
	path := filled(t, nil)
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.Put("late", "written"))
	before := listing(t, path)
	for _, c := range []struct {
		want string
		args []string
	}{
		{"written\n", []string{"get", path, "late"}},
		{"written\n", []string{"show", path, "late"}},
		{"late\n", []string{"ls", path, "--keys", "--starting-by", "la"}},
		{"4001\n", []string{"len", path}},
		{"4,001 entries", []string{"stat", path}},
		{"\t4001\t", []string{"du", path}},
		{"4,001 entries", []string{"verify", path}},
		{`"late"`, []string{"export", path, "-", "--format", "jsonl"}},
		{"written   4,001", []string{"copy", path, filepath.Join(t.TempDir(), "copy")}},
	} {
		r := runTool(t, c.args...)
		assert.Zero(t, r.status, "%s: %s", c.args[0], r.stderr)
		assert.Contains(t, r.stdout, c.want, c.args[0])
		requireLine(t, r.stderr, fmt.Sprintf("process %d (", os.Getpid()))
		assert.Contains(t, r.stderr, " has the database open; reading its present state without a lock\n")
	}
	assert.Contains(t, runTool(t, "verify", path).stdout, "tables are not checked while a process writes: no damage found")
	assert.Equal(t, before, listing(t, path), "reading changes nothing")
	r := runTool(t, "get", path, "missing")
	assert.Equal(t, 1, r.status)
	assert.Equal(t, 2, strings.Count(r.stderr, "\n"), r.stderr)
}

// A database that another process shares is read through it, without a word.
func TestReadingThroughAProcessThatShares(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, &leveldb.Options{Shared: true})
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.Put("k", "v"))
	for _, args := range [][]string{{"get", path, "k"}, {"ls", path}, {"len", path}, {"show", path, "k"}, {"stat", path}, {"du", path},
		{"export", path, "-", "--format", "jsonl"}, {"copy", path, filepath.Join(t.TempDir(), "copy")}} {
		output(t, args...)
	}
	assert.Contains(t, output(t, "verify", path), "tables are not checked while a process writes: no damage found")
}
