package exchange

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Lines is a Sink that writes JSON lines. Each entry is an object with these members:
//
//	key     a string, or {"base64": "…"} if it is not UTF-8
//	type    "int", "str", "bytes", "json", "ndarray" or "raw", whose value is the stored bytes;
//	        "?" for a damaged value, with the reason in the member error
//	value   the value, as `openleveldb ls --json` prints it
//	order   "F" for an array in Fortran order; value still has the elements in C order
//	stored  {"base64": "…"}, the stored bytes, only if key, type, value and order would not
//	        reproduce them
type Lines struct {
	out    Output
	buffer *bufio.Writer
	line   LineFunc
	text   []byte
	back   []byte
	contents
	parser lineParser
	// Raw reports that the lines have the type "raw" for any value.
	Raw bool
}

// LineFunc appends the line of an entry: an object with key, type and value, and a newline. The
// error is the reason why the value cannot be read; the line contains it too.
type LineFunc func(dst []byte, key string, stored []byte) ([]byte, error)

// CreateLines starts a file of JSON lines.
func CreateLines(out Output, line LineFunc) *Lines {
	return &Lines{out: out, buffer: bufio.NewWriterSize(out, 256<<10), line: line}
}

// Put writes a line.
func (l *Lines) Put(key string, stored []byte) error {
	line, damage := l.line(l.text[:0], key, stored)
	end := len(line) - len("}\n")
	if damage == nil {
		if a := l.array(stored); a != nil && !l.Raw && a.FContiguous() && !a.CContiguous() {
			line = append(line[:end], `,"order":"F"`...)
			end = len(line)
			line = append(line, "}\n"...)
		}
		var err error
		if l.back, err = l.parser.append(l.back[:0], line); err != nil || !bytes.Equal(l.back, stored) {
			damage = errNotExact
		}
	}
	if damage != nil {
		line = append(line[:end], `,"stored":{"base64":"`...)
		line = append(base64.StdEncoding.AppendEncode(line, stored), "\"}}\n"...)
	}
	l.text = line
	_, err := l.buffer.Write(line)
	return err
}

var errNotExact = errors.New("the value does not reproduce the stored bytes")

// Commit completes the file.
func (l *Lines) Commit() error {
	if err := l.buffer.Flush(); err != nil {
		return err
	}
	return l.out.Commit()
}

// Abort discards the file.
func (l *Lines) Abort() error { return l.out.Abort() }

// LineReader is a Source that reads JSON lines that Lines wrote or `openleveldb ls --json` printed.
type LineReader struct {
	in     io.ReadCloser
	parser lineParser
}

// ReadLines reads lines from in. LineReader.Close closes in.
func ReadLines(in io.ReadCloser) *LineReader { return &LineReader{in: in} }

// Position returns how much of the file has been read.
func (l *LineReader) Position() (done, total int64) { return positionOf(l.in) }

// Close closes the input.
func (l *LineReader) Close() error { return l.in.Close() }

// maxLine exceeds the length of the JSON of any value. It limits reading from an input without line
// breaks.
const maxLine = 24 << 30

// Items iterates over the lines and skips empty ones.
func (l *LineReader) Items() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		in := bufio.NewReaderSize(l.in, 256<<10)
		var text []byte
		for number := 1; ; number++ {
			text = text[:0]
			var err error
			for err = bufio.ErrBufferFull; err == bufio.ErrBufferFull; {
				var part []byte
				part, err = in.ReadSlice('\n')
				if text = append(text, part...); len(text) > maxLine {
					err = fmt.Errorf("longer than any value: %w", leveldb.ErrTooLarge)
				}
			}
			if err != nil && err != io.EOF {
				yield(Item{}, fmt.Errorf("line %d: %w", number, err))
				return
			}
			if line := bytes.TrimSpace(text); len(line) > 0 {
				from := fmt.Sprintf("line %d", number)
				var item Item
				parsed, problem := l.parser.parse(line)
				if problem == nil {
					item = Item{Key: parsed.key, From: from, Append: func(dst []byte) ([]byte, error) {
						return l.parser.appendParsed(dst, parsed)
					}}
				} else {
					problem = fmt.Errorf("%s: %w", from, problem)
				}
				if !yield(item, problem) {
					return
				}
			}
			if err == io.EOF {
				return
			}
		}
	}
}

// lineParser converts lines to stored values.
type lineParser struct {
	encoder ndarray.Encoder
}

// parsedLine holds the members of a line.
type parsedLine struct {
	Key    json.RawMessage `json:"key"`
	Type   string          `json:"type"`
	Value  json.RawMessage `json:"value"`
	Order  string          `json:"order"`
	Stored *base64Bytes    `json:"stored"`

	key string
}

// base64Bytes is the form in which bytes are written.
type base64Bytes struct {
	Base64 []byte `json:"base64"`
}

// append appends the stored value of a line.
func (p *lineParser) append(dst, line []byte) ([]byte, error) {
	parsed, err := p.parse(line)
	if err != nil {
		return dst, err
	}
	return p.appendParsed(dst, parsed)
}

func (p *lineParser) parse(line []byte) (parsedLine, error) {
	var parsed parsedLine
	if !utf8.Valid(line) {
		return parsed, errors.New("the line is not UTF-8")
	}
	err := json.Unmarshal(line, &parsed)
	if err != nil {
		return parsed, err
	}
	if parsed.Key == nil {
		return parsed, errors.New(`missing "key"`)
	}
	if parsed.key, err = textOf(parsed.Key); err != nil {
		return parsed, fmt.Errorf("key: %w", err)
	}
	if parsed.Stored == nil && parsed.Value == nil {
		return parsed, fmt.Errorf(`key %s: missing "value" and "stored"`, keytext.Quote(parsed.key))
	}
	return parsed, nil
}

// textOf returns a text that is written as a string, or as bytes.
func textOf(raw []byte) (string, error) {
	if len(raw) > 0 && raw[0] == '{' {
		b, err := bytesOf(raw)
		return string(b), err
	}
	// Decode rejects lone surrogates.
	value, err := codec.Decode(append([]byte{byte(codec.KindJSON)}, raw...))
	if err != nil {
		return "", err
	}
	text, ok := value.(string)
	if !ok {
		return "", fmt.Errorf("%.40s is not a string", raw)
	}
	return text, nil
}

// bytesOf returns bytes that are written as {"base64": "…"}.
func bytesOf(raw []byte) ([]byte, error) {
	var b base64Bytes
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&b); err != nil {
		return nil, err
	}
	if b.Base64 == nil {
		return nil, fmt.Errorf(`%.40s is not {"base64": "…"}`, raw)
	}
	return b.Base64, nil
}

func (p *lineParser) appendParsed(dst []byte, line parsedLine) ([]byte, error) {
	if line.Stored != nil {
		return append(dst, line.Stored.Base64...), nil
	}
	switch line.Type {
	case codec.KindInt.String():
		value, err := codec.Decode(append([]byte{byte(codec.KindJSON)}, line.Value...))
		if err != nil {
			return dst, err
		}
		start := len(dst)
		if dst, err = codec.Append(dst, value); err == nil && dst[start] != byte(codec.KindInt) {
			err = fmt.Errorf("%.40s is not an int", line.Value)
		}
		return dst, err
	case codec.KindStr.String():
		text, err := textOf(line.Value)
		if err != nil {
			return dst, err
		}
		return codec.Append(dst, text)
	case codec.KindBytes.String():
		b, err := bytesOf(line.Value)
		if err != nil {
			return dst, err
		}
		return append(append(dst, byte(codec.KindBytes)), b...), nil
	case codec.KindJSON.String():
		start := len(dst)
		dst = append(append(dst, byte(codec.KindJSON)), line.Value...)
		_, err := codec.Decode(dst[start:])
		return dst, err
	case codec.KindArray.String():
		return p.appendArray(dst, line)
	case valuetext.Raw:
		b, err := bytesOf(line.Value)
		return append(dst, b...), err
	}
	return dst, fmt.Errorf(`unknown type %.40q, and missing "stored"`, line.Type)
}
