package valuetext

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"
	"strings"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// MaxDigits exceeds the number of digits of a 128-bit int. There is a limit because the time to
// parse digits grows faster than their number.
const MaxDigits = 4300

func EncodeInt(text string, _ io.Reader) ([]byte, error) {
	n, ok := new(big.Int), false
	if len(text) <= MaxDigits {
		n, ok = n.SetString(text, 10)
	}
	if !ok {
		return nil, fmt.Errorf("%.40q is not an integer", text)
	}
	return codec.Append(nil, n)
}

// Standard stands for standard input.
const Standard = "-"

// EncodeStr stores text, or with Standard the text of standard input. The last newline of standard
// input is not part of it, because get adds one.
func EncodeStr(text string, stdin io.Reader) ([]byte, error) {
	if text != Standard {
		return codec.Append(nil, text)
	}
	content, err := load(text, stdin)
	if err != nil {
		return nil, err
	}
	return codec.Append(nil, strings.TrimSuffix(string(content), "\n"))
}

// EncodeJSON stores the value of JSON text, or with Standard of standard input.
func EncodeJSON(text string, stdin io.Reader) ([]byte, error) {
	if text == Standard {
		content, err := load(text, stdin)
		if err != nil {
			return nil, err
		}
		text = string(content)
	}
	value, err := codec.Decode(append([]byte{byte(codec.KindJSON)}, text...))
	if err != nil {
		return nil, err
	}
	return codec.Append(nil, value)
}

// EncodeRaw returns the bytes of a file, which are stored without a tag.
func EncodeRaw(file string, stdin io.Reader) ([]byte, error) { return load(file, stdin) }

func EncodeBytes(file string, stdin io.Reader) ([]byte, error) {
	content, err := load(file, stdin)
	if err != nil {
		return nil, err
	}
	return codec.Append(nil, content)
}

func EncodeNPY(file string, stdin io.Reader) ([]byte, error) {
	content, err := load(file, stdin)
	if err != nil {
		return nil, err
	}
	array, err := ndarray.Decode(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return codec.Append(nil, array)
}

// maxFile exceeds the maximum size of a value. It limits reading from an endless input.
const maxFile = 4 << 30

// load reads a file, or standard input for "-".
func load(file string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if file != Standard {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	tooLarge := fmt.Errorf("%s: %w: a value has less than 4 GiB", file, leveldb.ErrTooLarge)
	var content bytes.Buffer
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			if info.Size() >= maxFile {
				return nil, tooLarge
			}
			// A single allocation for a large file.
			content.Grow(int(min(info.Size(), math.MaxInt/2)) + bytes.MinRead)
		}
	}
	switch n, err := content.ReadFrom(io.LimitReader(in, maxFile)); {
	case err != nil:
		return nil, err
	case n == maxFile:
		return nil, tooLarge
	}
	return content.Bytes(), nil
}
