package valuetext

import (
	"encoding/json"
	"io"

	"github.com/openleveldb/openleveldb/internal/jsontext"
)

// JSONText is a text for --json. Unprintable characters are escaped, so that they cannot affect a
// terminal.
type JSONText string

// MarshalJSON returns the JSON that jsontext.AppendText appends.
func (t JSONText) MarshalJSON() ([]byte, error) { return jsontext.AppendText(nil, string(t)), nil }

func JSONKeys(keys []string) []JSONKey {
	shown := make([]JSONKey, len(keys))
	for i, key := range keys {
		shown[i] = JSONKey(key)
	}
	return shown
}

// PrintJSON prints an object on one line.
func PrintJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
