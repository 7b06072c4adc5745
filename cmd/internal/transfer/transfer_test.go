package transfer

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
		assert.Regexp(t, `^exported [123] entries, `, out)
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
		"unknown type":                    {"export", "db", "x", "--type", "float"},
		"cannot be a directory":           {"export", "db", "-", "--format", "dir"},
		"get --npy":                       {"export", "db", "x.npy"},
		"from a file only":                {"import", "db", "-", "--format", "npz"},
		"--dtype applies to CSV":          {"import", "db", "x.npz", "--dtype", "<f4"},
		"--dtype: ":                       {"import", "db", "x.csv", "--dtype", "nothing"},
		"--key is needed for CSV":         {"import", "db", "-", "--format", "csv"},
		"cannot be combined":              {"import", "db", "x", "--resume", "--overwrite"},
	} {
		_, errOut, status := run(nil, "", args...)
		assert.Equal(t, 2, status, args)
		assert.Contains(t, errOut, want)
	}
	for _, args := range [][]string{{"import", "db", "none.jsonl"}, {"import", "db", "none.npz"}, {"import", "db", "none.csv"}, {"export", filepath.Join(t.TempDir(), "none"), "x"}} {
		_, errOut, status := run(nil, "", args...)
		assert.Equal(t, 1, status, errOut)
	}
	assert.NoFileExists(t, "db")
}
