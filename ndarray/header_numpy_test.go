package ndarray

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
)

const headersScript = `
import ast, base64, io, json, sys
import numpy as np
out = []
for descr, shape, fortran in json.load(sys.stdin):
    f = io.BytesIO()
    d = {"descr": np.lib.format.dtype_to_descr(np.dtype(ast.literal_eval(descr))), "fortran_order": fortran, "shape": tuple(shape)}
    np.lib.format._write_array_header(f, d, None)
    out.append(base64.b64encode(f.getvalue()).decode())
json.dump(out, sys.stdout)
`

// Headers equal those of numpy byte for byte. This includes the room for growing the first axis
// (the last in Fortran order), the padding at every length of the text, and the choice of version.
func TestNumpyWritesTheSameHeaders(t *testing.T) {
	type row [3]any
	var rows []row
	add := func(descr string, shape []int, fortran bool) { rows = append(rows, row{descr, shape, fortran}) }
	for length := range 70 {
		descr := fmt.Sprintf("[('%s', '<f4')]", strings.Repeat("n", length+1))
		for _, shape := range [][]int{{}, {1}, {9}, {10}, {9, 1000000}, {1000000, 10}, {1, 2, 3}, {1 << 30, 1}} {
			add(descr, shape, false)
			add(descr, shape, true)
		}
	}
	long := func(length int) string { return fmt.Sprintf("[('%s', '<f4')]", strings.Repeat("n", length)) }
	last := 65000 // the longest name for which version 1 is enough
	for appendHeader(nil, parse(t, long(last+1)), []int{1, 12}, false)[6] == 1 {
		last++
	}
	for length := last - 1; length <= last+2; length++ {
		add(long(length), []int{1, 12}, false)
	}
	for _, name := range []string{"\u00fe", "\u00ff", "\u0100", "e\u0301", "\U0001F600"} {
		add(fmt.Sprintf("[('%s', '<f4')]", name), []int{3}, false)
	}
	input, err := json.Marshal(rows)
	require.NoError(t, err)
	var want [][]byte
	require.NoError(t, json.Unmarshal(python.Run(t, []string{"numpy"}, headersScript, input), &want))
	require.Len(t, want, len(rows))
	for i, r := range rows {
		got := appendHeader(nil, parse(t, r[0].(string)), r[1].([]int), r[2].(bool))
		if string(want[i]) != string(got) {
			assert.Equal(t, string(want[i]), string(got), "%.80v", r)
		}
	}
}
