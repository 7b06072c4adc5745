package exchange

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recordsOf returns all records of a text.
func recordsOf(in *records) (all [][]string, err error) {
	for {
		cells, err := in.read()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, append([]string{}, cells...))
	}
}

func TestRecords(t *testing.T) {
	for text, want := range map[string][][]string{
		"":                                     nil,
		"\n\r\r\n# comment\n":                  nil,
		"a,b\nc,\"d\"":                         {{"a", "b"}, {"c", "d"}},
		"a,b\rc,d\r\r\ne,f\r\n":                {{"a", "b"}, {"c", "d"}, {"e", "f"}},
		"\ufeffa,b\n":                          {{"a", "b"}},
		"\ufeff\"a\",b\n":                      {{"a", "b"}},
		"#, ;\n\na;b\n#c;d\ne;f, \"g\"\n":      nil, // a bare quote
		"#, ;\n\na;b\n#c;d\ne;f, g\n":          {{"a", "b"}, {"e", "f, g"}},
		"a\tb c\n1\t\n":                        {{"a", "b c"}, {"1", ""}},
		"\"a;b\",c\n;,\n":                      {{"a;b", "c"}, {";", ""}},
		"\"x\r\ny\",\"\"\"\"\r\n\"\r\",\"\"\n": {{"x\r\ny", "\""}, {"\r", ""}},
		"a #b,c#d\n":                           {{"a #b", "c#d"}},
		",\n,\n":                               {{"", ""}, {"", ""}},
		"\"\"\n":                               {{""}},
	} {
		for _, in := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			got, err := recordsOf(newRecords(in, 0, false))
			if want == nil && strings.Contains(text, "g") {
				assert.ErrorContains(t, err, "line 5, column 2: a quote in a cell", text)
				continue
			}
			require.NoError(t, err, "%q", text)
			assert.Equal(t, want, got, "%q", text)
		}
	}
	for text, want := range map[string][][]string{
		" 1.0e+00  2.0e+00\n   \n 3\t4 \n": {{"1.0e+00", "2.0e+00"}, {"3", "4"}},
		" (1+2j)\n (3-1j)\n":               {{" (1+2j)"}, {" (3-1j)"}},
		"1, 2\n3 ,4\n":                     {{"1", " 2"}, {"3 ", "4"}},
		"1,2 \t# a, b\r\n3,4#\n5,6#":       {{"1", "2"}, {"3", "4"}, {"5", "6"}},
		"1 # a, b; c\n2\n":                 {{"1"}, {"2"}},
		"1 2 # a\n3\t4\n":                  {{"1", "2"}, {"3", "4"}},
		"# a b\n1 2\n":                     {{"1", "2"}},
		" 1":                               {{" 1"}},
	} {
		got, err := recordsOf(newRecords(strings.NewReader(text), 0, true))
		require.NoError(t, err, "%q", text)
		assert.Equal(t, want, got, "%q", text)
	}
	for text, want := range map[string]string{
		"a,b\n\nc\n":       "line 3: expected 2 columns as in the first line, found 1",
		"a\n\"b\n\nc":      "line 2, column 1: the closing quote is missing",
		"a,\"b\"c\n":       "line 1, column 2: text after the closing quote",
		"\xff\xfea\x00":    "UTF-16",
		"\xfe\xff\x00a":    "UTF-16",
		"\"a\nb\"\n\"c\"d": "line 3, column 1: text after",
	} {
		_, err := recordsOf(newRecords(strings.NewReader(text), 0, false))
		assert.ErrorContains(t, err, want, "%q", text)
	}
	_, err := recordsOf(newRecords(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("a,b\n"))), 0, false))
	assert.ErrorIs(t, err, iotest.ErrTimeout)
}

// What encoding/csv writes is read, with the same cells.
func FuzzRecords(f *testing.F) {
	f.Add("a", "b\n", `c"`, false)
	f.Add("#", ";", "", true)
	f.Add("\ufeff", "\t", " ", true)
	f.Fuzz(func(t *testing.T, a, b, c string, semicolon bool) {
		want := [][]string{{a, b}, {c, a}, {b, c}}
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		separator := byte(',')
		if semicolon {
			separator = ';'
		}
		w.Comma = rune(separator)
		if w.WriteAll(want) != nil {
			return
		}
		got, err := recordsOf(newRecords(&text, separator, false))
		if strings.HasPrefix(a, "#") || strings.HasPrefix(b, "#") || strings.HasPrefix(c, "#") || strings.HasPrefix(a, "\ufeff") || a != "" && a[0] >= 0xfe {
			return // encoding/csv does not put them in quotes
		}
		require.NoError(t, err)
		assert.Equal(t, want, got)
	})
}

func TestParseSeparator(t *testing.T) {
	for text, want := range map[string]byte{"": 0, ";": ';', "tab": '\t', `\t`: '\t', "space": ' ', "|": '|'} {
		got, err := ParseSeparator(text)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for _, text := range []string{",,", "\"", "#", "\n", "é", "\xff"} {
		_, err := ParseSeparator(text)
		assert.ErrorIs(t, err, errSeparator)
	}
}
