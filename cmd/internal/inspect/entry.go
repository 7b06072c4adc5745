package inspect

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Checker checks entries. The zero Checker is ready to use. It must not be used by multiple
// goroutines at once.
type Checker struct {
	arrays ndarray.Decoder
	faults []Fault
}

// Check returns the violations of the format in an entry, or nil if there are none. The result is
// valid until the next call. stored is borrowed until Check returns.
func (c *Checker) Check(key string, stored []byte) []Fault {
	c.faults = c.faults[:0]
	if !utf8.ValidString(key) {
		c.add(KeyText, errors.New("the key is not UTF-8"))
	}
	tag, err := codec.KindOf(stored)
	switch {
	case err != nil:
		c.add(NoTag, err)
	case len(stored) == 0:
		c.add(EmptyValue, errors.New("the value is empty"))
	case tag == codec.KindInt:
		if n := len(stored) - 1; n > intSize {
			c.add(LongInt, fmt.Errorf("an int of %d bytes", n))
		}
	case tag == codec.KindStr:
		if !utf8.Valid(stored[1:]) {
			c.add(StrText, errors.New("the text is not UTF-8"))
		}
	case tag == codec.KindJSON:
		c.checkJSON(stored)
	case tag == codec.KindArray:
		c.checkArray(stored[1:])
	}
	if len(c.faults) == 0 {
		return nil
	}
	return c.faults
}

const intSize = 16 // size written by Python

func (c *Checker) add(kind FaultKind, err error) { c.faults = append(c.faults, Fault{kind, err}) }

func (c *Checker) checkJSON(stored []byte) {
	value, err := codec.Decode(stored)
	if err != nil {
		c.add(JSONText, err)
		return
	}
	switch special, huge := numbersIn(value); {
	case huge:
		c.add(JSONNumber, errors.New("an integer past the largest float64"))
	case special:
		c.add(JSONOld, errors.New("NaN, an infinity, or an integer beyond 64 bits"))
	}
}

// numbersIn reports whether a JSON value contains numbers that orjson cannot read, and numbers that
// rapidjson cannot read.
func numbersIn(value any) (special, huge bool) {
	var inner func(any)
	inner = func(value any) {
		switch v := value.(type) {
		case float64:
			special = special || math.IsNaN(v) || math.IsInf(v, 0)
		case *big.Int:
			special = special || !v.IsUint64()
			f, _ := new(big.Float).SetInt(v).Float64()
			huge = huge || math.IsInf(f, 0)
		case []any:
			for _, v := range v {
				inner(v)
			}
		case map[string]any:
			for _, v := range v {
				inner(v)
			}
		}
	}
	inner(value)
	return special, huge
}

// The maximum size of a header that numpy.load reads by default (numpy/lib/format.py of 1.24,
// _MAX_HEADER_SIZE), and the most axes that numpy 1 supports.
const (
	numpyHeader = 10_000
	numpyAxes   = 32
	headerStart = 12 // maximum number of bytes before the text of a header
)

func (c *Checker) checkArray(npy []byte) {
	a, err := c.arrays.Decode(npy)
	defer c.arrays.Forget()
	switch {
	case errors.Is(err, ndarray.ErrObject):
		c.add(ArrayObject, err)
	case errors.Is(err, ndarray.ErrData):
		c.add(ArrayData, err)
	case err != nil:
		c.add(ArrayHeader, err)
	case len(c.arrays.Header()) > numpyHeader+headerStart || a.NDim() > numpyAxes:
		c.add(ArrayWide, fmt.Errorf("a header of %d bytes, %d axes", len(c.arrays.Header()), a.NDim()))
	}
}
