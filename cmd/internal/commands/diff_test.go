package commands

import (
	"testing"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDiff(t *testing.T) {
	first := database(t, map[string]string{
		"a": "s1", "b": "s2", "c": "i\x01", "e": "sequal", "run/1": "s", "raw": "\x00\x01\x02",
		"m": testdb.StoredArray(t, []float64{1, 2, 3, 4}, 2, 2), "n": testdb.StoredArray(t, []float64{1, 2}), "z": testdb.StoredArray(t, []complex128{1, 2}),
		"j": "j[1, 2]",
	})
	second := database(t, map[string]string{
		"b": "s3", "c": "sone", "d": "\xffx", "e": "sequal", "run/2": "s", "raw": "\x00\x01\x03",
		"m": testdb.StoredArray(t, []float64{1, 2.5, 3, 3}, 2, 2), "n": testdb.StoredArray(t, []float64{1, 2, 3}), "z": testdb.StoredArray(t, []complex128{1, 3}),
		"j": "j[1,2]",
	})
	r := runTool(t, "diff", first, second)
	assert.Equal(t, 1, r.status)
	requireLine(t, r.stderr, first+" and "+second+": 11 entries differ")
	assert.Equal(t, lines(
		"- a\tstr\t1",
		"~ b\tstr 2 → str 3",
		"~ c\tint 1 → str one",
		"+ d\traw\tb'\\xffx'",
		"~ j\t7 bytes → 6 bytes, different from byte 4 on",
		"~ m\tndarray float64 (2, 2): 2 of 4 differ, by up to 1",
		"~ n\tndarray float64 (2,) → ndarray float64 (3,)",
		"~ raw\traw b'\\x00\\x01\\x02' → raw b'\\x00\\x01\\x03'",
		"- run/1\tstr\t\"\"",
		"+ run/2\tstr\t\"\"",
		"~ z\tndarray complex128 (2,): 1 of 2 differ",
		"2 only in the first, 2 only in the second, 7 different, 1 equal",
	), r.stdout)

	r = runTool(t, "diff", first, second, "--brief", "--prefix", "run/")
	assert.Equal(t, 1, r.status)
	assert.Equal(t, "1 only in the first, 1 only in the second, 0 different, 0 equal\n", r.stdout)

	r = runTool(t, "diff", first, second, "--json", "--start", "m", "--stop", "n\x01")
	assert.Equal(t, lines(
		`{"key":"m","in":"both","first":{"type":"ndarray","bytes":161},"second":{"type":"ndarray","bytes":161},"elements_different":2,"largest_difference":1}`,
		`{"key":"n","in":"both","first":{"type":"ndarray","bytes":145},"second":{"type":"ndarray","bytes":153}}`,
		`{"only_in_first":0,"only_in_second":0,"different":2,"equal":0}`,
	), r.stdout)

	assert.Equal(t, "0 only in the first, 0 only in the second, 0 different, 1 equal\n", output(t, "diff", first, second, "--starting-by", "e"))
	copied := t.TempDir() + "/copy"
	output(t, "copy", first, copied)
	assert.Equal(t, "0 only in the first, 0 only in the second, 0 different, 10 equal\n", output(t, "diff", first, copied))
	requireFailure(t, runTool(t, "diff", first, t.TempDir()), "there is no database")
	require.Equal(t, 2, runTool(t, "diff", first).status)
}
