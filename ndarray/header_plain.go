package ndarray

import "math"

// The text that numpy writes around the code and the shape of a plain dtype.
const (
	plainDescr   = "{'descr': '"
	plainC       = "', 'fortran_order': False, 'shape': ("
	plainFortran = "', 'fortran_order': True, 'shape': ("
	plainEnd     = "), }"
	spaces       = "                                                                                                                                "
)

const (
	// maxPlainDims is the largest number of axes that parsePlainText reads.
	maxPlainDims = 8
	// maxPlainDigits is the number of decimal digits that always fit an int.
	maxPlainDigits = 9 + 9*(math.MaxInt>>62)
)

// parsePlainText parses exactly the text that numpy writes for plain dtypes and up to 8 axes, which
// nearly every header is. It allocates only the shape. It reports false for anything else, and h
// may then hold anything: parseText handles those headers and their errors.
func (h *Header) parsePlainText(text []byte, shape []int) bool {
	rest, ok := cutPrefix(text, plainDescr)
	if !ok {
		return false
	}
	length := 0
	for length < len(rest) && rest[length] != '\'' {
		length++
	}
	code := rest[:length]
	if rest, ok = cutPrefix(rest[length:], plainC); !ok {
		if rest, h.Fortran = cutPrefix(rest, plainFortran); !h.Fortran {
			return false
		}
	}
	var axes [maxPlainDims]int
	dims, i := 0, 0
	for i < len(rest) && rest[i] != ')' {
		if dims > 0 {
			if rest[i] != ' ' {
				return false
			}
			i++
		}
		start, n := i, 0
		for i < len(rest) && rest[i]-'0' < 10 {
			n = n*10 + int(rest[i]-'0')
			i++
		}
		leadingZero := i-start > 1 && rest[start] == '0'
		if i == start || i-start > maxPlainDigits || dims == maxPlainDims || leadingZero {
			return false
		}
		axes[dims] = n
		dims++
		// A comma follows each axis except the last of several.
		if i < len(rest) && rest[i] == ',' {
			i++
		} else if dims == 1 {
			return false
		} else {
			break
		}
	}
	if rest, ok = cutPrefix(rest[i:], plainEnd); !ok {
		return false
	}
	for len(rest) > len(spaces) {
		if rest, ok = cutPrefix(rest, spaces); !ok {
			return false
		}
	}
	if padding := len(rest) - 1; padding < 0 || rest[padding] != '\n' || string(rest[:padding]) != spaces[:padding] {
		return false
	}
	if h.DType, ok = plainNumber(code); !ok {
		var err error
		if h.DType, err = parseCode(code); err != nil {
			return false
		}
	}
	if shape == nil {
		shape = make([]int, 0, dims)
	}
	h.Shape = append(shape, axes[:dims]...)
	return true
}

// plainNumber returns the dtype of a code such as <f4, which most arrays have, as parseCode does.
func plainNumber(code []byte) (DType, bool) {
	if len(code) != 3 || code[0] != '<' && code[0] != '>' {
		return DType{}, false
	}
	d := DType{kind: Kind(code[1]), order: ByteOrder(code[0]), size: int(code[2] - '0')}
	number := d.kind == KindFloat || d.kind == KindInt || d.kind == KindUint
	return d, number && (d.size == 2 || d.size == 4 || d.size == 8)
}

func cutPrefix(b []byte, prefix string) ([]byte, bool) {
	if len(b) < len(prefix) || string(b[:len(prefix)]) != prefix {
		return b, false
	}
	return b[len(prefix):], true
}
