package ndarray

// castLevel returns the strictest rule that allows a conversion, or cannotCast. The rules are those
// of numpy 1.24 (numpy/core/src/multiarray/convert_datatype.c and datetime.c).
func castLevel(from, to DType) Casting {
	switch {
	case from.kind == 0 || to.kind == 0:
		return cannotCast
	case from.composite != nil || to.composite != nil:
		return compositeLevel(from, to)
	}
	if to.size == 0 {
		to.size = neededSize(from, to)
	}
	switch to.kind {
	case KindDatetime, KindTimedelta:
		if from.kind == to.kind {
			return timeLevel(from, to)
		}
	case KindBytes, KindString:
		return textLevel(from, to)
	case KindVoid:
		return voidLevel(from, to)
	}
	return numberLevel(from, to)
}

// sameLevel is the level between dtypes that differ at most in byte order.
func sameLevel(from, to DType) Casting {
	if from.order == to.order {
		return NoCasting
	}
	return EquivCasting
}

// fits returns SafeCasting if ok is set, and otherwise SameKindCasting.
func fits(ok bool) Casting {
	if ok {
		return SafeCasting
	}
	return SameKindCasting
}

// numberLevel is the level from any plain dtype to a bool, a number, or a time.
func numberLevel(from, to DType) Casting {
	if from.kind == to.kind && from.size == to.size {
		return sameLevel(from, to)
	}
	part := to.size // of the floats in a complex number
	if to.kind == KindComplex {
		part /= 2
	}
	switch from.kind {
	case KindBool:
		if to.kind != KindDatetime {
			return SafeCasting
		}
	case KindInt:
		switch to.kind {
		case KindInt:
			return fits(to.size > from.size)
		case KindTimedelta:
			return SafeCasting
		case KindFloat, KindComplex:
			return fits(part > from.size || part >= 8)
		}
	case KindUint:
		switch to.kind {
		case KindInt, KindUint, KindTimedelta:
			return fits(to.size > from.size)
		case KindFloat, KindComplex:
			return fits(part > from.size || part >= 8)
		}
	case KindFloat:
		if to.kind == KindFloat || to.kind == KindComplex {
			return fits(part >= from.size)
		}
	case KindComplex:
		if to.kind == KindComplex {
			return fits(to.size > from.size)
		}
	}
	return UnsafeCasting
}

// The length of the text of an integer of each size, with room for a sign. numpy counts the sign of
// an int64 twice.
var (
	intTextLengths  = [...]int{1: 4, 2: 6, 4: 11, 8: 21}
	uintTextLengths = [...]int{1: 3, 2: 5, 4: 10, 8: 20}
)

// textLength returns the length that numpy reserves for the text of a bool or a number.
func textLength(d DType) int {
	switch {
	case d.kind == KindBool:
		return len("False")
	case d.kind == KindInt:
		return intTextLengths[d.size]
	case d.kind == KindUint:
		return uintTextLengths[d.size]
	case d.kind == KindFloat && d.isLongDouble():
		return 48
	case d.kind == KindFloat:
		return 32
	case d.isLongDouble():
		return 96
	}
	return 64 // complex numbers
}

// neededSize returns the size of a dtype without a length that holds values of from.
func neededSize(from, to DType) int {
	length := 0
	switch from.kind {
	case KindBytes, KindVoid, KindDatetime, KindTimedelta:
		length = from.size
	case KindString:
		length = from.size / 4
	default:
		length = textLength(from)
	}
	switch to.kind {
	case KindString:
		return 4 * length
	case KindBytes:
		return length
	}
	return from.size // of a void
}

// textLevel is the level from a plain dtype to text (S or U).
func textLevel(from, to DType) Casting {
	length := to.size
	if to.kind == KindString {
		length /= 4
	}
	switch from.kind {
	case KindDatetime, KindTimedelta, KindVoid:
		return UnsafeCasting
	case KindBytes:
		if to.kind == KindBytes && from.size == length {
			return NoCasting
		}
		return fits(from.size <= length)
	case KindString:
		switch {
		case to.kind == KindBytes:
			return UnsafeCasting
		case from.size == to.size:
			return sameLevel(from, to)
		}
		return fits(from.size < to.size)
	}
	return fits(textLength(from) <= length)
}

// voidLevel is the level from a plain dtype to a void.
func voidLevel(from, to DType) Casting {
	switch {
	case from.size == to.size && from.kind == KindVoid:
		return NoCasting
	case from.size <= to.size:
		return SafeCasting
	case from.kind == KindVoid:
		return SameKindCasting
	}
	return UnsafeCasting
}

// timeLevel is the level between two datetimes or two timedeltas.
func timeLevel(from, to DType) Casting {
	isSpan := from.kind == KindTimedelta
	switch {
	case sameUnit(from, to):
		return sameLevel(from, to)
	case from.unit == UnitGeneric:
		return SafeCasting
	case to.unit == UnitGeneric:
		return UnsafeCasting
	case isSpan && (from.unit <= UnitMonth) != (to.unit <= UnitMonth):
		return UnsafeCasting // months and years have no fixed length
	}
	return fits(from.unit <= to.unit && divides(from, to, isSpan))
}

// sameUnit reports whether counts of both dtypes have the same meaning. numpy recognizes 1000, 10^6
// and 10^9 steps of a smaller unit, but only in from.
func sameUnit(from, to DType) bool {
	if from.unit == to.unit {
		return from.multiple == to.multiple
	}
	steps := int32(1)
	for unit := to.unit; unit >= UnitSecond && unit < from.unit; unit++ {
		if steps > 1_000_000 {
			return false
		}
		steps *= 1000
	}
	return steps > 1 && from.multiple/to.multiple == steps
}

// divides reports whether a step of from is a multiple of a step of to, the smaller unit. For
// months or years and smaller units, numpy considers this true for datetimes only.
func divides(from, to DType, isSpan bool) bool {
	if from.unit <= UnitMonth && to.unit > UnitMonth {
		return !isSpan
	}
	factor, ok := unitFactor(from.unit, to.unit)
	steps := uint64(from.multiple) * factor
	return ok && steps>>56 == 0 && steps%uint64(to.multiple) == 0
}

// unitRatios holds the number of the next smaller unit in each unit, except for months.
var unitRatios = [...]uint64{UnitYear: 12, UnitWeek: 7, UnitDay: 24, UnitHour: 60, UnitMinute: 60,
	UnitSecond: 1000, UnitMillisecond: 1000, UnitMicrosecond: 1000, UnitNanosecond: 1000, UnitPicosecond: 1000, UnitFemtosecond: 1000}

// unitFactor returns the number of units small in one unit large. ok is false if there is no fixed
// number, or if numpy considers it too large.
func unitFactor(large, small Unit) (factor uint64, ok bool) {
	factor = 1
	for unit := large; unit < small; unit++ {
		if factor *= unitRatios[unit]; factor == 0 || factor>>56 != 0 {
			return 0, false
		}
	}
	return factor, true
}

// compositeLevel is the level between dtypes of which at least one is a structure or a sub-array.
func compositeLevel(from, to DType) Casting {
	switch {
	case from.isSubarray() || to.isSubarray():
		return subarrayLevel(from, to)
	case !from.isStructured():
		return UnsafeCasting // every field is set to the same value
	case to.kind == KindVoid && to.size == 0 && !to.isStructured():
		return NoCasting // a void without a length stands for the structure
	case !to.isStructured():
		if fields := from.composite.fields; len(fields) == 1 && castLevel(fields[0].DType, to) != cannotCast {
			return UnsafeCasting
		}
		return cannotCast
	}
	return structLevel(from.composite, to.composite, from.size == to.size)
}

// structLevel is the level between structures: that of their fields by position.
func structLevel(from, to *composite, sameSize bool) Casting {
	if len(from.fields) != len(to.fields) {
		return cannotCast
	}
	level := NoCasting
	if !sameSize {
		level = EquivCasting
	}
	for i := range from.fields {
		f, t := &from.fields[i], &to.fields[i]
		level = max(level, castLevel(f.DType, t.DType))
		switch {
		case f.Name != t.Name || f.Title != t.Title:
			level = max(level, SafeCasting)
		case f.Offset != t.Offset:
			level = max(level, EquivCasting)
		}
	}
	return level
}

// subarrayLevel is the level from or to a sub-array.
func subarrayLevel(from, to DType) Casting {
	fromBase, fromShape := from.flatten()
	toBase, toShape := to.flatten()
	level := castLevel(fromBase, toBase)
	switch {
	case level == cannotCast:
		return cannotCast
	case len(fromShape) == 0:
		return max(level, SafeCasting) // every element is set to the same value
	case formatShape(fromShape) != formatShape(toShape):
		return UnsafeCasting
	}
	return level
}
