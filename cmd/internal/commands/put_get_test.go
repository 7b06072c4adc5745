package commands

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	maxInt128 = "170141183460469231731687303715884105727"
	minInt128 = "-170141183460469231731687303715884105728"
)

func TestPutAndGet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	for _, c := range []struct {
		flag, text string
		stored     string // with the tag; an int's payload in hex
		shown      string // as get prints it
		json       string // as get --json prints it
	}{
		{"--int", "0", "i00000000000000000000000000000000", "0", "0"},
		{"--int", "-1", "iffffffffffffffffffffffffffffffff", "-1", "-1"},
		{"--int", "+42", "i0000000000000000000000000000002a", "42", "42"},
		{"--int", "007", "i00000000000000000000000000000007", "7", "7"},
		{"--int", "9223372036854775808", "i00000000000000008000000000000000", "9223372036854775808", "9223372036854775808"},
		{"--int", maxInt128, "i7fffffffffffffffffffffffffffffff", maxInt128, maxInt128},
		{"--int", minInt128, "i80000000000000000000000000000000", minInt128, minInt128},
		{"--str", "", "s", "", `""`},
		{"--str", "--", "s--", "--", `"--"`},
		{"--str", "a\nb\t\"ü\"\\", "sa\nb\t\"ü\"\\", "a\nb\t\"ü\"\\", `"a\u000ab\u0009\"ü\"\\"`},
		{"--str", "𝄞\x1b[31m\x7f\u2028", "s𝄞\x1b[31m\x7f\u2028", "𝄞\x1b[31m\x7f\u2028", `"𝄞\u001b[31m\u007f\u2028"`},
		// --json stores the same bytes as Python for the same value.
		{"--json", "3", "i00000000000000000000000000000003", "3", "3"},
		{"--json", maxInt128, "i7fffffffffffffffffffffffffffffff", maxInt128, maxInt128},
		{"--json", ` "x\u00fc" `, "sxü", "xü", `"xü"`},
		{"--json", "3.0", "j3.0", "3.0", "3.0"},
		{"--json", "1e16", "j1e+16", "1e+16", "1e+16"},
		{"--json", "true", "jtrue", "true", "true"},
		{"--json", "null", "jnull", "null", "null"},
		{"--json", "NaN", "jNaN", "NaN", `"NaN"`},
		{"--json", "[Infinity, -Infinity, NaN, 3]", "j[Infinity,-Infinity,NaN,3]", "[Infinity,-Infinity,NaN,3]",
			`["Infinity","-Infinity","NaN",3]`},
		{"--json", `{"b": 3.0, "a": 100000000000000000000000000000000000000000, "b": "ü"}`,
			`j{"a":100000000000000000000000000000000000000000,"b":"\u00FC"}`,
			`{"a":100000000000000000000000000000000000000000,"b":"\u00FC"}`,
			`{"a":100000000000000000000000000000000000000000,"b":"\u00FC"}`},
	} {
		t.Run(c.flag+" "+c.text, func(t *testing.T) {
			assert.Empty(t, output(t, "put", path, "p/", "k", c.flag, c.text))
			stored := c.stored
			if stored[0] == 'i' {
				payload, err := hex.DecodeString(stored[1:])
				require.NoError(t, err)
				stored = "i" + string(payload)
			}
			assert.Equal(t, stored, output(t, "get", path, "p/", "k", "--raw"))
			assert.Equal(t, c.shown+"\n", output(t, "get", path, "p/k"))
			assert.Equal(t, c.json+"\n", output(t, "get", path, "", "p", "/k", "--json"))
		})
	}
	assert.Equal(t, "p/k\n", output(t, "ls", path, "--keys"), "the parts form one key")
}

func TestBytes(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "db")
	content := "any \x00\xff bytes\n"
	file := filepath.Join(dir, "content")
	require.NoError(t, os.WriteFile(file, []byte(content), 0o644))

	assert.Empty(t, output(t, "put", path, "file", "--bytes", file))
	assert.Equal(t, result{}, runWith(t, []byte(content), "put", path, "stdin", "--bytes", "-"))
	assert.Equal(t, result{}, runTool(t, "put", path, "empty", "--bytes", "-"))
	for _, key := range []string{"file", "stdin"} {
		assert.Equal(t, content, output(t, "get", path, key), "nothing is added")
		assert.Equal(t, "b"+content, output(t, "get", path, key, "--raw"))
		assert.Equal(t, `{"base64":"YW55IAD/IGJ5dGVzCg=="}`+"\n", output(t, "get", path, key, "--json"))
	}
	assert.Equal(t, "", output(t, "get", path, "empty"))
	assert.Equal(t, "b", output(t, "get", path, "empty", "--raw"))
}

func TestArray(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "db")
	array, err := ndarray.FromSlice([]float32{0.5, 1, 1.5, 2, 2.5, 3}, 2, 3)
	require.NoError(t, err)
	npy, err := array.AppendNPY(nil)
	require.NoError(t, err)
	file := filepath.Join(dir, "a.npy")
	require.NoError(t, os.WriteFile(file, npy, 0o644))
	// This is the same array with a header of 80 bytes in all, as numpy wrote it before 1.14.
	old := append([]byte("\x93NUMPY\x01\x00\x46\x00"), "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }          \n"...)
	old = append(old, npy[128:]...)

	assert.Empty(t, output(t, "put", path, "file", "--npy", file))
	assert.Equal(t, result{}, runWith(t, npy, "put", path, "stdin", "--npy", "-"))
	assert.Equal(t, result{}, runWith(t, old, "put", path, "old", "--npy", "-"))
	for _, key := range []string{"file", "stdin", "old"} {
		assert.Equal(t, string(npy), output(t, "get", path, key, "--npy"), "as current numpy writes it")
		assert.Equal(t, "n"+string(npy), output(t, "get", path, key, "--raw"))
		assert.Equal(t, "float32 (2, 3)\n[[0.5 1.  1.5]\n [2.  2.5 3. ]]\n", output(t, "get", path, key))
		assert.Equal(t, `{"dtype":"<f4","shape":[2,3],"data":[[0.5,1.0,1.5],[2.0,2.5,3.0]]}`+"\n",
			output(t, "get", path, key, "--json"))
	}
}

func TestLargeArray(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	elements := make([]int64, 1<<20)
	for i := range elements {
		elements[i] = int64(i) * 7919
	}
	array, err := ndarray.FromSlice(elements, 1024, 1024)
	require.NoError(t, err)
	npy, err := array.AppendNPY(nil)
	require.NoError(t, err)
	assert.Equal(t, result{}, runWith(t, npy, "put", path, "a", "--npy", "-"))
	assert.True(t, string(npy) == output(t, "get", path, "a", "--npy"), "8 MiB through and back")
	text := output(t, "get", path, "a")
	assert.True(t, strings.HasPrefix(text, "int64 (1024, 1024)\n[[         0       7919      15838 ..."), text)
	assert.Less(t, len(text), 2000, "abbreviated in the middle")
}

func TestInvalidArraysAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	header := func(text string) []byte {
		return append([]byte("\x93NUMPY\x01\x00\x76\x00"), (text + strings.Repeat(" ", 117-len(text)) + "\n")...)
	}
	for name, npy := range map[string][]byte{
		"no array":  []byte("text"),
		"empty":     {},
		"truncated": append(header("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"), make([]byte, 15)...),
		"too long":  append(header("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"), make([]byte, 17)...),
		"overflow":  header("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4611686018427387904), }"),
		"objects":   append(header("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"), "\x80\x04N."...),
	} {
		t.Run(name, func(t *testing.T) {
			requireFailure(t, runWith(t, npy, "put", path, "k", "--npy", "-"), "--npy: -: ndarray: ")
			assert.NoDirExists(t, path)
		})
	}
}

func TestUnreadableFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "db")
	huge := filepath.Join(dir, "huge")
	require.NoError(t, os.WriteFile(huge, nil, 0o644))
	require.NoError(t, os.Truncate(huge, 5<<30)) // a sparse file
	for _, flag := range []string{"--bytes", "--npy"} {
		requireFailure(t, runTool(t, "put", path, "k", flag, filepath.Join(dir, "none")), flag+": open ")
		requireFailure(t, runTool(t, "put", path, "k", flag, dir), "is a directory")
		requireFailure(t, runTool(t, "put", path, "k", flag, ""), "no such file")
		requireFailure(t, runTool(t, "put", path, "k", flag, huge), "too large")
	}
	assert.NoDirExists(t, path, "a value that cannot be read must not create a database")
}

func TestMissingKey(t *testing.T) {
	path := database(t, map[string]string{"k": "sv", "none": "", "null": "jnull"})
	for _, args := range [][]string{{"get", path, "a", "b\n"}, {"get", path, "ab\n", "--json"}, {"get", path, "ab\n", "--raw"},
		{"get", path, "ab\n", "--npy"}, {"del", path, "a", "b\n"}} {
		requireFailure(t, runTool(t, args...), `"ab\n": not found`)
	}
	requireFailure(t, runTool(t, "get", path, ""), `"": not found`)

	// A stored None exists. So does a value without bytes, which Python reads as None.
	for _, key := range []string{"none", "null"} {
		assert.Equal(t, "null\n", output(t, "get", path, key))
		assert.Equal(t, "null\n", output(t, "get", path, key, "--json"))
	}
	assert.Equal(t, "", output(t, "get", path, "none", "--raw"))
}

func TestPutReplaces(t *testing.T) {
	path := database(t, map[string]string{"k": "sold", "l": "skept"})
	output(t, "put", path, "k", "--json", "[1]")
	assert.Equal(t, "k\tjson\t[1]\nl\tstr\tkept\n", output(t, "ls", path))
}

func TestDel(t *testing.T) {
	path := database(t, map[string]string{"ab": "s1", "a": "s2", "": "s3"})
	assert.Empty(t, output(t, "del", path, "a", "b"))
	assert.Equal(t, "\"\"\na\n", output(t, "ls", path, "--keys"))
	assert.Empty(t, output(t, "del", path, ""))
	requireFailure(t, runTool(t, "del", path, "ab"), `delete "ab": not found`)
	assert.Equal(t, "1\n", output(t, "len", path))
}

func TestGetOfAWrongOrDamagedValue(t *testing.T) {
	path := database(t, map[string]string{"tag": "x?", "json": "j{", "array": "n\x93NUMPY", "str": "s\xff", "int": "i1"})
	requireFailure(t, runTool(t, "get", path, "int", "--npy"), `get "int": the value is of type int, not ndarray`)
	for _, key := range []string{"tag", "json", "array", "str"} {
		stored := map[string]string{"tag": "x?", "json": "j{", "array": "n\x93NUMPY", "str": "s\xff"}[key]
		for _, flags := range [][]string{nil, {"--json"}, {"--npy"}} {
			requireFailure(t, runTool(t, append([]string{"get", path, key}, flags...)...), `get "`+key+`": `)
		}
		assert.Equal(t, stored, output(t, "get", path, key, "--raw"))
	}
}

func TestUnusualKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	for _, key := range []string{"", " ", "-", "--json", "a\tb", "a\nb", "ü", "𝄞", "a/../b", "%s", `"`, "\x7f", "\u202e"} {
		output(t, "put", "--str", "of "+key, "--", path, key)
		assert.Equal(t, "of "+key+"\n", output(t, "get", "--", path, key), "%q", key)
		output(t, "del", "--", path, key)
	}
	requireFailure(t, runTool(t, "put", path, "\xff", "--int", "1"),
		`put "\xff": invalid argument: the key is not valid UTF-8, which Python cannot read: --key-hex or --key-base64 names such a key`)
	none := filepath.Join(t.TempDir(), "none")
	requireFailure(t, runTool(t, "put", none, "\xff", "--int", "1"), `put "\xff": invalid argument: the key is not valid UTF-8`)
	require.NoDirExists(t, none)
	assert.Equal(t, "0\n", output(t, "len", path))
}

// Values that other programs stored under a key that is not UTF-8 can be read and deleted.
func TestKeyThatIsNotText(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	// Package leveldb would reject the key.
	db, err := native.Open(path, &native.Options{CreateIfMissing: true})
	require.NoError(t, err)
	require.NoError(t, db.Put(t.Context(), "k\xff", []byte("sv"), driver.WriteOptions{}))
	require.NoError(t, db.Close())
	assert.Equal(t, "v\n", output(t, "get", path, "k\xff"))
	assert.Equal(t, "\"k\\xff\"\tstr\tv\n", output(t, "ls", path))
	assert.Equal(t, `{"key":{"base64":"a/8="},"type":"str","value":"v"}`+"\n", output(t, "ls", path, "--json"))
	assert.Equal(t, `{"key":{"base64":"a/8="}}`+"\n", output(t, "ls", path, "--json", "--keys"))
	assert.Equal(t, "\"\\xff\"\n", output(t, "ls", path, "--keys", "--prefix", "k"))
	output(t, "del", path, "k\xff")
	assert.Equal(t, "0\n", output(t, "len", path))
}

func TestBytesLiteral(t *testing.T) {
	for b, want := range map[string]string{
		"": `b''`, "abc": `b'abc'`, "'": `b"'"`, `"`: `b'"'`, `'"`: `b'\'"'`, `\`: `b'\\'`,
		"\x00\t\n\r\x1f ~\x7f\xff": `b'\x00\t\n\r\x1f ~\x7f\xff'`, "ü": `b'\xc3\xbc'`,
	} {
		assert.Equal(t, want, valuetext.BytesLiteral([]byte(b)))
	}
}
