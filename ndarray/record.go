package ndarray

import "fmt"

// Record is one element of a structured array. It borrows the array's memory: it is valid as long
// as that memory is, and it sees later changes. Any number of goroutines may use it at once.
type Record struct {
	dtype    DType
	data     []byte
	readOnly bool
}

// DType returns the structured dtype. Its Fields are those of the record.
func (r Record) DType() DType { return r.dtype }

// Len returns the number of fields.
func (r Record) Len() int {
	if !r.dtype.isStructured() {
		return 0
	}
	return len(r.dtype.composite.fields)
}

// At returns the value of field i, counted from 0, as Array.At returns elements. A sub-array field
// is returned as a borrowed *Array. Errors wrap ErrIndex, or are those of Array.At.
func (r Record) At(i int) (any, error) {
	if uint(i) >= uint(r.Len()) {
		return nil, fmt.Errorf("ndarray: field %d: %w: record has %d fields", i, ErrIndex, r.Len())
	}
	f := &r.dtype.composite.fields[i]
	value, err := f.DType.value(r.data[f.Offset:f.Offset+f.DType.size:f.Offset+f.DType.size], r.readOnly)
	if err != nil {
		return nil, fmt.Errorf("ndarray: field %q: %w", f.Name, err)
	}
	return value, nil
}

// Field returns the value of the field with that name or title, as At does.
func (r Record) Field(name string) (any, error) {
	if r.dtype.isStructured() {
		if i, found := r.dtype.composite.index[name]; found {
			return r.At(i)
		}
	}
	return nil, fmt.Errorf("ndarray: field %q: %w: no such field in %v", name, ErrIndex, r.dtype)
}

// String returns the record as numpy prints it: "(1, 2.5)".
func (r Record) String() string {
	if !r.dtype.isStructured() {
		return "()"
	}
	a := &Array{dtype: r.dtype, size: 1, data: r.data}
	return a.String()
}
