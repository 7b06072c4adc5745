package selection

import (
	"testing"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	all := func(n int) ndarray.Span { return ndarray.Span{Stop: n, Step: 1} }
	at := func(i int) ndarray.Span { return ndarray.Span{Start: i, Drop: true} }
	for text, want := range map[string][]ndarray.Span{
		"":           {all(4), all(3), all(5)},
		"2":          {at(2), all(3), all(5)},
		"-1":         {at(3), all(3), all(5)},
		"1:3":        {{Start: 1, Stop: 3, Step: 1}, all(3), all(5)},
		" 1:99 , : ": {{Start: 1, Stop: 4, Step: 1}, all(3), all(5)},
		"-2:,::2":    {{Start: 2, Stop: 4, Step: 1}, {Stop: 3, Step: 2}, all(5)},
		"...,0":      {all(4), all(3), at(0)},
		"1,...,-5":   {at(1), all(3), at(0)},
		"3:1":        {{Start: 3, Stop: 3, Step: 1}, all(3), all(5)},
		"-99:2":      {{Start: 0, Stop: 2, Step: 1}, all(3), all(5)},
		"9:":         {{Start: 4, Stop: 4, Step: 1}, all(3), all(5)},
		"1,2,3":      {at(1), at(2), at(3)},
		"1,2,3,...":  {at(1), at(2), at(3)},
	} {
		got, err := Parse(text, []int{4, 3, 5})
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
		assert.NoError(t, Check(text), text)
		a, err := ndarray.New(ndarray.Int8, 4, 3, 5)
		require.NoError(t, err)
		_, err = a.Select(got...)
		assert.NoError(t, err, text)
	}
	for text, problem := range map[string]string{
		"4": "axis 0 has length 4: there is no index 4", "0,-4": "axis 1 has length 3: there is no index -4", "1,2,3,4": "has 4 parts, but the array has 3 axes",
	} {
		_, err := Parse(text, []int{4, 3, 5})
		require.ErrorIs(t, err, ndarray.ErrIndex, text)
		assert.ErrorContains(t, err, problem)
		assert.NoError(t, Check(text))
	}
	for _, text := range []string{"x", "1:2:3:4", "::0", "::-1", ",", "1,", "...,..."} {
		_, err := Parse(text, []int{4, 3, 5})
		require.Error(t, err, text)
		assert.Error(t, Check(text), text)
	}
}

// A text that Parse accepts selects something that Select accepts, and Check accepts it too.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"", "1", "-1,::2", "...,0", "1:2,...", "9223372036854775807:", ":-9223372036854775808", "::9223372036854775807", " 1 , 2 "} {
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
