package valuetext

import (
	"encoding/json"
	"io"
)

// JSONKey is a key or a prefix in an object for --json: a string, or base64 if it is not UTF-8.
type JSONKey string

// MarshalJSON returns the JSON that appendJSONKey appends.
func (k JSONKey) MarshalJSON() ([]byte, error) { return appendJSONKey(nil, string(k)), nil }

// JSONText is a text for --json in which unprintable characters are escaped.
type JSONText string

// MarshalJSON returns the JSON that appendJSONString appends.
func (t JSONText) MarshalJSON() ([]byte, error) { return AppendJSONString(nil, string(t)), nil }

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
