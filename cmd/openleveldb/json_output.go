package main

import (
	"encoding/json"
	"io"
)

// jsonKey is a key or a prefix in an object for --json: a string, or base64 if it is not UTF-8.
type jsonKey string

// MarshalJSON returns the JSON that appendJSONKey appends.
func (k jsonKey) MarshalJSON() ([]byte, error) { return appendJSONKey(nil, string(k)), nil }

// jsonText is a text for --json in which unprintable characters are escaped.
type jsonText string

// MarshalJSON returns the JSON that appendJSONString appends.
func (t jsonText) MarshalJSON() ([]byte, error) { return appendJSONString(nil, string(t)), nil }

func jsonKeys(keys []string) []jsonKey {
	shown := make([]jsonKey, len(keys))
	for i, key := range keys {
		shown[i] = jsonKey(key)
	}
	return shown
}

// printJSON prints an object on one line.
func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
