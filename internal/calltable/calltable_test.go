package calltable

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRows(t *testing.T) {
	rows := Rows("| call | theirs | ours |\n| --- | --- | --- |\n" +
		"| `DB.get(key)`, `DB.get2` | `a`, or `b` | `c`; free text |\n" +
		"| `two cells` | `x` |\n| no code | `x` | `y` |\n")
	require.Equal(t, []Row{{Call: "DB.get(key)", More: []string{"DB.get2"}, Theirs: []string{"a", "b"}, Ours: []string{"c"}}}, rows)
}

func TestName(t *testing.T) {
	for call, name := range map[string]string{
		"DB.get(key, default)": "DB_get_key_default", "DB.__init__(name)": "DB_init_name", "DB.name": "DB_name",
		"repair_db(…)": "Repair_db", "db[prefix, ...]": "Db_prefix",
	} {
		assert.Equal(t, name, Name(call), call)
	}
}

func TestSplit(t *testing.T) {
	name, arguments := Split("DB.get(key, default)")
	assert.Equal(t, "DB.get", name)
	assert.Equal(t, []string{"key", "default"}, arguments)
	name, arguments = Split("DB.name")
	assert.Equal(t, "DB.name", name)
	assert.Empty(t, arguments)
}

func TestPythonFunctions(t *testing.T) {
	found := PythonFunctions("def helper():\n    pass\n\n\ndef One(db, home):\n    a = 1\n\n    return  a\n\n\nx = 2\ndef Two(db, home):\n    pass\n")
	assert.Equal(t, Functions{"One": "a = 1 return a", "Two": "pass"}, found)
}

// A failure records whether a check failed, instead of failing the test.
type failure struct {
	testing.TB
	failed bool
}

func (f *failure) Helper()               {}
func (f *failure) Errorf(string, ...any) { f.failed = true }

func TestCheck(t *testing.T) {
	rows := []Row{{Call: "DB.get", Ours: []string{"db.Get(k)"}}}
	for name, c := range map[string]struct {
		functions Functions
		rows      []Row
		fails     bool
	}{
		"complete":     {Functions{"DB_get": "v := db.Get(k)"}, rows, false},
		"no function":  {Functions{}, rows, true},
		"other code":   {Functions{"DB_get": "v := db.Has(k)"}, rows, true},
		"no row":       {Functions{"DB_get": "v := db.Get(k)", "DB_put": ""}, rows, true},
		"without code": {Functions{"DB_get": "v := db.Get(k)"}, []Row{{Call: "DB.get"}}, true},
		"two rows":     {Functions{"DB_get": "v := db.Get(k)"}, append(rows, rows...), true},
	} {
		f := &failure{TB: t}
		c.functions.Check(f, c.rows, Ours)
		assert.Equal(t, c.fails, f.failed, name)
	}
}
