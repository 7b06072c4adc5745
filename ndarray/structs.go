package ndarray

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// Fields of a dtype and fields of a Go struct are matched by name. The name is given by the tag
// `npy:"name"`, which must match exactly. Without a tag it is the Go name, which matches exactly
// or, if no field does, case-insensitively. Fields of an embedded struct without a tag count as
// fields of the outer struct. Fields named _ are padding.
//
// A dtype field without a Go field is ignored. A Go field without a dtype field is an error, unless
// it is tagged `npy:"-"`. A Go field that is not exported is an error. The field types are
//
//	dtype              Go, in a view and a copy   Go, in a copy only
//	bool, numbers      the same, or a named type
//	float16            float16.Float16
//	datetime64         int64, the count           Datetime64; time.Time, where exact
//	timedelta64        int64, the count           Timedelta64; time.Duration, where exact
//	S5                 [5]byte, unchanged         string, []byte: without trailing NULs
//	U5                 [5]rune, or [5]uint32      string: without trailing NULs
//	V5, long doubles   [5]byte, unchanged         []byte
//	sub-array (2, 3)   [2][3]T
//	structure          struct
//
// There is no conversion between number types.

// ViewStructs returns the elements of a structured array in C order, in place and without a copy.
// The slice is borrowed and valid as long as the array's memory is. The caller must not modify it
// if the array is read-only. Assigning a whole element also writes the bytes between the fields of
// S.
//
// S is a struct without pointers, of ItemSize bytes, whose fields have the offsets of the dtype's
// fields. numpy's align=True produces those offsets; otherwise they must happen to agree, or S has
// fields named _ in the gaps. The order of the fields does not matter otherwise.
//
// The error wraps ErrDType if S does not match the dtype at all or the elements have 0 bytes. It
// wraps ErrView, and names the field, if only a copy would be correct; use Structs then. That is
// the case for another offset, size or byte order, a field type that only a copy supports, elements
// not in C order without gaps, elements that are unaligned on a processor that cannot load them,
// and bool bytes other than 0 and 1, which Go does not define.
//
// Types and dtypes are compared once, and the result is cached. After that the cost depends on the
// size of the array only if there are bools.
func ViewStructs[S any](a *Array) ([]S, error) {
	t := reflect.TypeFor[S]()
	plan, err := structPlanOf(t, a.dtype)
	if err != nil {
		return nil, fmt.Errorf("ndarray: view structs: %w", err)
	}
	if reason := plan.cannotView(a, mem.UnalignedLoads); reason != "" {
		return nil, fmt.Errorf("ndarray: view structs as []%v: %w: %s", t, ErrView, reason)
	}
	return mem.Cast[S](a.data, a.size), nil
}

// Structs returns the elements of a structured array in C order, copied into new memory, field by
// field. It converts from any layout and byte order into any struct whose fields match by name and
// type. Nothing in the result borrows the array's memory. Fields tagged `npy:"-"` stay zero. Any
// bool byte but 0 is true, as in numpy.
//
// Errors wrap ErrDType if S does not match the dtype or the elements have 0 bytes. They wrap
// ErrValue, and name the element and field, for a value that its Go type cannot hold: text with
// code points that do not exist, or a time that is NaT, out of range or finer than Go's.
func Structs[S any](a *Array) ([]S, error) {
	t := reflect.TypeFor[S]()
	plan, err := structPlanOf(t, a.dtype)
	if err != nil {
		return nil, fmt.Errorf("ndarray: structs: %w", err)
	}
	if !plan.skips && a.size > 0 && plan.cannotView(a, mem.UnalignedLoads) == "" {
		return slices.Clone(mem.Cast[S](a.data, a.size)), nil
	}
	size := int(t.Size())
	if a.size > math.MaxInt/max(size, 1) {
		return nil, fmt.Errorf("ndarray: structs: %w", errTooManyStructs(a.size, size))
	}
	structs := make([]S, a.size)
	if err := a.copyStructs(mem.Bytes(structs), size, plan.steps); err != nil {
		return nil, fmt.Errorf("ndarray: structs: %w", err)
	}
	return structs, nil
}

func errTooManyStructs(elements, size int) error {
	return fmt.Errorf("%w: array is too big: %d elements of %d bytes", ErrShape, elements, size)
}

// copyStructs copies the elements to dst, the memory of structs of size bytes, in C order.
func (a *Array) copyStructs(dst []byte, size int, steps []structStep) (err error) {
	if a.size == 0 {
		return nil
	}
	i := 0
	walk(a.shape, a.strides, a.strides, func(offset, _ int) bool {
		err = copyFields(steps, dst[i*size:(i+1)*size], a.data[offset:offset+a.dtype.size])
		i++
		return err == nil
	})
	if err != nil {
		return fmt.Errorf("element %d: %w", i-1, err)
	}
	return nil
}

// FromStructs returns a structured array over data in C order, with the dtype that DTypeOfStruct
// returns. The array borrows data, and sees later changes of it. One axis of the shape may be -1,
// as for FromSlice.
//
// The array is read-only, because a numpy value copied into it might not be a valid Go value;
// modify data itself. The bytes in the gaps between fields are written to files too, whatever they
// hold.
//
// Errors wrap ErrShape, or ErrDType if S is not of a fixed size without pointers. Use [5]rune or
// [5]byte for text, and int64 for time.
func FromStructs[S any](data []S, shape ...int) (*Array, error) {
	dtype, err := dtypeOfStruct(reflect.TypeFor[S]())
	if err != nil {
		return nil, fmt.Errorf("ndarray: from structs: %w", err)
	}
	resolved, err := resolveShape(shape, len(data))
	if err != nil {
		return nil, fmt.Errorf("ndarray: from structs: %w", err)
	}
	a := &Array{readOnly: true}
	if _, err := a.describe(dtype, resolved, false); err != nil {
		return nil, fmt.Errorf("ndarray: from structs: %w", err)
	}
	a.data = mem.Bytes(data)
	return a, nil
}
