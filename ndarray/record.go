package ndarray

import "fmt"

// Record is one element of a structured array. It borrows the array's memory: it is valid as long as that is and sees its
// changes. Any number of goroutines may use it at once.
type Record struct {
	dtype    DType
	data     []byte
	readOnly bool
}

// DType returns the structured dtype, whose Fields are those of the record.
func (r Record) DType() DType { return r.dtype }

// Len returns the number of fields.
func (r Record) Len() int {
	if !r.dtype.isStructured() {
		return 0
	}
	return len(r.dtype.composite.fields)
}

// At returns the value of field i, counted from 0, as Array.At returns elements; a sub-array field is an *Array, borrowed.
// Errors wrap ErrIndex, or are those of Array.At.
func (r Record) At(i int) (any, error) {
	if uint(i) >= uint(r.Len()) {
		return nil, fmt.Errorf("ndarray: field %d: %w: %d fields", i, ErrIndex, r.Len())
	}
	f := &r.dtype.composite.fields[i]
	value, err := f.DType.value(r.data[f.Offset:f.Offset+f.DType.size:f.Offset+f.DType.size], r.readOnly)
	if err != nil {
		return nil, fmt.Errorf("ndarray: field %q: %w", f.Name, err)
	}
	return value, nil
}

// Field is At for the field with that name or title.
func (r Record) Field(name string) (any, error) {
	if r.dtype.isStructured() {
		if i, found := r.dtype.composite.index[name]; found {
			return r.At(i)
		}
	}
	return nil, fmt.Errorf("ndarray: field %q: %w: dtype is %v", name, ErrIndex, r.dtype)
}

// String prints the record as numpy does: "(1, 2.5)".
func (r Record) String() string {
	if !r.dtype.isStructured() {
		return "()"
	}
	a := &Array{dtype: r.dtype, size: 1, data: r.data}
	return a.String()
}
