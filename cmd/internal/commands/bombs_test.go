package commands

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/show"
	"github.com/openleveldb/openleveldb/cmd/internal/tabular"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/gomemory"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// printers returns the functions that print a stored value.
func printers() map[string]func(out *bufio.Writer, stored []byte) error {
	return map[string]func(out *bufio.Writer, stored []byte) error{
		"get":         func(out *bufio.Writer, stored []byte) error { return valuetext.WriteText(out, stored, false) },
		"get, screen": func(out *bufio.Writer, stored []byte) error { return valuetext.WriteText(out, stored, true) },
		"get --json":  valuetext.WriteJSON,
		"show": func(out *bufio.Writer, stored []byte) error {
			return (&show.Printer{Bins: 10, Out: out, Terminal: io.Discard}).Show(stored)
		},
		"show, colours": func(out *bufio.Writer, stored []byte) error {
			return (&show.Printer{Bins: 10, Out: out, Terminal: io.Discard, Style: cli.Style{Coloured: true}}).Show(stored)
		},
		"show --json": func(out *bufio.Writer, stored []byte) error { return show.WriteSummary(out, stored, 10) },
		"ls": func(out *bufio.Writer, stored []byte) error {
			e, err := tabular.Of("k", stored, false, valuetext.ShortWidth)
			fmt.Fprintf(out, "%s", e.AppendLine(nil, false))
			return err
		},
		"ls --json": func(out *bufio.Writer, stored []byte) error {
			line, err := valuetext.AppendJSONLine(nil, "k", stored)
			fmt.Fprintf(out, "%s", line)
			return err
		},
	}
}

// printedBytes counts the bytes written to it.
type printedBytes int

func (c *printedBytes) Write(b []byte) (int, error) {
	*c += printedBytes(len(b))
	return len(b), nil
}

// requireCheap prints a stored value in every way. Each may allocate and write at most times the
// stored bytes.
func requireCheap(t *testing.T, stored []byte, times int) {
	t.Helper()
	for name, print := range printers() {
		var printed printedBytes
		out := bufio.NewWriter(&printed)
		allocated := gomemory.Allocated(func() {
			require.NoError(t, print(out, stored), name)
			require.NoError(t, out.Flush())
		})
		const some = 1 << 20
		assert.LessOrEqual(t, int(printed), times*len(stored)+some, "%s prints", name)
		assert.LessOrEqual(t, allocated, 8*times*len(stored)+some, "%s allocates", name)
	}
}

// The time for the decimal digits of a long int grows with the square of their number.
func TestLongIntsAreHexadecimal(t *testing.T) {
	for _, sign := range []byte{0x01, 0x81} {
		stored := append([]byte{'i', sign}, bytes.Repeat([]byte{0x5a}, 1<<20)...)
		requireCheap(t, stored, 3)
		for name, want := range map[string]string{"get": "0x15a5a", "show": "0x15a5a", "get --json": `"0x15a5a`, "ls": "k\tint\t0x15a5a"} {
			if sign == 0x81 {
				want = strings.Replace(want, "0x15a5a", "-0x7ea5a5a", 1)
			}
			var text bytes.Buffer
			out := bufio.NewWriter(&text)
			require.NoError(t, printers()[name](out, stored))
			require.NoError(t, out.Flush())
			assert.Equal(t, want, text.String()[:min(len(want), text.Len())], name)
		}
	}

	// A long int that Python still converts is printed in decimal.
	longest := new(big.Int).Exp(big.NewInt(10), big.NewInt(4290), nil)
	stored := append([]byte{'i', 0}, longest.Bytes()...)
	_, text, err := valuetext.Short(stored, valuetext.ShortWidth)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(text, "1000000000"), text)
	shown, err := valuetext.AppendJSON(nil, stored)
	require.NoError(t, err)
	assert.Equal(t, "1"+strings.Repeat("0", 4290), string(shown))
}

// The indentation of a deep document does not grow with its depth.
func TestDeepJSONIsOnOneLine(t *testing.T) {
	const depth = 9_900
	for _, inner := range []string{"", "1,[],2", `{"a":[{"b":1}]}`} {
		requireCheap(t, []byte("j"+strings.Repeat("[", depth)+inner+strings.Repeat("]", depth)), 16)
		requireCheap(t, []byte("j"+strings.Repeat(`{"a":`, depth)+"["+inner+"]"+strings.Repeat("}", depth)), 16)
	}
	requireCheap(t, []byte("j"+strings.Repeat("[", 16)+strings.Repeat("[],", 100_000)+"[]"+strings.Repeat("]", 16)), 16)

	path := database(t, map[string]string{"j": "j" + strings.Repeat("[", 17) + `1,{"a":[2,{}]}` + strings.Repeat("]", 17)})
	text := output(t, "show", path, "j")
	assert.Contains(t, text, "\n"+strings.Repeat(" ", 32)+"[1, {\"a\": [2, {}]}]\n"+strings.Repeat(" ", 30)+"]\n")
}

// The name of a field is repeated for each element in JSON, and for each nested field in a table.
func TestLongNamesAreNotRepeated(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	array := func(descr string, shape ...int) []byte {
		dtype, err := ndarray.ParseDType(descr)
		require.NoError(t, err)
		a, err := ndarray.New(dtype, shape...)
		require.NoError(t, err)
		stored, err := codec.Append(nil, a)
		require.NoError(t, err)
		return stored
	}
	for name, stored := range map[string][]byte{
		"long name":   array("[('"+long+"', '|u1')]", 5000),
		"many fields": array("["+many("('f%05d', '|S0')", 5000)+", ('a', '|u1')]", 5000),
		"nested":      array("[('"+long+"', ["+many("('f%05d', '|u1')", 5000)+"])]", 2),
		"deep":        array(strings.Repeat("[('"+long[:10_000]+"', ", 60)+"'|u1'"+strings.Repeat(")]", 60), 10),
	} {
		t.Run(name, func(t *testing.T) { requireCheap(t, stored, 80) })
	}
	text, err := valuetext.AppendJSON(nil, array("[('"+long+"', '|u1')]", 3))
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(string(text), `,"shape":[3],"base64":"AAAA"}`))
	text, err = valuetext.AppendJSON(nil, array("[('a', '|u1'), ('b', [('c', '|S0')])]", 1000))
	require.NoError(t, err)
	assert.Contains(t, string(text), `"data":[{"a":0,"b":{"c":{"base64":""}}}`)
}

// many returns n numbered texts, joined by commas.
func many(format string, n int) string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(texts, ", ")
}
