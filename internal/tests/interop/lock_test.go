package interop_test

import (
	"bufio"
	"bytes"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/internal/tests/describe"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

// TestInteropLockedByPython: while Plyvel has a database open, Go is refused with an error that
// names the process. Afterwards it is not.
func TestInteropLockedByPython(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	config := describe.Config{Snappy: true}.Script(t, map[string]any{"create": true})
	holder := exec.Command(python.Find(t, describe.Modules...), "-c", describe.Source, "hold", path, config)
	var stderr bytes.Buffer
	holder.Stderr = &stderr
	stdin, err := holder.StdinPipe()
	require.NoError(t, err)
	stdout, err := holder.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, holder.Start())
	ended := false
	end := func() {
		if !ended {
			ended = true
			assert.NoError(t, stdin.Close())
			assert.NoError(t, holder.Wait(), "%s", &stderr)
		}
	}
	t.Cleanup(end)
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		end()
		require.NoError(t, err, "%s", &stderr)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	require.NoError(t, err)

	for _, attempt := range []struct {
		name string
		try  func() error
	}{
		{"open", func() error { return testdb.TryOpen(path, nil) }},
		{"open read-only", func() error { return testdb.TryOpen(path, &leveldb.Options{ReadOnly: true}) }},
		{"repair", func() error { return leveldb.Repair(path, nil) }},
		{"destroy", func() error { return leveldb.Destroy(path) }},
	} {
		err := attempt.try()
		assert.ErrorIs(t, err, leveldb.ErrLocked, attempt.name)
		assert.ErrorContains(t, err, strconv.Itoa(pid), attempt.name)
	}

	end()
	require.NoError(t, testdb.TryOpen(path, nil))
}

// TestInteropLockedByGo: while Go has a database open, Plyvel raises an error. Afterwards it does
// not.
func TestInteropLockedByGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	config := describe.Config{Snappy: true}.Script(t, map[string]any{"create": true})
	db := testdb.OpenAt(t, path, nil)
	require.NoError(t, db.Put("k", "v"))
	// A failed attempt must not release the lock of the process that holds it.
	assert.ErrorIs(t, testdb.TryOpen(path, nil), leveldb.ErrLocked)
	assert.Equal(t, []string{"IOError"}, describe.Run(t, nil, "open", path, config))
	require.NoError(t, db.Put("k", "v2"))
	require.NoError(t, db.Close())
	assert.Equal(t, []string{"open"}, describe.Run(t, nil, "open", path, config))
}
