package ndarray

import (
	"fmt"
	"math"
	"reflect"
	"slices"
)

// A field of a dtype and a field of a Go struct belong together by name: that of the tag `npy:"name"`, exactly, or else the
// Go name, exactly or, if that is no field, without regard to case. Fields of an embedded struct without a tag count as its
// outer struct's own. A dtype's field without a Go field is ignored; a Go field without a dtype's field is an error, unless it
// is tagged `npy:"-"`; so is a Go field that is not exported. Fields named _ are padding. The field types are
//
//	dtype                      Go, in a view and a copy      Go, in a copy only
//	bool, numbers              the same, or a named type
//	float16                    float16.Float16
//	datetime64                 int64, the count              Datetime64; time.Time, where exact
//	timedelta64                int64, the count              Timedelta64; time.Duration, where exact
//	S5                         [5]byte, as it lies           string, []byte: without the trailing NULs
//	U5                         [5]rune, or [5]uint32         string: without the trailing NULs
//	V5, long doubles           [5]byte, as it lies           []byte
//	sub-array (2, 3)           [2][3]T
//	structure                  struct
//
// There is no conversion between number types.

// ViewStructs returns the elements of a structured array in C order where they lie: no copy, borrowed, valid as long as the
// array's memory; not to be changed if the array is read-only. Assigning a whole element also writes what lies between the
// fields of S.
//
// S is a struct without pointers, of ItemSize bytes, whose fields lie at the offsets of the dtype's: as numpy lays them out
// with align=True, else by chance or with fields named _ in the gaps. The order of the fields does not matter otherwise.
//
// It refuses with ErrDType when S does not fit the dtype at all, and with ErrView, naming the field, where only a copy would be
// right (Structs makes one): another offset, size or byte order, a field type that only a copy can have, elements not in C
// order without gaps, unaligned on a processor that cannot load them so, or bool bytes other than 0 and 1, which Go does not
// define. Elements of 0 bytes give ErrDType. Types and dtypes are compared once and remembered; after that the cost depends on
// the size only if there are bools.
func ViewStructs[S any](a *Array) ([]S, error) {
	t := reflect.TypeFor[S]()
	plan, err := structPlanOf(t, a.dtype)
	if err != nil {
		return nil, fmt.Errorf("ndarray: view structs: %w", err)
	}
	if reason := plan.cannotView(a, unalignedLoads); reason != "" {
		return nil, fmt.Errorf("ndarray: view structs as []%v: %w: %s", t, ErrView, reason)
	}
	return cast[S](a.data, a.size), nil
}

// Structs returns the elements of a structured array in C order, copied into fresh memory, field by field: from any layout and
// byte order, into any struct whose fields fit by name and type. Nothing in the result borrows the array's memory. Fields
// tagged `npy:"-"` stay zero; any bool byte but 0 is true, as in numpy.
//
// Errors wrap ErrDType when S does not fit the dtype or the elements have 0 bytes, and ErrValue, naming element and field, for a
// value that its Go type cannot hold: text with code points that do not exist, or a time that is NaT, out of range or finer
// than Go's.
func Structs[S any](a *Array) ([]S, error) {
	t := reflect.TypeFor[S]()
	plan, err := structPlanOf(t, a.dtype)
	if err != nil {
		return nil, fmt.Errorf("ndarray: structs: %w", err)
	}
	if !plan.skips && a.size > 0 && plan.cannotView(a, unalignedLoads) == "" {
		return slices.Clone(cast[S](a.data, a.size)), nil
	}
	size := int(t.Size())
	if a.size > math.MaxInt/max(size, 1) {
		return nil, fmt.Errorf("ndarray: structs: %w: %d elements of %d bytes each are more than memory could hold",
			ErrShape, a.size, size)
	}
	structs := make([]S, a.size)
	if a.size == 0 {
		return structs, nil
	}
	dst, i := bytesOf(structs), 0
	walk(a.shape, a.strides, a.strides, func(offset, _ int) bool {
		err = copyFields(plan.steps, dst[i*size:(i+1)*size], a.data[offset:offset+a.dtype.size])
		i++
		return err == nil
	})
	if err != nil {
		return nil, fmt.Errorf("ndarray: structs: element %d: %w", i-1, err)
	}
	return structs, nil
}

// FromStructs returns a structured array over data in C order, of dtype DTypeOfStruct: borrowed, it sees later changes of data.
// It is read-only, for a numpy value copied into it could be none of Go's; change data itself. One axis of the shape may be -1;
// no shape at all gives one axis of len(data). What lies in the gaps between the fields is written along, whatever it is.
//
// Errors wrap ErrShape, or ErrDType if S is not of a fixed size without pointers: give text as [5]rune or [5]byte, and time as
// int64.
func FromStructs[S any](data []S, shape ...int) (*Array, error) {
	dtype, err := dtypeOfStruct(reflect.TypeFor[S]())
	if err != nil {
		return nil, fmt.Errorf("ndarray: from structs: %w", err)
	}
	if len(shape) == 0 {
		shape = []int{len(data)}
	}
	resolved, err := resolveShape(shape, len(data))
	if err != nil {
		return nil, fmt.Errorf("ndarray: from structs: %w", err)
	}
	a := &Array{readOnly: true}
	if _, err := a.describe(dtype, resolved, false); err != nil {
		return nil, fmt.Errorf("ndarray: from structs: %w", err)
	}
	a.data = bytesOf(data)
	return a, nil
}
