package ndarray

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// ParseDType parses a dtype. It accepts what numpy writes in a header: dtype.str ("<f4", quoted or
// not) or the list of a structured dtype ("[('a', '<f4'), ('b', '<i4', (2,))]"). It also accepts
// what String returns for plain dtypes ("float32", "datetime64[ns]"). Without a byte order the
// dtype has that of this machine. The error wraps ErrObject for object dtypes, and ErrDType for
// everything else that is not a dtype.
func ParseDType(descr string) (DType, error) {
	d, err := parseDType(descr)
	if err != nil {
		return DType{}, fmt.Errorf("ndarray: parse dtype %.80q: %w", descr, err)
	}
	return d, nil
}

func parseDType(descr string) (DType, error) {
	if len(descr) > maxDescr {
		return DType{}, fmt.Errorf("%w: description of %d bytes exceeds the limit of %d", ErrDType, len(descr), maxDescr)
	}
	text := strings.TrimSpace(descr)
	if text == "" || !strings.ContainsRune("[('\"", rune(text[0])) {
		return parseCode([]byte(text))
	}
	p := literal{text: []byte(text), utf8: true}
	d, err := p.descr(0)
	if err != nil {
		return DType{}, err
	}
	if err := p.end(); err != nil {
		return DType{}, err
	}
	return d, d.checkDescr()
}

// maxDescr limits the length in bytes of a dtype's text, so that a header can always be written
// again. numpy itself reads headers of at most 10,000 characters unless told otherwise.
const maxDescr = 1 << 20

// checkDescr returns an error if the dtype's text, as numpy spells it, is longer than maxDescr.
func (d DType) checkDescr() error {
	if d.composite == nil {
		return nil
	}
	if n := len(d.appendDescr(nil)); n > maxDescr {
		return fmt.Errorf("%w: description of %d bytes exceeds the limit of %d", ErrDType, n, maxDescr)
	}
	return nil
}

// parseCode parses numpy's dtype.str, or the name of a plain dtype.
//
//	offset  field
//	0       byte order: '<', '>', '=' (native), '|' (none; native where there is one), or absent
//	+1      kind letter, or '?' for bool
//	+1      decimal size: code points for U, bytes for others, optional for S, U and V (0)
//	rest    for M8 and m8: optional '[', decimal multiple if not 1, unit, ']'
func parseCode(s []byte) (DType, error) {
	order, code := nativeOrder, s
	if len(code) > 0 {
		switch code[0] {
		case '<', '>':
			order, code = ByteOrder(code[0]), code[1:]
		case '=', '|':
			code = code[1:]
		}
	}
	if len(code) == 0 {
		return DType{}, notDType(s)
	}
	d := DType{kind: Kind(code[0]), order: order}
	if d.kind == '?' && len(code) == 1 {
		return Bool, nil
	}
	size, rest := int64(0), code[1:]
	digits := 0
	for digits < len(rest) && rest[digits]-'0' < 10 {
		size = size*10 + int64(rest[digits]-'0')
		if size > math.MaxInt32 {
			break
		}
		digits++
	}
	rest = rest[digits:]
	if d.kind == KindString {
		size *= 4
	}
	if size > math.MaxInt32 {
		return DType{}, fmt.Errorf("%w: %.40q: element size is 2 GiB or more", ErrDType, s)
	}
	d.size = int(size)

	valid := false
	switch d.kind {
	case KindBool:
		valid = size == 1
	case KindInt, KindUint:
		valid = size == 1 || size == 2 || size == 4 || size == 8
	case KindFloat:
		valid = size == 2 || size == 4 || size == 8 || size == 16
	case KindComplex:
		valid = size == 8 || size == 16 || size == 32
	case KindBytes, KindVoid:
		valid = true
		d.order = NoOrder
	case KindString:
		valid = true
	case KindDatetime, KindTimedelta:
		if size == 8 {
			return parseUnitSuffix(d, s, rest)
		}
	case 'O':
		if len(rest) == 0 {
			return DType{}, ErrObject
		}
	}
	if !valid || len(rest) > 0 {
		return parseName(s)
	}
	if d.size == 1 {
		d.order = NoOrder
	}
	return d, nil
}

// parseName parses the names that String returns, which have no byte order.
func parseName(s []byte) (DType, error) {
	for _, d := range [...]DType{Bool, Int8, Int16, Int32, Int64, Uint8, Uint16, Uint32, Uint64,
		Float16, Float32, Float64, Complex64, Complex128} {
		if string(s) == d.String() {
			return d, nil
		}
	}
	name, suffix := s, []byte(nil)
	if i := bytes.IndexByte(s, '['); i >= 0 {
		name, suffix = s[:i], s[i:]
	}
	switch string(name) {
	case "datetime64":
		return parseUnitSuffix(DType{kind: KindDatetime, order: nativeOrder, size: 8}, s, suffix)
	case "timedelta64":
		return parseUnitSuffix(DType{kind: KindTimedelta, order: nativeOrder, size: 8}, s, suffix)
	}
	switch string(s) {
	case "float128":
		return DType{kind: KindFloat, order: nativeOrder, size: 16}, nil
	case "complex256":
		return DType{kind: KindComplex, order: nativeOrder, size: 32}, nil
	case "object":
		return DType{}, ErrObject
	}
	return DType{}, notDType(s)
}

// parseUnitSuffix parses the "[25s]" of a datetime64 or timedelta64. whole is for the error.
func parseUnitSuffix(d DType, whole, suffix []byte) (DType, error) {
	d.multiple = 1
	if len(suffix) == 0 {
		return d, nil
	}
	if len(suffix) < 3 || suffix[0] != '[' || suffix[len(suffix)-1] != ']' {
		return DType{}, notDType(whole)
	}
	name := suffix[1 : len(suffix)-1]
	multiple, digits := int64(0), 0
	for digits < len(name) && name[digits]-'0' < 10 {
		multiple = multiple*10 + int64(name[digits]-'0')
		if multiple > math.MaxInt32 {
			return DType{}, fmt.Errorf("%w: %.40q: unit multiple is 2^31 or more", ErrDType, whole)
		}
		digits++
	}
	unit, known := parseUnit(name[digits:])
	if !known || digits > 0 && multiple == 0 {
		return DType{}, fmt.Errorf("%w: %.40q: unknown unit %.40q", ErrDType, whole, name)
	}
	if digits > 0 && unit != UnitGeneric {
		d.multiple = int32(multiple)
	}
	d.unit = unit
	return d, nil
}

func notDType(s []byte) error {
	return fmt.Errorf("%w: %.40q is not a dtype of .npy files", ErrDType, s)
}
