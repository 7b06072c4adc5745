package commands

import (
	_ "embed"
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	//go:embed testdata/write.py
	writeScript string
	//go:embed testdata/compare.py
	compareScript string
	//go:embed testdata/read.py
	readScript string

	modules = []string{"plyvel", "numpy", "rapidjson"}
)

// The tool shows what Python wrote: as JSON that Python parses to equal values, and as text that
// Python would print.
func TestDatabaseMadeByPython(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	seed := strconv.Itoa(int(rand.Uint32()))
	t.Logf("seed %s", seed)
	var want map[string]struct{ Text, Short *string }
	require.NoError(t, json.Unmarshal(python.Run(t, modules, writeScript, nil, path, seed), &want))
	require.Greater(t, len(want), 500)

	assert.Equal(t, strconv.Itoa(len(want))+"\n", output(t, "len", path))
	listed := output(t, "ls", path, "--json")
	assert.Equal(t, strconv.Itoa(len(want))+"\n", string(python.Run(t, modules, compareScript, []byte(listed), path)))

	texts := 0
	for key, w := range want {
		switch {
		// A sample is enough.
		case strings.HasPrefix(key, "random/") && !strings.HasSuffix(key, "7"):
		case w.Text != nil:
			assert.Equal(t, *w.Text+"\n", output(t, "get", path, key), key)
			texts++
		case w.Short != nil:
			assert.Equal(t, valuetext.Plain(key)+"\tbytes\t"+*w.Short+"\n", output(t, "ls", path, "--starting-by", key, "--limit", "1"))
			texts++
		}
	}
	assert.Greater(t, texts, 60)
}

// Python reads what the tool wrote, with the same type and value.
func TestPythonReadsWhatWasPut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	array, err := ndarray.FromSlice([]int16{1, 2, 3, 4}, 2, 2)
	require.NoError(t, err)
	npy, err := array.AppendNPY(nil)
	require.NoError(t, err)
	for key, args := range map[string][]string{
		"a": {"--int", minInt128}, "b": {"--int", "5"}, "c": {"--str", "ü\n"}, "d": {"--json", "3"}, "e": {"--json", "3.0"},
		"f": {"--json", `"s"`}, "g": {"--json", `{"k": [1, 1.0, null, true, 1e16]}`}, "h": {"--json", "NaN"},
		"i": {"--json", "true"}, "j": {"--json", "[100000000000000000000000000000000000000000]"},
	} {
		output(t, append([]string{"put", path, key}, args...)...)
	}
	assert.Equal(t, result{}, runWith(t, npy, "put", path, "n", "--npy", "-"))
	assert.Equal(t, result{}, runWith(t, []byte("\x00'"), "put", path, "p", "q", "--bytes", "-"))
	assert.Equal(t, lines(
		"a\tint\t"+minInt128,
		"b\tint\t5",
		`c	str	'ü\n'`,
		"d\tint\t3",
		"e\tfloat\t3.0",
		"f\tstr\t's'",
		"g\tdict\t{'k': [1, 1.0, None, True, 1e+16]}",
		"h\tfloat\tnan",
		"i\tbool\tTrue",
		"j\tlist\t[100000000000000000000000000000000000000000]",
		"n\tndarray\tarray([[1, 2],",
		"       [3, 4]], dtype=int16)",
		`pq	bytes	b"\x00'"`,
	), string(python.Run(t, modules, readScript, nil, path)))
}
