package calls

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/jmhodges/levigo"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	goleveldb "github.com/syndtr/goleveldb/leveldb"

	"github.com/openleveldb/openleveldb/internal/calltable"
	"github.com/openleveldb/openleveldb/internal/powercut"
	"github.com/openleveldb/openleveldb/leveldb"
)

// goleveldbRows and levigoRows have a method for each row, named after its call (see
// calltable.Name). It is called with two open databases that hold content, and with a directory of
// its own, in which old is the database old, and db the database db. It returns the results of both
// libraries.
type (
	goleveldbRows struct{}
	levigoRows    struct{}
)

var content = []struct{ key, value string }{
	{"a1", "one"}, {"a2", "two"}, {"b1", "three"}, {"b2", "four"}, {"b3", "five"}, {"c1", "six"},
}

// page returns the rows for one library, which are below its name as a heading.
func page(t testing.TB, library string) []calltable.Row {
	t.Helper()
	document, err := os.ReadFile("../../leveldb/GOLEVELDB.md")
	require.NoError(t, err)
	_, part, found := strings.Cut(string(document), "\n## "+library+"\n")
	require.True(t, found)
	part, _, _ = strings.Cut(part, "\n## ")
	rows := calltable.Rows(part)
	require.NotEmpty(t, rows)
	return rows
}

// The code in each row is part of the method that runs it. Each method has a row.
func TestRowsShowTheCodeThatRuns(t *testing.T) {
	for library, receiver := range map[string]string{"goleveldb": "goleveldbRows", "levigo": "levigoRows"} {
		rows := page(t, library)
		methods := calltable.GoMethods(t, "*_test.go", receiver)
		methods.Check(t, rows, calltable.Theirs)
		methods.Check(t, rows, calltable.Ours)
	}
}

func TestGoleveldbRowsReturnTheSame(t *testing.T) {
	for _, row := range page(t, "goleveldb") {
		runRow(t, goleveldbRows{}, row, func(run any, home string, db *leveldb.DB) (any, any) {
			old := must(goleveldb.OpenFile(filepath.Join(home, "old"), nil))
			defer old.Close()
			for _, e := range content {
				check(old.Put([]byte(e.key), []byte(e.value), nil))
			}
			return run.(func(*goleveldb.DB, *leveldb.DB, string) (any, any))(old, db, home)
		})
	}
}

func TestLevigoRowsReturnTheSame(t *testing.T) {
	for _, row := range page(t, "levigo") {
		runRow(t, levigoRows{}, row, func(run any, home string, db *leveldb.DB) (any, any) {
			o := levigo.NewOptions()
			defer o.Close()
			o.SetCreateIfMissing(true)
			wo := levigo.NewWriteOptions()
			defer wo.Close()
			old := must(levigo.Open(filepath.Join(home, "old"), o))
			defer old.Close()
			for _, e := range content {
				check(old.Put(wo, []byte(e.key), []byte(e.value)))
			}
			return run.(func(*levigo.DB, *leveldb.DB, string) (any, any))(old, db, home)
		})
	}
}

func runRow(t *testing.T, receiver any, row calltable.Row, call func(run any, home string, db *leveldb.DB) (any, any)) {
	t.Run(calltable.Name(row.Call), func(t *testing.T) {
		run := reflect.ValueOf(receiver).MethodByName(calltable.Name(row.Call))
		require.True(t, run.IsValid(), "there is no method for %s", row.Call)
		home := powercut.TempDir(t)
		db := must(leveldb.Open(filepath.Join(home, "db"), nil))
		defer db.Close()
		for _, e := range content {
			check(db.PutRaw(e.key, []byte(e.value)))
		}
		theirs, ours := call(run.Interface(), home, db)
		assert.Equal(t, decoded(t, theirs), decoded(t, ours))
		check(db.Close())
		assert.Equal(t, stored(t, filepath.Join(home, "old")), stored(t, filepath.Join(home, "db")))
	})
}

// decoded returns a result as encoding/json encodes and decodes it, so that types do not matter.
func decoded(t *testing.T, result any) (value any) {
	t.Helper()
	text, err := json.Marshal(result)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &value))
	return value
}

// stored returns what a database holds. It is nil if there is no database.
func stored(t *testing.T, path string) map[string]string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(path, "CURRENT")); err != nil {
		return nil
	}
	db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
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
