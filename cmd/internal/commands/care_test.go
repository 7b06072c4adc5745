package commands

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rewritten returns a database in which new values replace old ones, in overlapping tables.
func rewritten(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	for range 2 {
		db, err := leveldb.Open(path, &leveldb.Options{Compression: leveldb.NoCompression})
		require.NoError(t, err)
		for i := range 1000 {
			require.NoError(t, db.Put(fmt.Sprintf("%04d", i), strings.Repeat("v", 2000)))
		}
		require.NoError(t, db.Close())
	}
	return path
}

// damageLargest changes a byte in the middle of the largest table.
func damageLargest(t *testing.T, path string) {
	t.Helper()
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	size := func(name string) int64 {
		info, err := os.Stat(name)
		require.NoError(t, err)
		return info.Size()
	}
	largest := slices.MaxFunc(tables, func(a, b string) int { return int(size(a) - size(b)) })
	content, err := os.ReadFile(largest)
	require.NoError(t, err)
	content[len(content)/2] ^= 1
	require.NoError(t, os.WriteFile(largest, content, 0o600))
}

func TestCompact(t *testing.T) {
	path := rewritten(t)
	var r struct {
		Before, After uint64
		Seconds       float64
	}
	require.NoError(t, json.Unmarshal([]byte(output(t, "compact", path, "--json")), &r))
	assert.Less(t, r.After, r.Before)
	assert.Equal(t, "1000\n", output(t, "len", path))
	assert.Regexp(t, `^before  [0-9,]+ \(.*\)\nafter   [0-9,]+ \(.*\)\n$`, output(t, "compact", path, "--prefix", "00"))

	root := filepath.Dir(path)
	s := startServer(t, 1, "--root", root, "--listen", "127.0.0.1:0")
	output(t, "compact", "http://"+s.addresses[0]+"/db")
	requireFailure(t, runTool(t, "compact", path), "locked")
	requireFailure(t, runTool(t, "compact", "http://"+s.addresses[0]+"/none"), "there is no database")
	assert.NoDirExists(t, filepath.Join(root, "none"))
	s.stop()
}

func TestCompactInterrupted(t *testing.T) {
	s := startStanding(t, rewritten(t), "/v1/compact", -1)
	defer close(s.goOn)
	interrupt := startTool(t, "compact", s.URL+"/db")
	s.wait(t)
	stderr, status := interrupt()
	assert.Equal(t, 130, status)
	requireLine(t, stderr, "interrupted: a part may have been compacted; no data are lost")
}

// copy and compact report damage and change nothing. repair repairs it.
func TestCareOfDamagedTable(t *testing.T) {
	path := rewritten(t)
	damageLargest(t, path)
	to := filepath.Join(t.TempDir(), "to")
	requireFailure(t, runTool(t, "copy", path, to), "corrupt")
	assert.NoDirExists(t, to)
	requireFailure(t, runTool(t, "compact", path), "corrupt")
	assert.Equal(t, "1000\n", output(t, "len", path))

	r := output(t, "repair", path)
	assert.Regexp(t, `^before  [0-9,]+ entries, then: .*checksum mismatch\nafter   [0-9,]+ entries\nlost    `, r)
	assert.Contains(t, r, filepath.Join(path, "lost", ""))
	output(t, "copy", path, to)
	output(t, "compact", path)
	assert.Equal(t, output(t, "len", path), output(t, "len", to))
}

func TestRepairOfDatabaseMadeByPython(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	var written map[string]any
	require.NoError(t, json.Unmarshal(python.Run(t, modules, writeScript, nil, path, "12"), &written))
	listed := output(t, "ls", path, "--json")
	require.NoError(t, os.Remove(filepath.Join(path, "CURRENT")))
	requireFailure(t, runTool(t, "ls", path), "CURRENT: it is missing")
	var r repaired
	require.NoError(t, json.Unmarshal([]byte(output(t, "repair", path, "--json")), &r))
	assert.Zero(t, r.Before.Entries)
	assert.Contains(t, r.Before.Error, "CURRENT: it is missing")
	assert.Equal(t, readable{Entries: len(written)}, r.After)
	assert.Empty(t, r.Lost, "the manifest that CURRENT named is intact")
	python.Run(t, modules, compareScript, []byte(listed), path)

	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	requireFailure(t, runTool(t, "repair", path), "locked")
	requireFailure(t, runTool(t, "destroy", path, "--yes"), "locked")
	require.NoError(t, db.Close())
	r = repaired{}
	require.NoError(t, json.Unmarshal([]byte(output(t, "repair", path, "--json")), &r))
	assert.Equal(t, r.Before, r.After, "no intact entry is lost")
	assert.Equal(t, len(written), r.After.Entries)
}

func TestRepairOfNoDatabase(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mine"), []byte("text"), 0o600))
	requireFailure(t, runTool(t, "repair", dir), "there is no database")
	requireFailure(t, runTool(t, "repair", filepath.Join(dir, "none")), "no such file")
	requireFailure(t, runTool(t, "repair", filepath.Join(dir, "mine")), "not a directory")
	assert.FileExists(t, filepath.Join(dir, "mine"))
}

func TestDestroy(t *testing.T) {
	path := database(t, map[string]string{"k": "sv"})
	assert.Regexp(t, `^deleted  [0-9]+ files of [0-9.]+ [KMG]?i?B\n$`, output(t, "destroy", path, "--yes"))
	assert.NoDirExists(t, path)
	requireFailure(t, runTool(t, "destroy", path, "--yes"), "no such file or directory")

	// Files that are not LevelDB's are not touched.
	path = database(t, map[string]string{"k": "sv"})
	require.NoError(t, os.Mkdir(filepath.Join(path, "lost"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(path, "lost", "mine"), []byte("text"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(path, "a\x1bb"), []byte("text"), 0o600))
	assert.Regexp(t, `files of .*\nleft     "a\\x1bb"\nleft     lost\n$`, output(t, "destroy", path, "--yes"))
	assert.FileExists(t, filepath.Join(path, "a\x1bb"))
	requireFailure(t, runTool(t, "destroy", path, "--yes"), "there is no database")

	path = database(t, map[string]string{"k": "sv"})
	var r destroyed
	require.NoError(t, json.Unmarshal([]byte(output(t, "destroy", path, "--yes", "--json")), &r))
	assert.Positive(t, r.Files)
	assert.Positive(t, r.Bytes)
	assert.Empty(t, r.Left)
}
