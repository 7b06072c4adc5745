package commands

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func lines(text ...string) string {
	if len(text) == 0 {
		return ""
	}
	return strings.Join(text, "\n") + "\n"
}

func TestSelectors(t *testing.T) {
	path := database(t, map[string]string{"": "s0", "a": "s1", "aa": "s2", "aab": "s3", "ab": "s4", "b": "s5", "a,b": "s6"})
	for _, c := range []struct {
		flags []string
		keys  []string
	}{
		{nil, []string{`""`, "a", "a,b", "aa", "aab", "ab", "b"}},
		{[]string{"--reverse"}, []string{"b", "ab", "aab", "aa", "a,b", "a", `""`}},
		{[]string{"--limit", "2"}, []string{`""`, "a"}},
		{[]string{"--limit", "0"}, []string{`""`, "a", "a,b", "aa", "aab", "ab", "b"}},
		{[]string{"--limit", "18446744073709551615"}, []string{`""`, "a", "a,b", "aa", "aab", "ab", "b"}},
		{[]string{"--limit", "1", "--reverse"}, []string{"b"}},
		{[]string{"--prefix", "a"}, []string{`""`, ",b", "a", "ab", "b"}},
		{[]string{"--prefix", "a", "--prefix", "a"}, []string{`""`, "b"}},
		{[]string{"--prefix", "a,b"}, []string{`""`}}, // a comma does not separate parts
		{[]string{"--prefix", ""}, []string{`""`, "a", "a,b", "aa", "aab", "ab", "b"}},
		{[]string{"--starting-by", "a"}, []string{"a", "a,b", "aa", "aab", "ab"}},
		{[]string{"--starting-by", "a", "--starting-by", "a"}, []string{"aa", "aab"}},
		{[]string{"--prefix", "a", "--starting-by", "a"}, []string{"a", "ab"}},
		{[]string{"--prefix", "a", "--starting-by", "a", "--reverse", "--limit", "1"}, []string{"ab"}},
		{[]string{"--starting-by", "c"}, nil},
		{[]string{"--prefix", "c"}, nil},
	} {
		t.Run(strings.Join(c.flags, " "), func(t *testing.T) {
			args := append([]string{"ls", path, "--keys"}, c.flags...)
			assert.Equal(t, lines(c.keys...), output(t, args...))
			all := output(t, append([]string{"ls", path}, c.flags...)...)
			assert.Equal(t, len(c.keys), strings.Count(all, "\tstr\t"))
			args = append([]string{"len", path}, c.flags...)
			assert.Equal(t, fmt.Sprintln(len(c.keys)), output(t, args...))
		})
	}
}

func TestLs(t *testing.T) {
	long := strings.Repeat("ü", 61)
	array := func(shape ...int) string {
		size := 1
		for _, n := range shape {
			size *= n
		}
		elements := make([]int16, size)
		for i := range elements {
			elements[i] = int16(i)
		}
		a, err := ndarray.FromSlice(elements, shape...)
		require.NoError(t, err)
		npy, err := a.AppendNPY([]byte("n"))
		require.NoError(t, err)
		return string(npy)
	}
	path := database(t, map[string]string{
		"array 1":     array(3),
		"array 1000":  array(10000),
		"array 2":     array(2, 2),
		"array empty": array(0, 3),
		"array 11-d":  array(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2),
		"bytes":       "b'\x00\xff",
		"bytes long":  "b" + strings.Repeat("\x00", 61),
		"int":         "i\xff",
		"int wide":    "i\x01" + strings.Repeat("\x00", 32),
		"json":        "j{\"b\" : [ 1e16,3.0, NaN ],\n \"a\": \"\\u00fc \\\" ü\u202e\"}",
		"json long":   "j[" + strings.Repeat("1,", 60) + "1]",
		"none":        "",
		"str":         "sone line",
		"str empty":   "s",
		"str lines":   "stwo\nlines\t",
		"str long":    "s" + long,
		"str quote":   `s"quoted"`,
		"str space":   "s trailing ",
		" key ":       "s1",
		"key\n":       "s2",
		`"key"`:       "s3",
		"key ü":       "s4",
		"key\u00a0":   "s5",
	})
	assert.Equal(t, lines(
		`" key "	str	1`,
		`"\"key\""	str	3`,
		`array 1	ndarray	int16 (3,) [0 1 2]`,
		`array 1000	ndarray	int16 (10000,) [ 0 1 2 ... 9997 9998 9999]`,
		`array 11-d	ndarray	int16 (2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2)`,
		`array 2	ndarray	int16 (2, 2) [[0 1] [2 3]]`,
		`array empty	ndarray	int16 (0, 3) []`,
		`bytes	bytes	b"'\x00\xff"`,
		`bytes long	bytes	b'`+strings.Repeat(`\x00`, 60)+`'…`,
		`int	int	-1`,
		`int wide	int	115792089237316195423570985008687907853269984665640564039457…`,
		`json	json	{"b":[1e16,3.0,NaN],"a":"\u00fc \" ü\u202e"}`,
		`json long	json	[`+strings.Repeat("1,", 29)+`1…`,
		`"key\n"	str	2`,
		`key ü	str	4`,
		`"key\u00a0"	str	5`,
		`none	json	null`,
		`str	str	one line`,
		`str empty	str	""`,
		`str lines	str	"two\nlines\t"`,
		`str long	str	`+long[:120]+`…`,
		`str quote	str	"\"quoted\""`,
		`str space	str	" trailing "`,
	), output(t, "ls", path))
}

func TestLsOfAnEmptyDatabase(t *testing.T) {
	path := database(t, nil)
	for _, flags := range [][]string{nil, {"--json"}, {"--keys"}, {"--keys", "--json"}} {
		assert.Empty(t, output(t, append([]string{"ls", path}, flags...)...))
	}
	assert.Equal(t, "0\n", output(t, "len", path))
}

func TestLsJSON(t *testing.T) {
	path := database(t, map[string]string{
		"a\n\"ü": "sx\u2028", "b": "b\x00\xff", "i": "i\x7f" + strings.Repeat("\xff", 15), "j": "j [1e16, NaN, \"NaN\", -Inf]", "none": "",
	})
	assert.Equal(t, lines(
		`{"key":"a\u000a\"ü","type":"str","value":"x\u2028"}`,
		`{"key":"b","type":"bytes","value":{"base64":"AP8="}}`,
		`{"key":"i","type":"int","value":`+maxInt128+`}`,
		`{"key":"j","type":"json","value":[1e16,"NaN","NaN","-Infinity"]}`,
		`{"key":"none","type":"json","value":null}`,
	), output(t, "ls", path, "--json"))
	assert.Equal(t, lines(`{"key":"a\u000a\"ü"}`, `{"key":"b"}`, `{"key":"i"}`, `{"key":"j"}`, `{"key":"none"}`),
		output(t, "ls", path, "--json", "--keys"))
	assert.Equal(t, lines(`{"key":"one","type":"json","value":null}`),
		output(t, "ls", path, "--json", "--prefix", "n"))
}

func TestLsContinuesAfterDamagedValue(t *testing.T) {
	path := database(t, map[string]string{"a": "s1", "b": "xyz", "c": "j{", "d": "n\x93NUMPY", "e": "s\xff", "f": "\x00", "g": "s2"})
	r := runTool(t, "ls", path)
	assert.Equal(t, 1, r.status)
	requireLine(t, r.stderr, "3 of 7 values cannot be read")
	got := strings.Split(strings.TrimSuffix(r.stdout, "\n"), "\n")
	require.Len(t, got, 7)
	assert.Equal(t, "a\tstr\t1", got[0])
	assert.Equal(t, "g\tstr\t2", got[6])
	assert.Equal(t, "b\traw\tb'xyz'", got[1])
	assert.Equal(t, "f\traw\tb'\\x00'", got[5])
	for i, reason := range map[int]string{2: "unexpected end", 3: "header", 4: "invalid UTF-8"} {
		cells := strings.Split(got[i], "\t")
		require.Len(t, cells, 3)
		assert.Equal(t, "?", cells[1])
		assert.Contains(t, cells[2], reason)
	}

	r = runTool(t, "ls", path, "--json")
	assert.Equal(t, 1, r.status)
	requireLine(t, r.stderr, "3 of 7 values cannot be read")
	got = strings.Split(strings.TrimSuffix(r.stdout, "\n"), "\n")
	require.Len(t, got, 7)
	for i, line := range got {
		var object map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &object), line)
		if i == 0 || i == 6 {
			assert.Equal(t, "str", object["type"])
			assert.NotContains(t, object, "error")
			continue
		}
		if i == 1 || i == 5 {
			assert.Equal(t, "raw", object["type"])
			assert.Contains(t, object["value"], "base64")
			continue
		}
		assert.Equal(t, "?", object["type"])
		assert.NotEmpty(t, object["error"])
		assert.NotContains(t, object, "value")
	}

	assert.Equal(t, lines("a", "b", "c", "d", "e", "f", "g"), output(t, "ls", path, "--keys"), "values are not read for keys")
	assert.Equal(t, "7\n", output(t, "len", path))
	assert.Equal(t, "a\tstr\t1\n", output(t, "ls", path, "--limit", "1"))
}

func TestDamagedTable(t *testing.T) {
	path := database(t, map[string]string{"a": "s1", "b": "s2"})
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	for _, table := range tables {
		info, err := os.Stat(table)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(table, make([]byte, info.Size()), 0o644))
	}
	for _, args := range [][]string{{"ls", path}, {"ls", path, "--keys"}, {"ls", path, "--json"}, {"len", path}, {"get", path, "a"}} {
		requireFailure(t, runTool(t, args...), "corrupt")
	}
}

// fill returns a database with many entries.
func fill(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	batch := db.NewBatch()
	for i := range n {
		require.NoError(t, batch.Put(fmt.Sprintf("key %06d", i), i))
	}
	require.NoError(t, batch.Write())
	require.NoError(t, db.Close())
	return path
}

func TestManyEntries(t *testing.T) {
	const n = 20_000
	path := fill(t, n)
	assert.Equal(t, fmt.Sprintln(n), output(t, "len", path))
	i := 0
	for line := range strings.Lines(output(t, "ls", path)) {
		require.Equal(t, fmt.Sprintf("key %06d\tint\t%d\n", i, i), line)
		i++
	}
	assert.Equal(t, n, i)
}

// This is `openleveldb ls db | head -1`.
func TestBrokenPipe(t *testing.T) {
	path := fill(t, 20_000)
	for _, flags := range [][]string{nil, {"--json"}, {"--keys"}} {
		cmd := command(t, append([]string{"ls", path}, flags...)...)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		stdout, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		line, err := bufio.NewReader(stdout).ReadString('\n')
		require.NoError(t, err)
		assert.Contains(t, line, "key 000000")
		require.NoError(t, stdout.Close())
		assert.Error(t, cmd.Wait())
		assert.Empty(t, stderr.String(), "it ends without an error")
	}
}
