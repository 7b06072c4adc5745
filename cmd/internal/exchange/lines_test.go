package exchange

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLinesRoundTrip(t *testing.T) {
	want := mixed(t)
	out := new(buffer)
	sink := CreateLines(out, valuetext.AppendJSONLine)
	_, err := Export(t.Context(), opened(t, want), nil, sink, ExportOptions{})
	require.NoError(t, err)
	require.NoError(t, sink.Commit())
	assert.True(t, out.committed)
	text := out.String()
	assert.Equal(t, len(want), strings.Count(text, "\n"))
	assert.Contains(t, text, `"order":"F"`)
	assert.Equal(t, want, imported(t, ReadLines(io.NopCloser(strings.NewReader(text+"\n  \n"))), ImportOptions{AnyKeys: true}))
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		require.True(t, json.Valid(lines.Bytes()), lines.Text())
	}
	require.NoError(t, sink.Abort())
	assert.True(t, out.aborted)
}

func TestLinesThatAreRefused(t *testing.T) {
	for line, want := range map[string]string{
		`{`:                                    "line 2",
		`{"key":"k"}`:                          `missing "value"`,
		`{"value":1}`:                          `missing "key"`,
		`{"key":1,"value":1}`:                  "not a string",
		`{"key":"\ud800","value":1}`:           "key",
		"{\"key\":\"\xff\",\"value\":1}":       "not UTF-8",
		`{"key":"k","type":"int","value":1.5}`: "not an int",
		`{"key":"k","type":"str","value":[]}`:  "not a string",
		`{"key":"k","type":"bytes","value":{"base64":null}}`:                            "is not {",
		`{"key":"k","type":"bytes","value":{"hex":""}}`:                                 "hex",
		`{"key":"k","type":"json","value":1e999}`:                                       "",
		`{"key":"k","type":"float","value":1}`:                                          "unknown type",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4"}}`:                          "",
		`{"key":"k","type":"ndarray","value":{"shape":[1]}}`:                            "",
		`{"key":"k","type":"ndarray","value":[1,2]}`:                                    "",
		`{"key":{"base64":"/w=="},"type":"str","value":"x"}`:                            "--any-keys",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4","shape":[2],"data":[1]}}`:   "at character 2 of the data: expected 2 items in a list",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4","shape":[2],"data":77}}`:    "at character 0 of the data: expected a list",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4","shape":[1],"data":[[1]]}}`: "at character 1 of the data: expected an element",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4","shape":[1],"data":[1,2]}}`: "at character 2 of the data: expected 1 items in a list",
		`{"key":"k","type":"ndarray","value":{"dtype":"<f4","shape":[],"data":[1,2]}}`:  "at character 0 of the data: expected an element",
	} {
		db := opened(t, nil)
		_, err := Import(t.Context(), db, ReadLines(io.NopCloser(strings.NewReader("\n"+line+"\n"))), ImportOptions{})
		if strings.Contains(line, "1e999") && err == nil {
			continue // an infinity, as Python reads it
		}
		assert.ErrorContains(t, err, want, line)
		assert.Empty(t, content(t, db), line)
	}
	broken := errors.New("broken")
	source := ReadLines(io.NopCloser(io.MultiReader(strings.NewReader(`{"key":"k","type":"int","value":1}`+"\n"), failing{broken})))
	_, err := Import(t.Context(), opened(t, nil), source, ImportOptions{})
	assert.ErrorIs(t, err, broken)
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }
