package ndarray

import (
	"math"
	"slices"
)

// maxNesting is the maximum nesting depth of structured dtypes and sub-arrays.
const maxNesting = 64

// shape appends a tuple of integers to dst.
func (p *literal) shape(dst []int) ([]int, error) {
	if err := p.expect('('); err != nil {
		return dst, err
	}
	count, comma, err := p.items(')', func() error {
		n, err := p.integer()
		if err == nil && len(dst) == maxDims {
			err = p.fail("%w: more than %d dimensions", ErrShape, maxDims)
		}
		dst = append(dst, n)
		return err
	})
	if err != nil {
		return dst, err
	}
	if count == 1 && !comma {
		return dst, p.fail("%w: a tuple with one item needs a trailing comma", ErrHeader)
	}
	return dst, nil
}

// descr reads a dtype: a code in quotes, a tuple of a dtype and a sub-array shape, or a list of
// fields.
func (p *literal) descr(depth int) (DType, error) {
	if depth > maxNesting {
		return DType{}, p.fail("%w: dtype nested deeper than %d levels", ErrHeader, maxNesting)
	}
	switch p.next() {
	case '(':
		p.pos++
		base, err := p.descr(depth + 1)
		if err != nil {
			return DType{}, err
		}
		if err := p.expect(','); err != nil {
			return DType{}, err
		}
		d, err := p.subarray(base)
		if err != nil {
			return DType{}, err
		}
		p.accept(',')
		return d, p.expect(')')
	case '[':
		p.pos++
		return p.fields(depth)
	}
	start := p.pos
	code, err := p.string()
	if err != nil {
		return DType{}, err
	}
	d, err := parseCode([]byte(code))
	if err != nil {
		p.pos = start
		return DType{}, p.fail("%w", err)
	}
	return d, nil
}

// subarray reads the shape of a sub-array of base: a tuple, or one number. numpy 1 takes the number
// 1 to mean no sub-array.
func (p *literal) subarray(base DType) (DType, error) {
	var shape []int
	var err error
	if p.next() == '(' {
		shape, err = p.shape(nil)
	} else {
		var n int
		if n, err = p.integer(); n != 1 {
			shape = []int{n}
		}
	}
	if err != nil {
		return DType{}, err
	}
	d, err := subarrayOf(base, shape)
	if err != nil {
		return DType{}, p.fail("%w", err)
	}
	return d, nil
}

// fields reads the fields of a structured dtype after its bracket. As in numpy's descr_to_dtype,
// each field starts where the previous one ends, and voids without a name are padding.
func (p *literal) fields(depth int) (DType, error) {
	var fields []Field
	offset := int64(0)
	_, _, err := p.items(']', func() error {
		f, err := p.field(depth)
		if err != nil {
			return err
		}
		padding := f.Name == "" && f.Title == "" && f.DType.kind == KindVoid && !f.DType.isStructured()
		if !padding {
			f.Offset = int(offset)
			fields = append(fields, f)
		}
		if offset += int64(f.DType.size); offset > math.MaxInt32 {
			return p.fail("%w: element size is 2 GiB or more", ErrDType)
		}
		return nil
	})
	if err != nil {
		return DType{}, err
	}
	d, err := structOf(slices.Clip(fields), int(offset))
	if err != nil {
		return DType{}, p.fail("%w", err)
	}
	return d, nil
}

// field reads ('name', fmt) or ('name', fmt, shape). If the field has a title, ('title', 'name')
// replaces 'name'.
func (p *literal) field(depth int) (Field, error) {
	var f Field
	var err error
	if err = p.expect('('); err != nil {
		return f, err
	}
	if p.accept('(') {
		if f.Title, err = p.string(); err != nil {
			return f, err
		}
		if err = p.expect(','); err != nil {
			return f, err
		}
		if f.Name, err = p.string(); err != nil {
			return f, err
		}
		p.accept(',')
		err = p.expect(')')
	} else {
		f.Name, err = p.string()
	}
	if err != nil {
		return f, err
	}
	if err = p.expect(','); err != nil {
		return f, err
	}
	if f.DType, err = p.descr(depth + 1); err != nil {
		return f, err
	}
	if p.accept(',') && p.next() != ')' {
		if f.DType, err = p.subarray(f.DType); err != nil {
			return f, err
		}
		p.accept(',')
	}
	return f, p.expect(')')
}
