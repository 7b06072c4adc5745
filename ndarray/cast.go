package ndarray

import (
	"fmt"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// Casting is a rule for which conversions between dtypes are allowed, as in numpy. Each rule also
// allows everything that the rules before it allow.
type Casting uint8

// The rules of numpy, from the strictest to the loosest.
const (
	// NoCasting allows only the same dtype.
	NoCasting Casting = iota
	// EquivCasting also allows another byte order, and other offsets of fields.
	EquivCasting
	// SafeCasting also allows dtypes that can hold every value. As in numpy, int64 to float64
	// counts as safe, although integers above 2^53 are rounded.
	SafeCasting
	// SameKindCasting also allows smaller dtypes of the same kind, such as float64 to float32, and
	// conversions from integers to floats and from floats to complex numbers of any size.
	SameKindCasting
	// UnsafeCasting allows every conversion.
	UnsafeCasting

	// cannotCast is the level of a conversion that no rule allows.
	cannotCast
)

var castingNames = [...]string{"no", "equiv", "safe", "same_kind", "unsafe"}

// String returns numpy's name: "no", "equiv", "safe", "same_kind" or "unsafe".
func (c Casting) String() string {
	if int(c) >= len(castingNames) {
		return "invalid"
	}
	return castingNames[c]
}

// CanCast reports whether the rule c allows a conversion, as numpy.can_cast does in numpy 1.24. It
// supports every dtype. AsType implements only some of the conversions that numpy implements.
//
// As in numpy, a target without a length (|S0, <U0, |V0) stands for the required length. CanCast
// reports false for invalid dtypes.
func CanCast(from, to DType, c Casting) bool {
	return c <= UnsafeCasting && castLevel(from, to) <= c
}

// AsType returns a copy of the array with its elements converted to dtype, in new memory. Elements
// are converted as by numpy's astype:
//
//   - Integers that do not fit keep their low bits.
//   - Floats lose their fraction when they become integers. For those that do not fit, numpy's
//     result depends on the processor. Here it is the low bits of the integer if that has 64 bits,
//     and otherwise, as for NaN and infinities, those of -2^63.
//   - Numbers are rounded to the nearest float, to even if there are two, and to infinity if they
//     are too large.
//   - Complex numbers lose their imaginary part, except when they become bools.
//   - Everything but zero is true.
//   - Numbers become the counts of datetimes and timedeltas, and these become numbers by their
//     counts. Between units that differ by a fixed factor, counts are rounded down. A dtype without
//     a unit takes that of the elements.
//
// The memory order is that of Clone. The error wraps ErrDType if c does not allow the conversion
// (see CanCast), or if this package does not implement it. For text, voids and long doubles, it
// only copies elements of the same dtype, and swaps the bytes of text. Structures are converted to
// structures field by field.
func (a *Array) AsType(dtype DType, c Casting) (*Array, error) {
	err := dtype.checkArray()
	if err == nil {
		err = checkCast(a.dtype, dtype, c)
	}
	if err == nil && dtype.composite == nil {
		dtype.complete(a.dtype)
	}
	var converted *Array
	if err == nil {
		converted, err = a.convert(dtype)
	}
	if err != nil {
		return nil, fmt.Errorf("ndarray: as type: %w", err)
	}
	return converted, nil
}

// AsType returns the elements in C order, converted to T as by Array.AsType, in new memory. It
// accepts every array that Values accepts: int64 also accepts the counts of datetime64 and
// timedelta64. The error wraps ErrDType.
func AsType[T Element](a *Array, c Casting) ([]T, error) {
	elements, err := asType[T](a, c)
	if err != nil {
		return nil, fmt.Errorf("ndarray: as type: %w", err)
	}
	return elements, nil
}

func asType[T Element](a *Array, c Casting) ([]T, error) {
	if checkElement[T](a.dtype) == nil && c <= UnsafeCasting {
		return Values[T](a)
	}
	dtype := DTypeOf[T]()
	if err := checkCast(a.dtype, dtype, c); err != nil {
		return nil, err
	}
	elements := make([]T, a.size)
	return elements, castInto(mem.Bytes(elements), dtype, a)
}

// complete sets the length of text or a void without one, and the unit of a time without one, to
// those of the elements that are converted.
func (d *DType) complete(from DType) {
	switch {
	case d.size == 0 && from.composite == nil:
		d.size = neededSize(from, *d)
	case d.size == 0:
		*d = from
	case d.unit == UnitGeneric && d.kind == from.kind:
		d.unit, d.multiple = from.unit, from.multiple
	}
}

// checkCast returns an error unless c allows the conversion.
func checkCast(from, to DType, c Casting) error {
	switch level := castLevel(from, to); {
	case c > UnsafeCasting:
		return fmt.Errorf("%w: Casting(%d) does not exist", ErrDType, c)
	case level == cannotCast:
		return fmt.Errorf("%w: %v cannot be converted to %v", ErrDType, from, to)
	case level > c:
		return fmt.Errorf("%w: %v cannot be converted to %v under the rule %q, only under %q", ErrDType, from, to, c, level)
	}
	return nil
}

// convert returns a copy with another dtype. The conversion is one that castLevel allows.
func (a *Array) convert(to DType) (*Array, error) {
	if a.dtype.Equal(to) {
		return a.Clone(), nil
	}
	if a.fortranOnly() {
		t, err := a.Transpose().convert(to)
		if err != nil {
			return nil, err
		}
		return t.Transpose(), nil
	}
	c, err := New(to, a.shape...)
	if err != nil {
		return nil, err
	}
	if to.isStructured() && a.dtype.isStructured() {
		return c, c.setFields(a)
	}
	return c, castInto(c.data, to, a)
}

// setFields sets the fields of the elements to those of a, which has as many fields, by position.
func (c *Array) setFields(a *Array) error {
	for i, to := range c.dtype.composite.fields {
		from, err := a.Field(a.dtype.composite.fields[i].Name)
		if err != nil {
			return err
		}
		target, err := c.Field(to.Name)
		if err != nil {
			return err
		}
		if !from.equalShape(target) {
			return fmt.Errorf("%w: field %q has shape %s, not %s", ErrDType, to.Name,
				formatShape(from.shape[a.NDim():]), formatShape(target.shape[a.NDim():]))
		}
		converted, err := from.convert(target.dtype)
		if err != nil {
			return fmt.Errorf("field %q: %w", to.Name, err)
		}
		if target.NBytes() == 0 {
			continue
		}
		size := target.dtype.size
		walk(target.shape, target.strides, converted.strides, func(at, from int) bool {
			copy(target.data[at:at+size], converted.data[from:from+size])
			return true
		})
	}
	return nil
}
