package selection

import (
	"encoding/json"
	"testing"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var texts = []string{
	"", " ", ":", "::", "...", "0", "-0", "2", "-1", "+1", "3", "-4", "4", "-5", "1:3", " 1:99 , : ", "1 : 3", "-2:,::2", "...,0", "...,-1", "...,4",
	"1,...,-5", "1,...", ":,...,1:", "3:1", "-99:2", ":-99", "9:", ":-1", "-3:-1", "1,2,3", "1,2,3,...", "...,1,2,3", "1,...,2,3", "1,2,...,3",
	"1,2,3,4", "1,2,3,...,4", "0,-4", "0,3", "0,0,5", "1,", "1,:,", "...,", "::99", "0::3,1::2,::4", "4:4", "0:0", "3:,2:,4:",
	"99999999999999999999:", ":99999999999999999999", "-99999999999999999999:1", ":-99999999999999999999", "::99999999999999999999",
	"9223372036854775807:", ":-9223372036854775808", "99999999999999999999", "-99999999999999999999",
	"x", "1:2:3:4", "::0", ",", "1,,2", ",1", "...,...", "1.5", "1:x", "....", "..", "1 2", "1;2", "0:1:0",
}

const numpyScript = `
import json, sys, numpy
def select(shape, text):
    a = numpy.arange(numpy.prod(shape, dtype=int)).reshape(shape)
    try:
        selected = a[eval("numpy.s_[%s]" % text)] if text.strip() else a[()]
    except (IndexError, ValueError, SyntaxError, NameError, TypeError):
        return None
    return {"shape": selected.shape, "elements": selected.ravel().tolist()}
json.dump([select(shape, text) for shape, text in json.load(sys.stdin)], sys.stdout)
`

// Parse and Select select the elements that numpy selects, and refuse what numpy refuses.
func TestAgainstNumpy(t *testing.T) {
	type selected struct {
		Shape    []int   `json:"shape"`
		Elements []int64 `json:"elements"`
	}
	var questions [][2]any
	for _, shape := range [][]int{{4, 3, 5}, {6}, {1, 1}, {0, 3}, {}} {
		for _, text := range texts {
			questions = append(questions, [2]any{shape, text})
		}
	}
	stdin, err := json.Marshal(questions)
	require.NoError(t, err)
	var answers []*selected
	require.NoError(t, json.Unmarshal(python.Run(t, []string{"numpy"}, numpyScript, stdin), &answers))
	require.Len(t, answers, len(questions))
	refused := 0
	for i, want := range answers {
		shape, text := questions[i][0].([]int), questions[i][1].(string)
		spans, err := Parse(text, shape)
		if want == nil {
			refused++
			assert.Error(t, err, "%v[%s]", shape, text)
			continue
		}
		require.NoError(t, err, "%v[%s]", shape, text)
		assert.NoError(t, Check(text), text)
		a, err := ndarray.New(ndarray.Int64, shape...)
		require.NoError(t, err)
		elements, err := ndarray.View[int64](a)
		require.NoError(t, err)
		for i := range elements {
			elements[i] = int64(i)
		}
		part, err := a.Select(spans...)
		require.NoError(t, err, "%v[%s]", shape, text)
		assert.Equal(t, want.Shape, part.Shape(), "%v[%s]", shape, text)
		got, err := ndarray.Values[int64](part)
		require.NoError(t, err)
		if len(want.Elements) == 0 {
			assert.Empty(t, got, "%v[%s]", shape, text)
			continue
		}
		assert.Equal(t, want.Elements, got, "%v[%s]", shape, text)
	}
	assert.Greater(t, refused, 80)
	assert.Less(t, refused, 300)
}

// The spans lie within the axes, and there is one for each.
func TestParse(t *testing.T) {
	all := func(n int) ndarray.Span { return ndarray.Span{Stop: n, Step: 1} }
	at := func(i int) ndarray.Span { return ndarray.Span{Start: i, Drop: true} }
	for text, want := range map[string][]ndarray.Span{
		"":           {all(4), all(3), all(5)},
		"-1":         {at(3), all(3), all(5)},
		" 1:99 , : ": {{Start: 1, Stop: 4, Step: 1}, all(3), all(5)},
		"...,::2":    {all(4), all(3), {Stop: 5, Step: 2}},
		"3:1":        {{Start: 3, Stop: 3, Step: 1}, all(3), all(5)},
		"9:":         {{Start: 4, Stop: 4, Step: 1}, all(3), all(5)},
	} {
		got, err := Parse(text, []int{4, 3, 5})
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
}

func TestErrors(t *testing.T) {
	for text, problem := range map[string]string{
		"4":       "index out of range: axis 0 has length 4: there is no index 4",
		"0,-4":    "index out of range: axis 1 has length 3: there is no index -4",
		"1,2,3,4": `index out of range: "1,2,3,4" has more parts than the array has axes: 3`,
	} {
		_, err := Parse(text, []int{4, 3, 5})
		require.ErrorIs(t, err, ndarray.ErrIndex, text)
		assert.EqualError(t, err, problem)
		assert.NoError(t, Check(text))
	}
	for text, problem := range map[string]string{
		"x":       `"x" is neither an index nor a range`,
		"1:2:3:4": `"1:2:3:4" is neither an index nor a range`,
		"0,::-1":  `the step of "::-1" is not positive`,
		",":       `"" is neither an index nor a range`,
		"...,...": `"...,..." has more than one ellipsis`,
	} {
		_, err := Parse(text, []int{4, 3, 5})
		assert.EqualError(t, err, problem, text)
		assert.EqualError(t, Check(text), problem, text)
	}
}

// A text that Parse accepts selects something that Select accepts, and Check accepts it too.
func FuzzParse(f *testing.F) {
	for _, text := range texts {
		f.Add(text, uint8(3), uint8(2))
	}
	f.Fuzz(func(t *testing.T, text string, rows, columns uint8) {
		a, err := ndarray.New(ndarray.Int8, int(rows), int(columns))
		require.NoError(t, err)
		spans, err := Parse(text, a.Shape())
		if err != nil {
			return
		}
		assert.NoError(t, Check(text))
		selected, err := a.Select(spans...)
		require.NoError(t, err)
		_, err = selected.AppendNPY(nil)
		assert.NoError(t, err)
	})
}
