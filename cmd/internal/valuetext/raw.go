package valuetext

import "github.com/openleveldb/openleveldb/codec"

// Raw is the type of a value without a type tag, which another program has stored. Its text is that
// of all of its bytes.
const Raw = "raw"

// Kinds are the types of the values that have a tag.
var Kinds = []codec.Kind{codec.KindInt, codec.KindStr, codec.KindBytes, codec.KindJSON, codec.KindArray}

// KindNames returns the names of Kinds.
func KindNames() []string {
	names := make([]string, len(Kinds))
	for i, kind := range Kinds {
		names[i] = kind.String()
	}
	return names
}

// Tagged reports whether a stored value begins with a type tag, or is empty.
func Tagged(stored []byte) bool {
	_, err := codec.KindOf(stored)
	return err == nil
}

// KindName returns the type of a stored value, according to its tag.
func KindName(stored []byte) string {
	tag, err := codec.KindOf(stored)
	if err != nil {
		return Raw
	}
	return tag.String()
}

// ShortBytes returns bytes as Python's repr does, truncated to the first width bytes.
func ShortBytes(b []byte, width int) string {
	if len(b) > width {
		return BytesLiteral(b[:width]) + Ellipsis
	}
	return BytesLiteral(b)
}
