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

// AppendJSONRawLine is AppendJSONLine for the stored bytes themselves, with a tag or without one.
func AppendJSONRawLine(dst []byte, key string, stored []byte) []byte {
	dst = append(appendJSONKey(append(dst, `{"key":`...), key), `,"type":"`+Raw+`","value":`...)
	return append(AppendBase64(dst, stored), "}\n"...)
}

func AppendJSONLine(dst []byte, key string, stored []byte) ([]byte, error) {
	dst = append(appendJSONKey(append(dst, `{"key":`...), key), `,"type":`...)
	head := len(dst)
	kind, err := codec.KindOf(stored)
	if err == nil {
		dst = append(jsontext.AppendText(dst, kind.String()), `,"value":`...)
		dst, err = AppendJSON(dst, stored)
	}
	if err != nil {
		dst = jsontext.AppendText(append(dst[:head], `"?","error":`...), err.Error())
	}
	return append(dst, "}\n"...), err
}
