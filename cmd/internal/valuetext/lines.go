package valuetext

import (
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/openleveldb/openleveldb/internal/keytext"
)

func AppendKeyLine(dst []byte, key string) []byte {
	return append(append(dst, keytext.Plain(key)...), '\n')
}

func AppendJSONKeyLine(dst []byte, key string) []byte {
	return append(appendJSONKey(append(dst, `{"key":`...), key), "}\n"...)
}

// AppendJSONRawLine is AppendJSONLine for the stored bytes themselves, as the type Raw.
func AppendJSONRawLine(dst []byte, key string, stored []byte) []byte {
	dst = append(appendJSONKey(append(dst, `{"key":`...), key), `,"type":"`+Raw+`","value":`...)
	return append(AppendBase64(dst, stored), "}\n"...)
}

// AppendJSONLine appends a line with an entry as a JSON object. A value without a type tag is Raw. The
// error is the reason why the value cannot be read; the line contains it too.
func AppendJSONLine(dst []byte, key string, stored []byte) ([]byte, error) {
	kind, err := codec.KindOf(stored)
	if err != nil {
		return AppendJSONRawLine(dst, key, stored), nil
	}
	dst = append(appendJSONKey(append(dst, `{"key":`...), key), `,"type":`...)
	head := len(dst)
	dst = append(jsontext.AppendText(dst, kind.String()), `,"value":`...)
	if dst, err = AppendJSON(dst, stored); err != nil {
		dst = jsontext.AppendText(append(dst[:head], `"?","error":`...), err.Error())
	}
	return append(dst, "}\n"...), err
}
