package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lines implements Columns with JSON lines.
type lines struct{ surveys *[]exchange.Survey }

func (l lines) Create(out exchange.Output, _ string, s exchange.Survey) exchange.Sink {
	*l.surveys = append(*l.surveys, s)
	return exchange.CreateLines(out, valuetext.AppendJSONLine)
}

func (l lines) Open(path, _ string) (exchange.Source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return exchange.ReadLines(f), nil
}

func run(columns Columns, in string, args ...string) (out, errOut string, status int) {
	root := &cobra.Command{Use: "prog", SilenceErrors: true, SilenceUsage: true}
	root.AddCommand(NewExport(columns), NewImport(columns))
	var o, e bytes.Buffer
	status = cli.Run(root, args, strings.NewReader(in), &o, &e)
	return o.String(), e.String(), status
}

func made(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	array := func(elements ...float64) *ndarray.Array {
		a, err := ndarray.FromSlice(elements, -1)
		require.NoError(t, err)
		return a
	}
	require.NoError(t, errors.Join(db.Put("a", array(1, 2)), db.Put("b", array(3, 4)), db.Put("text", "x"), db.Close()))
	return path
}

func count(t *testing.T, path string) int {
	t.Helper()
	db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	require.NoError(t, err)
	defer db.Close()
	n := 0
	for _, err := range db.Keys(nil) {
		require.NoError(t, err)
		n++
	}
	return n
}

func TestFormats(t *testing.T) {
	db := made(t)
	var surveys []exchange.Survey
	for name, flags := range map[string][]string{
		"out": nil, "x.npz": {"--skip-others"}, "x.jsonl": nil, "x.csv": {"--starting-by", "a"}, "csv": {"--format", "csv", "--type", "ndarray"}, "x.arrow": nil, "x.parquet": {"--type", "ndarray"},
	} {
		path := filepath.Join(t.TempDir(), name)
		out, errOut, status := run(lines{&surveys}, "", append([]string{"export", db, path}, flags...)...)
		require.Zero(t, status, errOut)
		assert.Regexp(t, `^exported (1 entry|[23] entries), `, out)
		_, errOut, status = run(lines{&surveys}, "", append([]string{"export", db, path}, flags...)...)
		assert.Equal(t, 1, status, name)
		assert.Contains(t, errOut, "--overwrite")
		again := filepath.Join(t.TempDir(), "db")
		args := []string{"import", again, path, "--json", "--large-arrays"}
		if name == "csv" {
			args = append(args, "--format", "csv")
		}
		out, errOut, status = run(lines{&surveys}, "", args...)
		require.Zero(t, status, errOut)
		assert.Contains(t, out, `"entries":`)
		assert.Positive(t, count(t, again), name)
	}
	assert.ElementsMatch(t, []exchange.Survey{{Uniform: false, TextKeys: true}, {Uniform: true, TextKeys: true}}, surveys)

	out, errOut, status := run(nil, "", "export", db, "-", "--format", "jsonl")
	require.Zero(t, status, errOut)
	again := filepath.Join(t.TempDir(), "db")
	_, errOut, status = run(nil, out, "import", again, "-", "--format", "jsonl", "--prefix", "p/")
	require.Zero(t, status, errOut)
	assert.Equal(t, 3, count(t, again))
	_, errOut, status = run(nil, "1\n2\n", "import", again, "-", "--format", "csv", "--key", "c")
	require.Zero(t, status, errOut)
	assert.Equal(t, 4, count(t, again))
}

// Without Columns the program openleveldb-arrow is needed. Nothing is created.
func TestProgramIsMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	path := filepath.Join(t.TempDir(), "db")
	for _, command := range []string{"export", "import"} {
		_, errOut, status := run(nil, "", command, path, "x.parquet")
		assert.Equal(t, 1, status)
		assert.Contains(t, errOut, "make build-arrow")
		assert.NoFileExists(t, path)
	}
}

func TestUsage(t *testing.T) {
	for want, args := range map[string][]string{
		"a DB and a DIR or FILE":          {"export", "db"},
		"--format is needed with -":       {"export", "db", "-"},
		"unknown format":                  {"export", "db", "x", "--format", "xls"},
		"--resume applies to directories": {"export", "db", "x.npz", "--resume"},
		"--header applies to CSV":         {"export", "db", "x.npz", "--header"},
		`"float" is none of int, str`:     {"export", "db", "x", "--type", "float"},
		"cannot be a directory":           {"export", "db", "-", "--format", "dir"},
		"get DB KEY --npy > x.npy":        {"export", "db", "x.npy"},
		"put DB KEY --npy d/x.npy":        {"import", "db", "d/x.npy"},
		"from a file only":                {"import", "db", "-", "--format", "npz"},
		"--dtype applies to CSV":          {"import", "db", "x.npz", "--dtype", "<f4"},
		"<f8 (float64)":                   {"import", "db", "x.csv", "--dtype", "float"},
		"--key is needed for an array":    {"import", "db", "-", "--format", "csv", "--header"},
		`the extension ".parqet"`:         {"export", "db", "x.parqet"},
		`the extension ".json"`:           {"import", "db", "x.json"},
		`the extension ".gz"`:             {"export", "db", "x.gz"},
		"are not compressed again":        {"export", "db", "x.npz.gz"},
		"dir files are not compressed":    {"export", "db", "x.zst", "--format", "dir"},
		"--separator: ":                   {"import", "db", "x.csv", "--separator", "ab"},
		"--separator applies to CSV":      {"import", "db", "x.npz", "--separator", ";"},
		"cannot be combined":              {"import", "db", "x", "--resume", "--overwrite"},
	} {
		_, errOut, status := run(nil, "", args...)
		assert.Equal(t, 2, status, args)
		assert.Contains(t, errOut, want)
	}
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, command := range []string{"import", "export"} {
		_, errOut, status := run(nil, "", command, "db", file)
		assert.Equal(t, 2, status)
		assert.Contains(t, errOut, "is a file without an extension; set --format")
	}
	for _, args := range [][]string{{"import", "db", "none.jsonl"}, {"import", "db", "none.npz"}, {"import", "db", "none.csv"}, {"export", filepath.Join(t.TempDir(), "none"), "x"}} {
		_, errOut, status := run(nil, "", args...)
		assert.Equal(t, 1, status, errOut)
	}
	assert.NoFileExists(t, "db")
}

func TestFormatOf(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "is.npz"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "table"), nil, 0o600))
	for _, c := range []struct {
		path, flag string
		want       format
	}{
		{"runs", "", format{name: "dir"}}, {"runs.v1/", "", format{name: "dir"}}, {"..", "", format{name: "dir"}}, {".hidden", "", format{name: "dir"}},
		{"is.npz", "", format{name: "dir"}}, {"is.npz", "csv", format{name: "dir", csv: true}}, {"runs.v1", "dir", format{name: "dir"}},
		{"x.NPZ", "", format{name: "npz"}}, {"x.jsonl", "", format{name: "jsonl"}}, {"x.ndjson.gz", "", format{name: "jsonl", compression: ".gz"}},
		{"x.jsonl.ZST", "", format{name: "jsonl", compression: ".zst"}}, {"x.gz", "jsonl", format{name: "jsonl", compression: ".gz"}},
		{"x.csv", "", format{name: "csv", csv: true}}, {"x.csv.gz", "", format{name: "csv", csv: true, compression: ".gz"}},
		{"x.tsv", "csv", format{name: "csv", csv: true}}, {"table", "csv", format{name: "csv", csv: true}}, {"tables", "csv", format{name: "dir", csv: true}},
		{"x.feather", "", format{name: "arrow", columns: true}}, {"x", "ipc", format{name: "arrow", columns: true}},
		{"x.parquet", "", format{name: "parquet", columns: true}}, {"x.txt", "jsonl", format{name: "jsonl"}}, {"-", "npz", format{name: "npz"}},
	} {
		path := c.path
		if path != standard {
			path = dir + "/" + path
		}
		got, err := formatOf(path, c.flag)
		require.NoError(t, err, c.path)
		assert.Equal(t, c.want, got, "%s %s", c.path, c.flag)
	}
}

func TestCompressedFiles(t *testing.T) {
	db := made(t)
	for _, name := range []string{"x.jsonl.gz", "x.jsonl.zst"} {
		path := filepath.Join(t.TempDir(), name)
		_, errOut, status := run(nil, "", "export", db, path)
		require.Zero(t, status, errOut)
		again := filepath.Join(t.TempDir(), "db")
		_, errOut, status = run(nil, "", "import", again, path)
		require.Zero(t, status, errOut)
		assert.Equal(t, 3, count(t, again))
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		_, errOut, status = run(nil, string(content), "import", again, "-", "--format", "jsonl")
		require.Zero(t, status, errOut)
		require.NoError(t, os.WriteFile(path, content[:len(content)-5], 0o600))
		again = filepath.Join(t.TempDir(), "db")
		_, errOut, status = run(nil, "", "import", again, path)
		assert.Equal(t, 1, status)
		assert.Contains(t, errOut, "unexpected EOF")
		assert.NoDirExists(t, again)
	}
	table := filepath.Join(t.TempDir(), "x.csv.gz")
	_, errOut, status := run(nil, "", "export", db, table, "--type", "str")
	require.Zero(t, status, errOut)
	again := filepath.Join(t.TempDir(), "db")
	_, errOut, status = run(nil, "", "import", again, table)
	require.Zero(t, status, errOut)
	assert.Equal(t, 1, count(t, again))
}

// A failed export or import leaves nothing.
func TestFailuresLeaveNothing(t *testing.T) {
	db, base := made(t), t.TempDir()
	left := func() []string {
		entries, err := os.ReadDir(base)
		require.NoError(t, err)
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	for _, name := range []string{"x.npz", "x.csv", "dir", "x.csv.gz", "x.arrow"} {
		args := []string{"export", db, filepath.Join(base, name)}
		if name == "dir" {
			args = append(args, "--format", "csv")
		}
		_, errOut, status := run(lines{new([]exchange.Survey)}, "", append(args, "--type", "str,ndarray", "--reverse")...)
		if name == "x.arrow" {
			require.Zero(t, status, errOut)
			require.NoError(t, os.Remove(filepath.Join(base, name)))
			continue
		}
		assert.Equal(t, 1, status, name)
		assert.Empty(t, left(), "%s: %s", name, errOut)
	}
	bad := `{"key":"a","type":"int","value":1}` + "\n" + `{"key":"b"`
	for _, flags := range [][]string{nil, {"--any-keys"}, {"--shared"}, {"--large-arrays"}} {
		for _, empty := range []bool{false, true} {
			path := filepath.Join(base, "db")
			if empty {
				require.NoError(t, os.Mkdir(path, 0o700))
			}
			_, errOut, status := run(nil, bad, append([]string{"import", path, "-", "--format", "jsonl"}, flags...)...)
			assert.Equal(t, 1, status, flags)
			assert.Contains(t, errOut, "line 2")
			if !empty && (len(flags) == 0 || flags[0] == "--large-arrays") {
				assert.Empty(t, left(), flags)
				continue
			}
			// Only a database that was built apart can be removed: others may be using this one.
			assert.Contains(t, errOut, "0 entries were stored before that")
			assert.Zero(t, count(t, path))
			require.NoError(t, os.RemoveAll(path))
		}
	}
	// What was stored in an existing database stays, and the error says how much.
	many := `{"key":"big","type":"str","value":"` + strings.Repeat("x", 9<<20) + `"}` + "\n" + bad
	_, errOut, status := run(nil, many, "import", db, "-", "--format", "jsonl")
	assert.Equal(t, 1, status)
	assert.Contains(t, errOut, "1 entry was stored before that")
	assert.Equal(t, 4, count(t, db))
}

// The bytes of the progress are of the same kind as its total: those of tables or of the file.
func TestProgress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	text := strings.Repeat("compressible ", 100)
	for i := range 20_000 {
		require.NoError(t, db.Put(fmt.Sprintf("%06d", i), text))
	}
	require.NoError(t, db.Compact(nil))
	defer db.Close()
	disk, err := db.ApproximateSize(nil)
	require.NoError(t, err)
	require.Less(t, disk, uint64(20_000*len(text)/2), "compressed")
	shown := regexp.MustCompile(`^export: ([0-9,]+) entries, (.*) of (.*) \(([0-9]+) %\), .*$`)
	for _, r := range []leveldb.Range{{}, {Reverse: true}, {Prefix: "0"}, {Start: "005000"}} {
		p, err := newExportProgress(t.Context(), io.Discard, db, &r)
		require.NoError(t, err)
		var percents []int
		entries := 0
		for key, err := range db.Keys(&r) {
			require.NoError(t, err)
			if p.moved(key, entries%2, int64(len(key)+len(text))); entries%5000 == 4999 {
				found := shown.FindStringSubmatch(p.Line(time.Second))
				require.NotNil(t, found, p.Line(time.Second))
				percent, err := strconv.Atoi(found[4])
				require.NoError(t, err)
				percents = append(percents, percent)
				part := 100 * entries / map[string]int{"": 20_000, "005000": 15_000}[r.Start]
				assert.InDelta(t, part, percent, 20)
			}
			entries++
		}
		p.Done()
		assert.IsIncreasing(t, percents)
	}
	p, err := newExportProgress(t.Context(), io.Discard, db, &leveldb.Range{Limit: 10})
	require.NoError(t, err)
	defer p.Done()
	p.moved("k", 1, 5<<20)
	assert.Equal(t, "export: 1 entry, 5.0 MiB, 5.0 MiB/s", p.Line(time.Second))

	line := `{"key":"%d","type":"str","value":"` + strings.Repeat("x", 1<<20) + `"}` + "\n"
	var lines strings.Builder
	for i := range 20 {
		fmt.Fprintf(&lines, line, i)
	}
	file := filepath.Join(t.TempDir(), "x.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(lines.String()), 0o600))
	in, err := exchange.OpenInput(file)
	require.NoError(t, err)
	source := exchange.ReadLines(in)
	q, moved := newImportProgress(io.Discard, source)
	defer q.Done()
	n := 0
	for _, err := range source.Items() {
		require.NoError(t, err)
		moved(1, 1)
		if n++; n == 10 {
			assert.Regexp(t, `^import: 10 entries, 1[01] MiB of 20 MiB \(5[0-5] %\), .* left$`, q.Line(time.Second))
		}
	}
	assert.Regexp(t, `^import: 20 entries, 20 MiB of 20 MiB \(100 %\)`, q.Line(time.Second))
	require.NoError(t, source.Close())
}

// The errors of an import name the file, and standard input has no name.
func TestImportNamesFile(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "db")
	for name, c := range map[string]struct{ text, want string }{
		"a.jsonl":    {"{\"key\":\"k\",\"type\":\"int\",\"value\":1}\n{\"key\"", "a.jsonl: line 2: "},
		"twice.csv":  {"key,value\nk,1\nk,2,3\n", "twice.csv: line 3: "},
		"array.csv":  {"1\n2,3\n", `import "array", ` + filepath.Join(dir, "array.csv") + ", CSV of float64: line 2: "},
		"wrong.csv":  {"key,value,type\nk,x,int\n", `import "k", ` + filepath.Join(dir, "wrong.csv") + ", line 2: "},
		"number.csv": {"true\n", "--dtype is the type of the elements"},
	} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(c.text), 0o600))
		_, errOut, status := run(nil, "", "import", db, path)
		assert.Equal(t, 1, status)
		assert.Contains(t, errOut, c.want)
		assert.NoDirExists(t, db)
	}
}
