package verify

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func verified(t *testing.T, path string, asJSON bool) (string, error) {
	t.Helper()
	var b bytes.Buffer
	r := &Run{ErrOut: io.Discard, Name: path, Shown: path, Out: bufio.NewWriter(&b), JSON: asJSON, Open: func() (*leveldb.DB, bool, error) {
		db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
		return db, false, err
	}}
	err := r.Run(t.Context())
	require.NoError(t, r.Out.Flush())
	return b.String(), err
}

func TestVerify(t *testing.T) {
	stored := map[string]string{}
	for i := range 2000 {
		stored[fmt.Sprintf("key %06d", i)] = "s" + strings.Repeat(fmt.Sprint(i*7919), 20)
	}
	path := testdb.Stored(t, stored)
	text, err := verified(t, path, false)
	require.NoError(t, err)
	assert.Contains(t, text, "2,000 entries")
	assert.Contains(t, text, "1 table: no damage found")

	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	content, err := os.ReadFile(tables[0])
	require.NoError(t, err)
	content[5000] ^= 0xff
	require.NoError(t, os.WriteFile(tables[0], content, 0o600))
	text, err = verified(t, path, false)
	assert.ErrorContains(t, err, "1 damaged part of files, 1 range not checked")
	assert.Contains(t, text, "damaged "+filepath.Base(tables[0])+": ")
	assert.Contains(t, text, "not checked keys ")
	text, err = verified(t, path, true)
	require.Error(t, err)
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for _, line := range lines {
		require.True(t, json.Valid([]byte(line)), line)
	}
	assert.Contains(t, lines[len(lines)-1], "\"bad_files\":1")

	require.NoError(t, os.Remove(filepath.Join(path, "CURRENT")))
	_, err = verified(t, path, false)
	assert.Error(t, err)
}

// A built database is verified like any other, filters included.
func TestVerifyBuilt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	b, err := leveldb.Build(path, &leveldb.BuildOptions{Open: &leveldb.Options{MaxFileSize: 1 << 20, Compression: leveldb.NoCompression, BloomFilterBits: 10}})
	require.NoError(t, err)
	for i := range 3000 {
		require.NoError(t, b.Put(fmt.Sprintf("key %06d", i), strings.Repeat(fmt.Sprint(i*7919), 100)))
	}
	require.NoError(t, b.Close())
	text, err := verified(t, path, false)
	require.NoError(t, err)
	assert.Contains(t, text, "3,000 entries")
	assert.Contains(t, text, "3 tables: no damage found")
}

func TestVerifyEntries(t *testing.T) {
	path := testdb.Stored(t, map[string]string{"good": "s1", "text": "s\xff", "json": "j{"})
	text, err := verified(t, path, false)
	assert.ErrorContains(t, err, "2 bad entries")
	assert.Contains(t, text, "bad text: ")
	assert.Contains(t, text, "bad json: ")
	_, err = verified(t, filepath.Join(path, "none"), false)
	assert.ErrorIs(t, err, os.ErrNotExist)
}
