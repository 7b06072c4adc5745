package plyvel

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/calltable"
	"github.com/openleveldb/openleveldb/internal/powercut"
	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
)

// rows has a method for each row, named after its call (see calltable.Name). It is called with an
// open database that holds content, and with a directory of its own. The database is in its
// subdirectory db. The method returns what its Python function in script returns: lists are slices,
// tuples too, bytes are strings, and None is nil.
type rows struct{}

//go:embed testdata/*.py
var files embed.FS

// script is the program that runs all rows in Python; see testdata/fixtures.py.
var script = program()

func program() string {
	var source strings.Builder
	for _, name := range must(fs.Glob(files, "testdata/*.py")) { // sorted
		source.Write(must(files.ReadFile(name)))
	}
	return source.String()
}

var content = []struct{ key, value string }{
	{"a1", "one"}, {"a2", "two"}, {"b1", "three"}, {"b2", "four"}, {"b3", "five"}, {"c1", "six"},
}

func TestRowsReturnWhatPlyvelReturns(t *testing.T) {
	theirs, ours := filepath.Join(powercut.TempDir(t), "python"), powercut.TempDir(t)
	var want map[string]any
	require.NoError(t, json.Unmarshal(python.Run(t, []string{"plyvel"}, script, nil, theirs), &want))
	for _, row := range page(t) {
		name := calltable.Name(row.Call)
		t.Run(name, func(t *testing.T) {
			require.Contains(t, want, name)
			home := filepath.Join(ours, name)
			require.NoError(t, os.Mkdir(home, 0o700))
			assert.Equal(t, want[name], run(t, name, home))
			assert.Equal(t, stored(t, filepath.Join(theirs, name, "db")), stored(t, filepath.Join(home, "db")))
		})
	}
}

// Options that change tables do so: without the option, the result of the row would be another.
func TestOptionsChangeTables(t *testing.T) {
	ours := powercut.TempDir(t)
	found := map[string]string{}
	for _, name := range []string{"create_if_missing", "block_size", "block_restart_interval", "compression", "bloom_filter_bits"} {
		home := filepath.Join(ours, name)
		require.NoError(t, os.Mkdir(home, 0o700))
		result, err := json.Marshal(run(t, "DB_init_"+name, home))
		require.NoError(t, err)
		assert.NotContains(t, found, string(result), name)
		found[string(result)] = name
	}
}

// run calls the method of a row and returns its result as encoding/json decodes it.
func run(t *testing.T, name, home string) (result any) {
	t.Helper()
	method := reflect.ValueOf(rows{}).MethodByName(name)
	require.True(t, method.IsValid(), "there is no method %s", name)
	db := must(leveldb.Open(filepath.Join(home, "db"), nil))
	defer db.Close()
	for _, e := range content {
		check(db.PutRaw(e.key, []byte(e.value)))
	}
	returned := method.Interface().(func(*leveldb.DB, string) any)(db, home)
	text, err := json.Marshal(returned)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &result))
	return result
}

// stored returns what a database holds. It is nil if there is no database.
func stored(t *testing.T, path string) map[string]string {
	t.Helper()
	db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	require.NoError(t, err)
	defer db.Close()
	found := map[string]string{}
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		found[e.Key()] = string(must(e.AppendRaw(nil)))
	}
	return found
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}
