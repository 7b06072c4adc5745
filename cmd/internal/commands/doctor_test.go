package commands

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// report is what doctor --json prints.
type report struct {
	Database string
	Entries  int
	Findings []struct {
		Check, Severity, What, Why, Fix string
		Count                           int
		Files, Keys                     []any
	}
}

// parseReport parses the output of doctor, and asserts that the status agrees with it.
func parseReport(t *testing.T, r result) report {
	t.Helper()
	rep := parseReportOnly(t, r.stdout+r.stderr)
	status := 0
	for _, f := range rep.Findings {
		assert.NotEmpty(t, f.What, f.Check)
		assert.NotEmpty(t, f.Why, f.Check)
		assert.NotEmpty(t, f.Fix, f.Check)
		assert.NotContains(t, f.Fix, "{", f.Check)
		if f.Severity != "note" {
			status = 1
		}
	}
	assert.Equal(t, status, r.status)
	return rep
}

// parseReportOnly parses the first line.
func parseReportOnly(t *testing.T, text string) (rep report) {
	t.Helper()
	line, _, _ := strings.Cut(text, "\n")
	require.NoError(t, json.Unmarshal([]byte(line), &rep), text)
	return rep
}

// checks returns the findings as "severity check", except those about the machine's own disk.
func (r report) checks() []string {
	found := []string{}
	for _, f := range r.Findings {
		if f.Check != "disk-space" {
			found = append(found, f.Severity+" "+f.Check)
		}
	}
	return found
}

func diagnose(t *testing.T, args ...string) report {
	t.Helper()
	return parseReport(t, runTool(t, append([]string{"doctor", "--json"}, args...)...))
}

func npyOf(t *testing.T, header string, elements int) string {
	t.Helper()
	return fmt.Sprintf("n\x93NUMPY\x01\x00%c%c%s", len(header)&0xff, len(header)>>8, header) + strings.Repeat("\x00", elements)
}

// wrong returns an entry for each fault that a value can have.
func wrong(t *testing.T) map[string]string {
	t.Helper()
	wide, err := ndarray.New(ndarray.Int8, slices.Repeat([]int{1}, 33)...)
	require.NoError(t, err)
	array, err := wide.AppendNPY([]byte("n"))
	require.NoError(t, err)
	return map[string]string{
		"array-beyond-numpy": string(array),
		"array-data":         npyOf(t, "{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }\n", 2),
		"array-header":       "n\x93NUMPY\x09\x00\x02\x00{}",
		"array-of-objects":   npyOf(t, "{'descr': '|O', 'fortran_order': False, 'shape': (3,), }\n", 2),
		"json-before-0.1.5":  "j[NaN]",
		"json-number":        "j[" + strings.Repeat("9", 400) + "]",
		"json-text":          `j"\ud800"`,
		"key-not-utf8\xff":   "sgood",
		"long-int":           "i" + strings.Repeat("\x01", 17),
		"no-tag":             "\x00bytes",
		"str-not-utf8":       "s\xff",
		"empty-value":        "",
		"good":               "sgood", "json": "j[18446744073709551615, 1e308]",
	}
}

// rawDatabase is like database, but keys can be any bytes.
func rawDatabase(t *testing.T, stored map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := native.Open(path, &native.Options{CreateIfMissing: true})
	require.NoError(t, err)
	for key, value := range stored {
		require.NoError(t, db.Put(t.Context(), key, []byte(value), driver.WriteOptions{}))
	}
	require.NoError(t, db.Close())
	return path
}

func TestDoctorFindsValues(t *testing.T) {
	path := rawDatabase(t, wrong(t))
	rep := diagnose(t, path)
	assert.Equal(t, len(wrong(t)), rep.Entries)
	assert.ElementsMatch(t, []string{
		"warning array-beyond-numpy", "error array-data", "error array-header", "error array-of-objects", "error empty-value", "note json-before-0.1.5",
		"error json-number", "error json-text", "error key-not-utf8", "note long-int", "error no-tag", "error str-not-utf8",
	}, rep.checks())
	for _, f := range rep.Findings {
		if f.Check == "key-not-utf8" {
			assert.Equal(t, []any{map[string]any{"base64": "a2V5LW5vdC11dGY4/w=="}}, f.Keys)
		} else if f.Check != "disk-space" {
			assert.Equal(t, []any{f.Check}, f.Keys)
		}
	}
	text := runTool(t, "doctor", path)
	assert.Equal(t, 1, text.status)
	assert.Contains(t, text.stdout, "error 1 entry: keys are not UTF-8\n  keys: \"key-not-utf8\\xff\"\n  why: ")
	assert.NotContains(t, text.stdout, "\x00")
	requireLine(t, text.stderr, "problems found")
	assert.Empty(t, diagnose(t, path, "--quick").checks())

	// The advice for a value without a tag works.
	raw := output(t, "get", path, "no-tag", "--raw")
	assert.Equal(t, result{}, runWith(t, []byte(raw), "put", path, "no-tag", "--bytes", "-"))
	assert.NotContains(t, diagnose(t, path).checks(), "error no-tag")
}

// Python raises an error for each error that doctor reports, and reads the values of notes.
func TestDoctorAgreesWithPython(t *testing.T) {
	stored, err := json.Marshal(func() map[string][]int {
		values := map[string][]int{}
		for key, value := range wrong(t) {
			if key != "key-not-utf8\xff" {
				values[key] = []int{}
				for _, b := range []byte(value) {
					values[key] = append(values[key], int(b))
				}
			}
		}
		return values
	}())
	require.NoError(t, err)
	var read map[string]bool
	require.NoError(t, json.Unmarshal(python.Run(t, modules, `
import io, json, sys
import numpy, rapidjson
decoders = {105: lambda b: int.from_bytes(b, "big", signed=True), 115: bytes.decode, 98: bytes, 106: rapidjson.loads,
            110: lambda b: numpy.load(io.BytesIO(b))}
def reads(b):
    try:
        decoders[b[0]](b[1:])
        return True
    except (IndexError, KeyError, ValueError):
        return False
print(json.dumps({k: reads(bytes(v)) for k, v in json.load(sys.stdin).items()}))
`, stored), &read))
	for key, good := range read {
		want := slices.Contains([]string{"good", "json", "json-before-0.1.5", "long-int"}, key)
		if key != "array-beyond-numpy" { // numpy 2 reads it
			assert.Equal(t, want, good, key)
		}
	}
	assert.Len(t, read, len(wrong(t))-1)
}

// filled returns a database with tables on the disk and entries in the log.
func filled(t *testing.T, o *leveldb.Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, o)
	require.NoError(t, err)
	for i := range 3000 {
		require.NoError(t, db.Put(fmt.Sprintf("key %06d", i), strings.Repeat(fmt.Sprint(i), 20)))
	}
	require.NoError(t, db.Compact(nil))
	for i := range 1000 {
		require.NoError(t, db.Put(fmt.Sprintf("logged %06d", i), strings.Repeat(fmt.Sprint(i), 20)))
	}
	require.NoError(t, db.Close())
	return path
}

// one returns the only file that matches a pattern.
func one(t *testing.T, path, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(path, pattern))
	require.NoError(t, err)
	require.Len(t, files, 1)
	return files[0]
}

// flip changes a byte of a file.
func flip(t *testing.T, file string, at int) {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	content[(at+len(content))%len(content)] ^= 0xff
	require.NoError(t, os.WriteFile(file, content, 0o600))
}

func write(t *testing.T, file, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
}

func TestDoctorFindsFiles(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		want  []string
		what  string // of the first finding
	}{
		"whole":           {func(*testing.T, string) {}, []string{}, ""},
		"no CURRENT":      {func(t *testing.T, path string) { require.NoError(t, os.Remove(filepath.Join(path, "CURRENT"))) }, []string{"error manifest"}, "CURRENT is missing"},
		"no manifest":     {func(t *testing.T, path string) { require.NoError(t, os.Remove(one(t, path, "MANIFEST-*"))) }, []string{"error manifest"}, "CURRENT names this manifest"},
		"odd CURRENT":     {func(t *testing.T, path string) { write(t, filepath.Join(path, "CURRENT"), "nothing") }, []string{"error manifest"}, "does not name a manifest"},
		"bad manifest":    {func(t *testing.T, path string) { flip(t, one(t, path, "MANIFEST-*"), 10) }, []string{"error manifest"}, "MANIFEST-"},
		"no table":        {func(t *testing.T, path string) { require.NoError(t, os.Remove(one(t, path, "*.ldb"))) }, []string{"error table-missing"}, "are missing"},
		"bad block":       {func(t *testing.T, path string) { flip(t, one(t, path, "*.ldb"), 5000) }, []string{"error table-damaged", "error not-looked-at"}, "checksum mismatch"},
		"bad end":         {func(t *testing.T, path string) { flip(t, one(t, path, "*.ldb"), -1) }, []string{"error table-damaged", "error not-looked-at"}, "magic number"},
		"no log":          {func(t *testing.T, path string) { require.NoError(t, os.Remove(one(t, path, "*.log"))) }, []string{"error log-missing"}, "log that the manifest names"},
		"bad log":         {func(t *testing.T, path string) { flip(t, one(t, path, "*.log"), 100) }, []string{"error log-damaged"}, "damaged places"},
		"foreign file":    {func(t *testing.T, path string) { require.NoError(t, os.Symlink("LOCK", filepath.Join(path, "x"))) }, []string{}, ""},
		"mode of a file":  {func(t *testing.T, path string) { require.NoError(t, os.Chmod(filepath.Join(path, "LOCK"), 0o400)) }, []string{"error mode"}, "denies their owner access"},
		"mode of all":     {func(t *testing.T, path string) { require.NoError(t, os.Chmod(path, 0o500)) }, []string{"error mode"}, "denies their owner access"},
		"lost":            {func(t *testing.T, path string) { require.NoError(t, os.Mkdir(filepath.Join(path, "lost"), 0o755)) }, []string{"note leftover"}, "lost/"},
		"temporary":       {func(t *testing.T, path string) { write(t, filepath.Join(path, "000099.dbtmp"), "") }, []string{"note leftover"}, "temporary"},
		"forgotten table": {func(t *testing.T, path string) { write(t, filepath.Join(path, "000001.ldb"), "") }, []string{"note unlisted-table"}, "does not list"},
		"old manifest":    {func(t *testing.T, path string) { write(t, filepath.Join(path, "MANIFEST-000000"), "") }, []string{"note leftover"}, "CURRENT does not name"},
		"large LOG":       {func(t *testing.T, path string) { require.NoError(t, os.Truncate(filepath.Join(path, "LOG"), 11<<20)) }, []string{"note leftover"}, "log of messages"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filled(t, nil)
			c.spoil(t, path)
			if name == "mode of all" {
				defer os.Chmod(path, 0o700)
			}
			before := listing(t, path)
			rep := diagnose(t, path)
			assert.Equal(t, c.want, rep.checks())
			if len(c.want) > 0 {
				assert.Contains(t, rep.Findings[0].What, c.what)
			}
			assert.Equal(t, before, listing(t, path), "doctor must not change anything")
		})
	}
}

// listing returns names, sizes and times of the files in a directory.
func listing(t *testing.T, path string) (files []string) {
	t.Helper()
	entries, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, e := range entries {
		info, err := e.Info()
		require.NoError(t, err)
		files = append(files, fmt.Sprint(e.Name(), info.Size(), info.ModTime(), info.Mode()))
	}
	return files
}

func TestDoctorFindsComparator(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	python.Run(t, []string{"plyvel"}, `
import sys, plyvel
db = plyvel.DB(sys.argv[1], create_if_missing=True, comparator=lambda a, b: (a < b) - (a > b), comparator_name=b"backwards")
db.put(b"k", b"sv")
db.close()
`, nil, path)
	rep := diagnose(t, path)
	assert.Equal(t, []string{"error comparator"}, rep.checks())
	assert.Contains(t, rep.Findings[0].What, `"backwards"`)
}

func TestDoctorFindsManyTables(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand tables take some seconds")
	}
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	for i := range 1001 {
		key := fmt.Sprintf("%06d", i)
		require.NoError(t, db.Put(key, i))
		// This makes a separate table of the entry.
		require.NoError(t, db.Compact(&leveldb.Range{StartingBy: key}))
	}
	require.NoError(t, db.Close())
	rep := diagnose(t, path)
	require.Equal(t, []string{"warning many-tables"}, rep.checks())
	obey(t, rep.Findings[0].Fix)
	assert.Empty(t, diagnose(t, path+".copy").checks())
	assert.Equal(t, storedIn(t, path), storedIn(t, path+".copy"))
}

func TestDoctorFindsHolders(t *testing.T) {
	path := filled(t, nil)
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	rep := diagnose(t, path)
	assert.Equal(t, []string{"note lock"}, rep.checks())
	assert.Contains(t, rep.Findings[0].What, fmt.Sprintf("process %d (", os.Getpid()))
	assert.Equal(t, 4000, rep.Entries)
	require.NoError(t, db.Close())

	db, err = leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	require.NoError(t, err)
	rep = diagnose(t, path)
	assert.Equal(t, []string{"note lock"}, rep.checks())
	assert.Contains(t, rep.Findings[0].What, "for reading")
	require.NoError(t, db.Close())
	assert.Empty(t, diagnose(t, path).checks())
}

func TestDoctorFindsStoppedHolder(t *testing.T) {
	if _, err := exec.LookPath("flock"); err != nil {
		t.Skip("there is no flock(1) here")
	}
	if _, err := os.Stat("/proc/locks"); err != nil {
		t.Skip("only Linux says who has a lock")
	}
	path := filled(t, nil)
	holder := exec.Command("flock", filepath.Join(path, "LOCK"), "sleep", "60")
	holder.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	require.NoError(t, holder.Start())
	defer func() {
		require.NoError(t, syscall.Kill(-holder.Process.Pid, syscall.SIGKILL))
		assert.Error(t, holder.Wait())
	}()
	require.Eventually(t, func() bool { return len(diagnose(t, path, "--quick").checks()) > 0 }, patience, 10*time.Millisecond)
	require.NoError(t, syscall.Kill(holder.Process.Pid, syscall.SIGSTOP))
	require.Eventually(t, func() bool { return diagnose(t, path, "--quick").checks()[0] == "warning lock" }, patience, 10*time.Millisecond)
	rep := diagnose(t, path)
	assert.Contains(t, rep.Findings[0].What, "is stopped")
	assert.Contains(t, rep.Findings[0].Fix, fmt.Sprintf("kill -CONT %d", holder.Process.Pid))
	obey(t, rep.Findings[0].Fix)
	require.Eventually(t, func() bool { return diagnose(t, path, "--quick").checks()[0] == "note lock" }, 30*time.Second, 10*time.Millisecond)
}

// nobody is the ID of a user who owns no files.
const nobody = 65534

// asNobody returns a function that runs the tool as the user nobody. Only root can do that.
func asNobody(t *testing.T) func(args ...string) result {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	dir := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o755))
	executable, err := os.Executable()
	require.NoError(t, err)
	content, err := os.ReadFile(executable)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tool"), content, 0o755))
	return func(args ...string) result {
		cmd := exec.Command(filepath.Join(dir, "tool"), args...)
		cmd.Env = []string{asTool + "=1", "GORACE=atexit_sleep_ms=0"}
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		var stdout, stderr strings.Builder
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		_ = cmd.Run() // the status is checked instead
		return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
	}
}

func TestDoctorFindsOwners(t *testing.T) {
	tool := asNobody(t)
	path := filled(t, nil)
	require.NoError(t, os.Chmod(filepath.Dir(path), 0o755))
	require.NoError(t, os.Chmod(filepath.Dir(filepath.Dir(path)), 0o755))
	assert.Equal(t, []string{"note access"}, parseReport(t, tool("doctor", "--json", path)).checks())

	table := one(t, path, "*.ldb")
	require.NoError(t, os.Chmod(table, 0o600))
	rep := parseReport(t, tool("doctor", "--json", "--quick", path))
	assert.Equal(t, []string{"error permission"}, rep.checks())
	require.NoError(t, os.Chmod(table, 0o644))

	require.NoError(t, os.Chown(table, nobody, nobody))
	rep = diagnose(t, path)
	assert.Equal(t, []string{"warning owner"}, rep.checks())
	assert.Equal(t, []any{filepath.Base(table)}, rep.Findings[0].Files)
	obey(t, rep.Findings[0].Fix)
	assert.Empty(t, diagnose(t, path).checks())
}

func TestDoctorNeedsADatabase(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none")
	requireFailure(t, runTool(t, "doctor", missing), "no such file or directory")
	assert.NoDirExists(t, missing)
	requireFailure(t, runTool(t, "doctor", t.TempDir()), "there is no database")
}

// Python raises an error when it iterates over an empty value, but db[key] returns None.
func TestEmptyValue(t *testing.T) {
	path := rawDatabase(t, map[string]string{"none": "", "good": "s"})
	rep := diagnose(t, path)
	assert.Equal(t, []string{"error empty-value"}, rep.checks())
	assert.Equal(t, []any{"none"}, rep.Findings[0].Keys)
	r := runTool(t, "verify", path)
	assert.Equal(t, 1, r.status)
	assert.Contains(t, r.stdout, "bad none: the value is empty\n  `openleveldb put "+path+" none --json null` stores")

	output(t, "put", path, "none", "--json", "null")
	assert.Empty(t, diagnose(t, path).checks())
	assert.Equal(t, "null\n", output(t, "get", path, "none"))
}
