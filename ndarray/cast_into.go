package ndarray

import (
	"fmt"
	"math"
	"reflect"

	"github.com/openleveldb/openleveldb/internal/mem"
	"github.com/x448/float16"
)

// Convert copies the elements of the array into new memory, and sets the slice that dst points to.
// It is for types that are known only at run time. The slice can be
//
//   - []T for numbers and bools of an array with one axis, converted as by AsType with the rule c.
//     T may be a named type.
//   - [][]T, [][][]T, … for an array with as many axes. The rows share their memory.
//   - []S with a struct S, for a structured array of any shape, converted as by Structs.
//   - a slice of the types that a field of S may have, for text, bytes, datetimes and timedeltas,
//     such as []string and []time.Time.
//
// Errors wrap ErrDType, ErrShape if the number of axes differs, or ErrValue if an element does not
// fit its Go type. After an error dst is unchanged.
func Convert(dst any, a *Array, c Casting) error {
	target := reflect.ValueOf(dst)
	if target.Kind() != reflect.Pointer || target.IsNil() || target.Elem().Kind() != reflect.Slice {
		return fmt.Errorf("ndarray: convert: %w: %T is not a pointer to a slice", ErrDType, dst)
	}
	elements, err := a.slice(target.Type().Elem(), c)
	if err != nil {
		return fmt.Errorf("ndarray: convert: %w", err)
	}
	target.Elem().Set(elements)
	return nil
}

// slice returns the elements as a slice type t.
func (a *Array) slice(t reflect.Type, c Casting) (reflect.Value, error) {
	elem, axes := t.Elem(), 1
	for elem.Kind() == reflect.Slice && axes <= maxDims && conversion(elem, a.dtype) == nil {
		elem = elem.Elem()
		axes++
	}
	if axes != len(a.shape) && (axes > 1 || !a.dtype.isStructured()) {
		return reflect.Value{}, fmt.Errorf("%w: array has %d axes, not %d", ErrShape, len(a.shape), axes)
	}
	if err := a.checkRows(axes); err != nil {
		return reflect.Value{}, err
	}
	flat, err := a.elements(elem, c)
	if err != nil {
		return reflect.Value{}, err
	}
	return nest(flat, t, axes, a.shape), nil
}

// checkRows limits the number of slices in a slice with axes dimensions. An empty array may claim
// any number of rows.
func (a *Array) checkRows(axes int) error {
	rows := 1
	for axis := range axes - 1 {
		if rows *= a.shape[axis]; rows > max(a.size, maxFreeLeaves) {
			return fmt.Errorf("%w: %s has too many rows for its %d elements", ErrShape, formatShape(a.shape), a.size)
		}
	}
	return nil
}

// nest divides a slice of elements into a slice with axes dimensions, which shares its memory.
func nest(flat reflect.Value, t reflect.Type, axes int, shape []int) reflect.Value {
	if axes == 1 {
		return flat.Convert(t)
	}
	rows := reflect.MakeSlice(t, shape[0], shape[0])
	for i := range shape[0] {
		size := flat.Len() / shape[0]
		row := flat.Slice3(i*size, (i+1)*size, (i+1)*size)
		rows.Index(i).Set(nest(row, t.Elem(), axes-1, shape[1:]))
	}
	return rows
}

// elements returns the elements in C order as a slice of elem.
func (a *Array) elements(elem reflect.Type, c Casting) (reflect.Value, error) {
	convert, plain := convertersTo[elem.Kind()]
	if !plain || conversion(elem, a.dtype) != nil {
		return a.planned(elem)
	}
	if elem == float16Type {
		convert = converterTo[float16.Float16]
	}
	// int64 holds the count, but a named type may have its own unit.
	if a.dtype.isTime() && elem.PkgPath() != "" {
		if err := checkCast(a.dtype, plainDTypes[elem.Kind()], c); err != nil {
			return reflect.Value{}, err
		}
	}
	return convert(a, elem, c)
}

// convertersTo maps Go's kinds to the functions that return elements of them.
var convertersTo = map[reflect.Kind]func(*Array, reflect.Type, Casting) (reflect.Value, error){
	reflect.Bool: converterTo[bool], reflect.Int: converterTo[int], reflect.Uint: converterTo[uint],
	reflect.Int8: converterTo[int8], reflect.Int16: converterTo[int16], reflect.Int32: converterTo[int32], reflect.Int64: converterTo[int64],
	reflect.Uint8: converterTo[uint8], reflect.Uint16: converterTo[uint16], reflect.Uint32: converterTo[uint32], reflect.Uint64: converterTo[uint64],
	reflect.Float32: converterTo[float32], reflect.Float64: converterTo[float64],
	reflect.Complex64: converterTo[complex64], reflect.Complex128: converterTo[complex128],
}

// converterTo returns the elements as a slice of elem, whose underlying type is that of T.
func converterTo[T Element](a *Array, elem reflect.Type, c Casting) (reflect.Value, error) {
	elements, err := asType[T](a, c)
	if err != nil {
		return reflect.Value{}, err
	}
	if elem == reflect.TypeFor[T]() {
		return reflect.ValueOf(elements), nil
	}
	return mem.Retype(elements, elem), nil
}

// planned returns the elements as a slice of a type that a copy of a struct may have.
func (a *Array) planned(elem reflect.Type) (reflect.Value, error) {
	steps, err := a.stepsTo(elem)
	if err != nil {
		return reflect.Value{}, err
	}
	size := int(elem.Size())
	if a.size > math.MaxInt/max(size, 1) {
		return reflect.Value{}, errTooManyStructs(a.size, size)
	}
	list := reflect.MakeSlice(reflect.SliceOf(elem), a.size, a.size)
	return list, a.copyStructs(mem.OfSlice(list), size, steps)
}

// stepsTo returns the steps that convert an element to an elem.
func (a *Array) stepsTo(elem reflect.Type) ([]structStep, error) {
	if elem.Kind() == reflect.Struct && a.dtype.isStructured() {
		plan, err := structPlanOf(elem, a.dtype)
		if err != nil {
			return nil, err
		}
		return plan.steps, nil
	}
	step, err := new(structPlan).value("", elem, a.dtype, 0, 0)
	if err != nil || a.dtype.size == 0 {
		return nil, fmt.Errorf("%w: elements are %v of %d bytes, which a Go %v cannot hold", ErrDType, a.dtype, a.dtype.size, elem)
	}
	return []structStep{step}, nil
}
