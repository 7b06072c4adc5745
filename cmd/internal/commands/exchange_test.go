package commands

import (
	"archive/zip"
	"bufio"
	"bytes"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

//go:embed testdata/numpy_files.py
var numpyFilesScript string

// contentOf returns all stored values of a database.
func contentOf(t *testing.T, path string) map[string]string {
	t.Helper()
	db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	require.NoError(t, err)
	content := map[string]string{}
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		stored, err := e.AppendRaw(nil)
		require.NoError(t, err)
		content[e.Key()] = string(stored)
	}
	require.NoError(t, db.Close())
	return content
}

// storedArrays returns the arrays that numpy wrote for package ndarray: one of every dtype and
// layout.
func storedArrays(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open("../../../ndarray/testdata/arrays.jsonl")
	require.NoError(t, err)
	defer f.Close()
	arrays := map[string]string{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<30)
	for lines.Scan() {
		var line struct{ NPY []byte }
		require.NoError(t, json.Unmarshal(lines.Bytes(), &line))
		arrays["arrays/"+strconv.Itoa(len(arrays))] = "n" + string(line.NPY)
	}
	require.NoError(t, lines.Err())
	require.Greater(t, len(arrays), 300)
	return arrays
}

// oddEntries returns keys that no file name can hold, and values that cannot be decoded.
func oddEntries() map[string]string {
	odd := map[string]string{"raw/1": "xyz", "raw/2": "j{", "raw/3": "n\x93NUMPY", "raw/4": "s\xff", "raw/5": "", "raw/6": "i\x05",
		"raw/7": "i", "json": "j { \"a\" : [ 1.0 , NaN, \"\\u00fc\" ] } ", "text": "sline\r\n\x00", "bytes": "b\x00\n"}
	for _, key := range []string{"", "/", "//", "a", "a/b", "a.npy", "a.npy/b", "a.NPY/c", "..", "../..", "/etc/passwd", ".", ".hidden",
		"x/.", "nul\x00", "con", "CON.txt", "A", "A/b", "100%", "%2F", "%-", "q%+/z", strings.Repeat("l", 1000) + "/" + strings.Repeat("m", 600),
		strings.Repeat(".", 500), strings.Repeat("ü", 300), "end /end.", "new\nline\x1b[31m", `q:*?"<>|\`, "\u2028"} {
		odd[key] = "s" + key
	}
	return odd
}

// anyDatabase is like database, but keys can be any that import accepts.
func anyDatabase(t *testing.T, stored map[string]string) string {
	t.Helper()
	var lines []byte
	for key, value := range stored {
		lines = append(valuetext.AppendBase64(append(lines, `{"key":`...), []byte(key)), `,"stored":`...)
		lines = append(valuetext.AppendBase64(lines, []byte(value)), "}\n"...)
	}
	path := filepath.Join(t.TempDir(), "db")
	r := runWith(t, lines, "import", path, "-", "--format", "jsonl", "--any-keys")
	require.Zero(t, r.status, r.stderr)
	return path
}

func merged(all ...map[string]string) map[string]string {
	m := map[string]string{}
	for _, some := range all {
		for key, value := range some {
			m[key] = value
		}
	}
	return m
}

func TestExportImportIsExact(t *testing.T) {
	want := merged(storedArrays(t), oddEntries(), map[string]string{"\xff\xfe/\x80": "s1", "int": "i" + strings.Repeat("\xff", 16),
		"big": "i\x7f" + strings.Repeat("\xff", 15)})
	db := anyDatabase(t, want)
	for _, c := range [][]string{{"dir"}, {"portable", "--portable"}, {"all.jsonl"}, {"reverse.ndjson", "--reverse"}} {
		path, again := filepath.Join(t.TempDir(), c[0]), filepath.Join(t.TempDir(), "db")
		output(t, append([]string{"export", db, path}, c[1:]...)...)
		requireFailure(t, runTool(t, "import", again, path), "--any-keys")
		output(t, "import", again, path, "--any-keys")
		assert.Equal(t, want, contentOf(t, again), c[0])
		assert.Contains(t, output(t, "import", again, path, "--any-keys"), "imported 0 entries, 0 B; ", "a repeated import changes nothing")
		assert.Equal(t, want, contentOf(t, again), c[0])
	}
}

// Other programs read the lines too: Python's own parser accepts them.
func TestExportedLines(t *testing.T) {
	db := anyDatabase(t, map[string]string{"\xff": "s1", "f": string(twoByThree(t, []float64{1, 2, 3, 4, 5, 6}, true)), "n": "j[NaN]", "q": "j 1", "x": "?"})
	assert.Equal(t, lines(
		`{"key":"f","type":"ndarray","value":{"dtype":"<f8","shape":[2,3],"data":[[1.0,2.0,3.0],[4.0,5.0,6.0]]},"order":"F"}`,
		`{"key":"n","type":"json","value":["NaN"],"stored":{"base64":"`+base64.StdEncoding.EncodeToString([]byte("j[NaN]"))+`"}}`,
		`{"key":"q","type":"json","value":1,"stored":{"base64":"aiAx"}}`,
		`{"key":"x","type":"raw","value":{"base64":"Pw=="}}`,
		`{"key":{"base64":"/w=="},"type":"str","value":"1"}`,
	), output(t, "export", db, "-", "--format", "jsonl"))
	listed := runWith(t, []byte(output(t, "ls", db, "--json", "--starting-by", "f")), "import", filepath.Join(t.TempDir(), "db"), "-", "--format", "jsonl")
	assert.Equal(t, "imported 1 entry, 178 B\n", listed.stdout, listed.stderr)
}

func TestImportLines(t *testing.T) {
	for line, want := range map[string]string{
		`{"key":"k","type":"int","value":-1}`:                                                     "i" + strings.Repeat("\xff", 16),
		`{"value":"\u00fc","type":"str","key":"k"}`:                                               "sü",
		`{"key":"k","type":"json","value": [1.50, {"b":1,"a":2}] }`:                               `j[1.50, {"b":1,"a":2}]`,
		`{"key":"k","type":"bytes","value":{"base64":"AP8="}}`:                                    "b\x00\xff",
		`{"key":"k","stored":{"base64":"AP8="}}`:                                                  "\x00\xff",
		`{"key":"k","type":"int","value":1.5}`:                                                    "!not an int",
		`{"key":"k","type":"str","value":1}`:                                                      "!not a string",
		`{"key":"k","type":"str","value":"\ud800"}`:                                               "!surrogate",
		`{"key":"k","type":"str"}`:                                                                `!missing "value"`,
		`{"type":"str","value":"v"}`:                                                              `!missing "key"`,
		`{"key":"k","type":"float","value":1}`:                                                    `!unknown type "float"`,
		`{"key":"k"`:                                                                              "!line 1",
		"\xff":                                                                                    "!not UTF-8",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f8","shape":[2],"data":[1]}}`:             "!expected 2 items",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f8","shape":[1],"data":[1,2]}}`:           "!expected 1 items",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f8","shape":[],"data":[1]}}`:              "!expected an element",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f8","shape":[9000000000],"data":[1]}}`:    "!fewer elements",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f8","shape":[-1],"data":[1]}}`:            "!fewer elements",
		`{"key":"k","type":"ndarray","value":{"dtype":"|u1","shape":[1],"data":[256]}}`:           "!out of range",
		`{"key":"k","type":"ndarray","value":{"dtype":"<M8[s]","shape":[1],"data":["1970"]}}`:     `!"stored"`,
		`{"key":"k","type":"ndarray","value":{"dtype":"|O","shape":[1],"data":[1]}}`:              "!pickle",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f8","shape":[1],"data":[1]},"order":"Z"}`: "!invalid order",
		`{"key":"k","type":"ndarray","value":{"dtype":"<c8","shape":[1],"data":[1]}}`:             "!cannot unmarshal",
	} {
		path := filepath.Join(t.TempDir(), "db")
		r := runWith(t, []byte(line+"\n"), "import", path, "-", "--format", "jsonl")
		if problem, fails := strings.CutPrefix(want, "!"); fails {
			requireFailure(t, r, problem)
			continue
		}
		assert.Zero(t, r.status, r.stderr)
		assert.Equal(t, map[string]string{"k": want}, contentOf(t, path), line)
	}
}

// numpy reads the same arrays from the files as from the database.
func TestPythonReadsExports(t *testing.T) {
	path, base := filepath.Join(t.TempDir(), "db"), t.TempDir()
	python.Run(t, modules, writeScript, nil, path, strconv.Itoa(int(rand.Uint32())))
	output(t, "export", path, filepath.Join(base, "dir"))
	requireFailure(t, runTool(t, "export", path, filepath.Join(base, "all.npz")), `export " key\n😀": `)
	assert.Contains(t, output(t, "export", path, filepath.Join(base, "all.npz"), "--type", "ndarray"), " skipped")
	equal, err := strconv.Atoi(strings.TrimSpace(string(python.Run(t, modules, numpyFilesScript, nil, "compare", path, base))))
	require.NoError(t, err)
	assert.Greater(t, equal, 100)
	names, err := os.ReadDir(base)
	require.NoError(t, err)
	assert.Len(t, names, 2, "no other files remain")

	again := filepath.Join(t.TempDir(), "db")
	output(t, "import", again, filepath.Join(base, "dir"))
	assert.Equal(t, contentOf(t, path), contentOf(t, again))
	arrays := contentOf(t, path)
	for key, value := range arrays {
		if value == "" || value[0] != 'n' {
			delete(arrays, key)
		}
	}
	again = filepath.Join(t.TempDir(), "db")
	output(t, "import", again, filepath.Join(base, "all.npz"), "--large-arrays")
	assert.Equal(t, arrays, contentOf(t, again))
}

func TestImportOfNumpysFiles(t *testing.T) {
	base := t.TempDir()
	var keys []string
	require.NoError(t, json.Unmarshal(python.Run(t, modules, numpyFilesScript, nil, "write", base), &keys))
	for _, name := range []string{"tree", "plain.npz", "packed.npz"} {
		path := filepath.Join(t.TempDir(), "db")
		output(t, "import", path, filepath.Join(base, name))
		assert.Equal(t, strconv.Itoa(len(keys))+"\n", string(python.Run(t, modules, numpyFilesScript, nil, "check", path, base)), name)
	}
	path := filepath.Join(t.TempDir(), "db")
	output(t, "import", path, filepath.Join(base, "plain.npz"), "--prefix", "p", "--prefix", "/")
	for key := range contentOf(t, path) {
		assert.True(t, strings.HasPrefix(key, "p/"), key)
	}
}

func TestCSV(t *testing.T) {
	db, dir := filepath.Join(t.TempDir(), "db"), t.TempDir()
	file := filepath.Join(dir, "x.csv")
	for _, c := range []struct{ text, back, dtype string }{
		{"1\n-2.5\n1e+300\nnan\n-inf\n0.1\n-0\n", "", "<f8"},
		{"0.1,3.4028235e+38\n1e-45,inf\n", "", ">f4"},
		{"0.1\n6e-8\n", "0.099975586\n5.9604645e-08\n", "<f2"},
		{"1\n0\ntrue\n", "1\n0\n1\n", "|b1"},
		{"18446744073709551615,0\n", "", "<u8"},
		{"1+2j\n-0.5-infj\nnan+0j\n( 1)\n", "!is not a value of", "<c16"},
		{"1+2j\n-0.5-infj\nnan+0j\n", "", "<c16"},
		{"300\n", "!out of range", "|i1"},
		{"1,2\n3\n", "!expected 2 columns", "<f8"},
		{"a,b\n", "!is not a value of", "<f8"},
		{"1\n", "!not a date", "<M8[s]"},
		{"2024-02-29T12:30:00\nNaT\n", "", "<M8[s]"},
		{"a\"\"b\n\"c, d\"\n\"\"\n", "!a quote in a cell", "<U9"},
		{"\"a\"\"b\"\n\"c, d\"\n\"\"\nü\n", "", "<U9"},
		{"", "", "<f8"},
	} {
		require.NoError(t, os.WriteFile(file, []byte(c.text), 0o644))
		r := runTool(t, "import", db, file, "--dtype", c.dtype, "--overwrite")
		if problem, fails := strings.CutPrefix(c.back, "!"); fails {
			requireFailure(t, r, problem)
			continue
		}
		require.Zero(t, r.status, "%q: %s", c.text, r.stderr)
		if c.back == "" {
			c.back = c.text
		}
		assert.Equal(t, c.back, output(t, "export", db, "-", "--format", "csv"))
	}
	record := "t,name,x\n5,\"a, b\",0.5\n-6,,nan\n"
	require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(record, ",,", `,"",`)), 0o644))
	dtype := "[('t', '>i8'), ('name', 'S5'), ('x', '<f4')]"
	output(t, "import", db, file, "--dtype", dtype, "--header", "--key", "r/e", "--overwrite")
	assert.Equal(t, strings.ReplaceAll(record, ",,", `,"",`), output(t, "export", db, "-", "--format", "csv", "--header", "--starting-by", "r"))
	requireFailure(t, runTool(t, "import", db, file, "--dtype", strings.ReplaceAll(dtype, "'t'", "'u'"), "--header"), "the columns are")
	requireFailure(t, runTool(t, "export", db, filepath.Join(dir, "y.csv")), "a CSV file holds one array")

	many := filepath.Join(dir, "many")
	output(t, "export", db, many, "--format", "csv")
	assert.FileExists(t, filepath.Join(many, "r", "e.csv"))
	again := filepath.Join(t.TempDir(), "db")
	output(t, "import", again, many, "--format", "csv", "--dtype", "<U9", "--two-axes")
	assert.Len(t, contentOf(t, again), 2)
}

func TestExportDoesNotReplace(t *testing.T) {
	db := database(t, map[string]string{"a": "s1", "b": string(twoByThree(t, []float64{1, 2, 3, 4, 5, 6}, false))})
	base := t.TempDir()
	for _, name := range []string{"x.jsonl", "x.npz"} {
		file := filepath.Join(base, name)
		require.NoError(t, os.WriteFile(file, []byte("mine"), 0o644))
		requireFailure(t, runTool(t, "export", db, file, "--skip-others"), "--overwrite")
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, "mine", string(content))
		requireFailure(t, runTool(t, "export", db, file, "--overwrite", "--limit", "18446744073709551615", "--prefix", "a", "--type", "str", "--format", "npz"), "arrays only")
		content, err = os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, "mine", string(content), "a failed export replaces nothing")
		output(t, "export", db, file, "--overwrite", "--skip-others")
	}
	dir := filepath.Join(base, "dir")
	require.NoError(t, os.Mkdir(dir, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.npy"), []byte("mine"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "other"), []byte("mine"), 0o644))
	requireFailure(t, runTool(t, "export", db, dir), "--overwrite")
	output(t, "export", db, dir, "--overwrite")
	assert.NoFileExists(t, filepath.Join(dir, "a.npy"), "both would have the same key")
	assert.FileExists(t, filepath.Join(dir, "a.txt"))
	again := filepath.Join(t.TempDir(), "db")
	requireFailure(t, runTool(t, "import", again, dir), `file "other": its name must end with`)
	assert.JSONEq(t, `{"path":"`+dir+`","format":"dir","entries":2,"bytes":181,"skipped":1}`, output(t, "import", again, dir, "--skip-others", "--json"))
	assert.Equal(t, contentOf(t, db), contentOf(t, again))
}

func TestImportDoesNotReplace(t *testing.T) {
	from, to := database(t, map[string]string{"a": "s1", "b": "s2", "c": "s3"}), database(t, map[string]string{"b": "s2", "c": "sother"})
	file := filepath.Join(t.TempDir(), "x.jsonl")
	output(t, "export", from, file)
	before := contentOf(t, to)
	requireFailure(t, runTool(t, "import", to, file), `import "c": the key has another value already; --overwrite replaces it`)
	assert.Equal(t, before, contentOf(t, to), "no entry of the batch is stored")
	assert.Equal(t, "imported 1 entry, 3 B; 2 skipped\n", output(t, "import", to, file, "--resume"))
	assert.Equal(t, map[string]string{"a": "s1", "b": "s2", "c": "sother"}, contentOf(t, to))
	output(t, "import", to, file, "--overwrite")
	assert.Equal(t, contentOf(t, from), contentOf(t, to))
}

// An interrupted or killed export leaves complete files, and can be resumed. Its source stops in
// the middle, so that the export cannot end before the signal.
func TestInterruptedExport(t *testing.T) {
	const n = 10_000
	path := fill(t, n)
	want := contentOf(t, path)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			s := startStanding(t, path, "/v1/range", 200_000)
			goOn := sync.OnceFunc(func() { close(s.goOn) })
			t.Cleanup(goOn)
			db, dir := s.URL+"/db", filepath.Join(t.TempDir(), "dir")
			cmd := command(t, "export", db, dir)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			require.NoError(t, cmd.Start())
			t.Cleanup(func() { killed(cmd) })
			s.wait(t)
			require.Eventually(t, func() bool {
				_, err := os.Stat(filepath.Join(dir, "key 000100.int"))
				return err == nil
			}, patience, time.Millisecond)
			require.NoError(t, cmd.Process.Signal(signal))
			require.Error(t, cmd.Wait())
			if signal == syscall.SIGINT {
				assert.Equal(t, cli.StatusInterrupted, cmd.ProcessState.ExitCode())
				requireLine(t, withoutProgress(stderr.String()), "--resume continues")
			}
			goOn()
			requireFailure(t, runTool(t, "export", db, dir), "--resume continues it")
			requireFailure(t, runTool(t, "export", db, dir, "--resume", "--prefix", "k"), "of other entries")
			requireFailure(t, runTool(t, "import", filepath.Join(t.TempDir(), "db"), dir), "an interrupted export")
			names, err := filepath.Glob(filepath.Join(dir, "key *"))
			require.NoError(t, err)
			require.Less(t, len(names), n)
			for _, name := range names {
				content, err := os.ReadFile(name)
				require.NoError(t, err)
				require.NotEmpty(t, content, name)
			}
			r := runTool(t, "export", db, dir, "--resume")
			require.Zero(t, r.status, r.stderr)
			assert.Contains(t, r.stdout, "exported 10,000 entries")
			again := filepath.Join(t.TempDir(), "db")
			require.Zero(t, runTool(t, "import", again, dir).status)
			assert.Equal(t, want, contentOf(t, again))
		})
	}
}

// An import does not follow links out of a directory, and uses names in an archive only as keys.
func TestImportStaysInside(t *testing.T) {
	base := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(base, "secret.txt"), []byte("secret"), 0o644))
	dir := filepath.Join(base, "dir")
	require.NoError(t, os.Mkdir(dir, 0o755))
	require.NoError(t, os.Symlink("../secret.txt", filepath.Join(dir, "a.txt")))
	requireFailure(t, runTool(t, "import", filepath.Join(base, "db"), dir), "escapes")
	require.NoError(t, os.Remove(filepath.Join(dir, "a.txt")))
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "a.txt"), 0o644))
	requireFailure(t, runTool(t, "import", filepath.Join(base, "db"), dir), "not a regular file")
	require.NoError(t, os.Remove(filepath.Join(dir, "a.txt")))
	for _, name := range []string{"50%.txt", "%+.txt", "%2.txt"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o644))
		requireFailure(t, runTool(t, "import", filepath.Join(base, "db"), dir), "not a valid name for a key")
		require.NoError(t, os.Remove(filepath.Join(dir, name)))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.txt"), nil, 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "%61.bin"), nil, 0o644))
	requireFailure(t, runTool(t, "import", filepath.Join(base, "db"), dir), "are the same key")

	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	f, err := w.Create("../../up.npy")
	require.NoError(t, err)
	_, err = f.Write(twoByThree(t, []float64{1, 2, 3, 4, 5, 6}, false)[1:])
	require.NoError(t, err)
	require.NoError(t, w.Close())
	file := filepath.Join(base, "x.npz")
	require.NoError(t, os.WriteFile(file, archive.Bytes(), 0o644))
	path := filepath.Join(base, "new")
	output(t, "import", path, file)
	assert.Equal(t, lines("../../up"), output(t, "ls", path, "--keys"))
	require.NoError(t, os.WriteFile(file, archive.Bytes()[:archive.Len()-9], 0o644))
	requireFailure(t, runTool(t, "import", path, file), "zip")
}

func TestArrowNeedsItsProgram(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	db := database(t, map[string]string{"a": "s1"})
	file := filepath.Join(t.TempDir(), "x.parquet")
	requireFailure(t, runTool(t, "export", db, file), "make build-arrow")
	requireFailure(t, runTool(t, "import", db, file), "make build-arrow")
	names, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	assert.Empty(t, names)
}

// openleveldb-arrow replaces the process, with the same arguments, streams and status. Invalid
// usage is refused before that.
func TestArrowProgramGetsTheArguments(t *testing.T) {
	bin := t.TempDir()
	program := "#!/bin/sh\nprintf '%s|' \"$@\"\ncat\necho failed >&2\nexit 7\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "openleveldb-arrow"), []byte(program), 0o755))
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	for _, args := range [][]string{
		{"export", "db", "x.parquet", "--prefix", "a", "--prefix=b c", "--type", "int,str"},
		{"import", "http://localhost:1/db", "x", "--format", "arrow", "--any-keys"},
		{"export", "db", "-", "--format", "arrow"},
	} {
		assert.Equal(t, result{strings.Join(args, "|") + "|input", "failed\n", 7}, runWith(t, []byte("input"), args...))
	}
	assert.Equal(t, 2, runTool(t, "export", "db", "x.arrow", "--resume").status)
}

// twoByThree returns the stored bytes of an array (2, 3) of elements.
func twoByThree(t *testing.T, elements []float64, fortran bool) []byte {
	t.Helper()
	a, err := ndarray.FromSlice(elements, 2, 3)
	require.NoError(t, err)
	if fortran {
		a = a.Transpose().AsCContiguous().Transpose()
	}
	stored, err := a.AppendNPY([]byte("n"))
	require.NoError(t, err)
	return stored
}

// The program openleveldb-arrow is in the directory OPENLEVELDB_ARROW. `make build-arrow` builds
// it.
func TestExportImportWithArrow(t *testing.T) {
	dir := os.Getenv("OPENLEVELDB_ARROW")
	if dir == "" {
		t.Skip("needs OPENLEVELDB_ARROW, the directory of openleveldb-arrow: make test-arrow")
	}
	t.Setenv("PATH", dir)
	odd := merged(oddEntries(), map[string]string{"\xff": "s1"})
	for _, want := range []map[string]string{odd, storedArrays(t), {"a": "s1", "b": "sü"}, {}} {
		db := anyDatabase(t, want)
		for _, name := range []string{"x.arrow", "x.feather", "x.parquet"} {
			file, again := filepath.Join(t.TempDir(), name), filepath.Join(t.TempDir(), "db")
			output(t, "export", db, file)
			output(t, "import", again, file, "--any-keys")
			assert.Equal(t, want, contentOf(t, again), name)
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(file, content[:len(content)/2], 0o644))
			r := runTool(t, "import", again, file)
			assert.Equal(t, 1, r.status)
			assert.Contains(t, r.stderr, "openleveldb-arrow: "+file+": not a")
		}
	}
}
