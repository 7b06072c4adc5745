package inspect

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// npyOf returns a stored array with a header that may be invalid.
func npyOf(header string, elements int) string {
	return fmt.Sprintf("n\x93NUMPY\x01\x00%c%c%s", len(header)&0xff, len(header)>>8, header) + strings.Repeat("\x00", elements)
}

func TestCheck(t *testing.T) {
	wide, err := ndarray.New(ndarray.Int8, slices.Repeat([]int{1}, 33)...)
	require.NoError(t, err)
	array, err := wide.AppendNPY([]byte("n"))
	require.NoError(t, err)
	var c Checker
	var tally Tally
	for _, e := range []struct {
		key, stored string
		want        []FaultKind
	}{
		{"k", "sgood", nil}, {"k", "j[18446744073709551615, 1e308]", nil}, {"k", "b\xff", nil}, {"k", "i" + strings.Repeat("\x01", 16), nil},
		{"k", npyOf("{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }\n", 3), nil},
		{"k", npyOf("{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }\n", 2), []FaultKind{ArrayData}},
		{"k", npyOf("{'descr': '|O', 'fortran_order': False, 'shape': (3,), }\n", 2), []FaultKind{ArrayObject}},
		{"k", "n\x93NUMPY\x09\x00\x02\x00{}", []FaultKind{ArrayHeader}}, {"k", string(array), []FaultKind{ArrayWide}},
		{"k", "j[NaN]", []FaultKind{JSONOld}}, {"k", `j{"a": {"b": [1, Infinity]}}`, []FaultKind{JSONOld}},
		{"k", "j[" + strings.Repeat("9", 400) + "]", []FaultKind{JSONNumber}}, {"k", `j"\ud800"`, []FaultKind{JSONText}}, {"k", "j{", []FaultKind{JSONText}},
		{"k", "i" + strings.Repeat("\x01", 17), []FaultKind{LongInt}}, {"k", "s\xff", []FaultKind{StrText}}, {"k", "\x00", []FaultKind{NoTag}},
		{"k", "", []FaultKind{EmptyValue}}, {"\xff", "sgood", []FaultKind{KeyText}}, {"\xff", "s\xff", []FaultKind{KeyText, StrText}},
	} {
		var got []FaultKind
		for _, f := range c.Check(e.key, []byte(e.stored)) {
			require.Error(t, f.Err)
			got = append(got, f.Kind)
			tally.Add(e.key, f)
			about := AboutFault(f.Kind)
			assert.NotEmpty(t, about.What, f.Kind)
			assert.NotEmpty(t, about.Why, f.Kind)
			assert.NotEmpty(t, about.Fix, f.Kind)
		}
		assert.Equal(t, e.want, got, "%q", e.stored)
	}
	findings := tally.Findings()
	require.Len(t, findings, 12)
	assert.Equal(t, string(ArrayData), findings[0].Check, "the first fault is listed first")
	for _, f := range findings {
		if f.Check == string(KeyText) {
			assert.Equal(t, 2, f.Count)
			assert.Equal(t, []string{"\xff", "\xff"}, f.Keys)
		}
	}
}

// withLog returns a database with a table and a log, and the paths of both.
func withLog(t *testing.T) (dir, table, log string) {
	t.Helper()
	dir, table = filled(t, 1000, nil)
	db, err := leveldb.Open(dir, nil)
	require.NoError(t, err)
	for i := range 50 {
		require.NoError(t, db.Put(keyOf(i), strings.Repeat("x", 100)))
	}
	require.NoError(t, db.Close())
	logs, err := filepath.Glob(filepath.Join(dir, "*.log"))
	require.NoError(t, err)
	require.Len(t, logs, 1)
	return dir, table, logs[0]
}

// flip changes a byte of a file. A negative offset counts from its end.
func flip(t *testing.T, file string, at int) {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	if at < 0 {
		at += len(content)
	}
	content[at] ^= 0xff
	require.NoError(t, os.WriteFile(file, content, 0o600))
}

func TestDoctorFindsDamage(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(dir, table, log string) error
		want  []string
	}{
		"sound":        {func(string, string, string) error { return nil }, nil},
		"no table":     {func(_, table, _ string) error { return os.Remove(table) }, []string{"table-missing"}},
		"bad block":    {func(_, table, _ string) error { flip(t, table, 100); return nil }, []string{"table-damaged"}},
		"bad footer":   {func(_, table, _ string) error { flip(t, table, -1); return nil }, []string{"table-damaged"}},
		"no log":       {func(_, _, log string) error { return os.Remove(log) }, []string{"log-missing"}},
		"bad log":      {func(_, _, log string) error { flip(t, log, 50); return nil }, []string{"log-damaged"}},
		"no CURRENT":   {func(dir, _, _ string) error { return os.Remove(filepath.Join(dir, "CURRENT")) }, []string{"manifest"}},
		"temporary":    {func(dir, _, _ string) error { return os.WriteFile(filepath.Join(dir, "000099.dbtmp"), nil, 0o600) }, []string{"leftover"}},
		"old manifest": {func(dir, _, _ string) error { return os.WriteFile(filepath.Join(dir, "MANIFEST-000000"), nil, 0o600) }, []string{"leftover"}},
		"large LOG":    {func(dir, _, _ string) error { return os.Truncate(filepath.Join(dir, "LOG"), largeLog) }, []string{"leftover"}},
		"lost": {func(dir, _, _ string) error {
			return errors.Join(os.Mkdir(filepath.Join(dir, "lost"), 0o700), os.WriteFile(filepath.Join(dir, "lost", "000003.ldb"), []byte("x"), 0o600))
		}, []string{"leftover"}},
		"other table": {func(dir, _, _ string) error { return os.WriteFile(filepath.Join(dir, "000001.ldb"), nil, 0o600) }, []string{"unlisted-table"}},
	} {
		dir, table, log := withLog(t)
		require.NoError(t, c.spoil(dir, table, log))
		d := &Doctor{Path: dir, HasSnappy: true}
		assert.Equal(t, c.want, examine(t, d), name)
		assert.False(t, d.Written())
		assert.Equal(t, name == "bad block" || name == "bad footer" || name == "no table", len(d.Damages) > 0, name)
	}
}

// A table with newer entries than the manifest is a warning, because LevelDB would delete it.
func TestNewerUnlistedTable(t *testing.T) {
	dir, _, _ := withLog(t)
	db, err := leveldb.Open(dir, nil)
	require.NoError(t, err)
	for i := range 3000 {
		require.NoError(t, db.Put(keyOf(i), "new"))
	}
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	tables, err := filepath.Glob(filepath.Join(dir, "*.ldb"))
	require.NoError(t, err)
	old, _, _ := withLog(t)
	content, err := os.ReadFile(tables[len(tables)-1])
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(old, "009999.ldb"), content, 0o600))
	for _, quick := range []bool{false, true} {
		findings, err := (&Doctor{Path: old, HasSnappy: true, Quick: quick}).Files(t.Context(), func(int64) {})
		require.NoError(t, err)
		i := slices.IndexFunc(findings, func(f Finding) bool { return f.Check == "unlisted-table" })
		require.GreaterOrEqual(t, i, 0)
		assert.Equal(t, map[bool]Severity{false: Warning, true: Note}[quick], findings[i].Severity)
	}
}

// Without a manifest the tables are found by their names and checked.
func TestTablesWithoutManifest(t *testing.T) {
	dir, table := filled(t, 1000, nil)
	tables, err := TablesIn(dir)
	require.NoError(t, err)
	require.Len(t, tables, 1)
	assert.Equal(t, UnknownLevel, tables[0].Level)
	require.NoError(t, os.Rename(table, strings.TrimSuffix(table, ".ldb")+".sst"))
	flip(t, strings.TrimSuffix(table, ".ldb")+".sst", 100)
	var found []Damage
	bytes, done := int64(0), 0
	tables = append(tables, dbfile.Table{Number: 77, Size: 5})
	err = CheckTables(t.Context(), dir, tables, func(n int, b int64) { done += n; bytes += b }, func(d Damage) error {
		found = append(found, d)
		return nil
	})
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.ErrorIs(t, found[0].Err, dbfile.ErrDamaged)
	assert.Positive(t, found[0].Size)
	assert.ErrorIs(t, found[1].Err, fs.ErrNotExist)
	assert.Equal(t, 2, done)
	assert.Positive(t, bytes)

	stop := errors.New("stop")
	err = CheckTables(t.Context(), dir, tables, func(int, int64) {}, func(Damage) error { return stop })
	assert.ErrorIs(t, err, stop)
	_, err = TablesIn(filepath.Join(dir, "none"))
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

// Advice about permissions names the user, the owner and the mode.
func TestPermissionTexts(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "000005.ldb"), nil, 0o200))
	denied := Damage{File: "000005.ldb", Err: &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}}
	text := UnreadText(dir, denied)
	assert.Contains(t, text, userText(os.Geteuid())+" may not read 000005.ldb")
	assert.Contains(t, text, "--w-------")
	assert.Contains(t, UnreadAdvice(dir, denied), "chmod -R u+rwX")
	assert.Contains(t, deniedText(dir, "."), "the directory")
	denied.File = "none"
	assert.Contains(t, UnreadAdvice(dir, denied), "get permission")
	assert.Equal(t, "user 123456789", userText(123456789))
	other := Damage{Err: errors.New("other")}
	assert.Equal(t, "other", UnreadText(dir, other))
	assert.Contains(t, UnreadAdvice(dir, other), "do not change the file")
}

// A process that has the database open is named. The examination still works.
func TestHolders(t *testing.T) {
	if os.Getenv("OPENLEVELDB_TEST_HOLD") != "" {
		db, err := leveldb.Open(os.Getenv("OPENLEVELDB_TEST_HOLD"), nil)
		require.NoError(t, err)
		fmt.Println("open")
		_, _ = os.Stdin.Read(make([]byte, 1))
		require.NoError(t, db.Close())
		return
	}
	dir, _ := filled(t, 100, nil)
	cmd := exec.Command(os.Args[0], "-test.run", "^TestHolders$")
	cmd.Env = append(os.Environ(), "OPENLEVELDB_TEST_HOLD="+dir)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	defer func() {
		require.NoError(t, in.Close())
		require.NoError(t, cmd.Wait())
	}()
	_, err = out.Read(make([]byte, 5))
	require.NoError(t, err)
	d := &Doctor{Path: dir, HasSnappy: true}
	findings, err := d.Files(t.Context(), func(int64) {})
	require.NoError(t, err)
	assert.True(t, d.Written())
	i := slices.IndexFunc(findings, func(f Finding) bool { return f.Check == "lock" })
	require.GreaterOrEqual(t, i, 0)
	assert.Contains(t, findings[i].What, "has the database open for writing")
	assert.Equal(t, Note, findings[i].Severity)
	// Other processes can read it, and nothing is wrong with the process.
	assert.Contains(t, findings[i].Why, "no other process can write to it")
	assert.Contains(t, findings[i].Fix, "no action needed to read")
	assert.NotContains(t, findings[i].Fix, "kill")
}

// A cancelled examination returns an error.
func TestCancelledExamination(t *testing.T) {
	dir, _, _ := withLog(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	tables, err := TablesIn(dir)
	require.NoError(t, err)
	none := func(d Damage) error { return d.Err }
	assert.ErrorIs(t, CheckTables(ctx, dir, tables, func(int, int64) {}, none), context.Canceled)
	assert.ErrorIs(t, CheckLogs(ctx, dir, func(int64) {}, none), context.Canceled)
	_, err = (&Doctor{Path: dir, HasSnappy: true}).Files(ctx, func(int64) {})
	assert.ErrorIs(t, err, context.Canceled)
	_, err = (&Doctor{Path: filepath.Join(dir, "none")}).Files(t.Context(), func(int64) {})
	assert.ErrorIs(t, err, fs.ErrNotExist)
}
