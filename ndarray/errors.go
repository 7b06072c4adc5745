package ndarray

import "errors"

// Errors that callers can tell apart with errors.Is. Every error of this package wraps one of them and names what was wrong.
var (
	// ErrHeader: the bytes do not start with a .npy header that numpy could have written.
	ErrHeader = errors.New("invalid .npy header")
	// ErrData: the element bytes are too few or too many for dtype and shape.
	ErrData = errors.New("wrong amount of element data")
	// ErrObject: the dtype holds Python objects, which .npy stores as a pickle; numpy.load refuses those by default too.
	ErrObject = errors.New("object arrays are pickles, which run code when read: refused, as numpy.load does by default")
	// ErrDType: a dtype that does not exist, or one that does not fit what was asked for.
	ErrDType = errors.New("dtype")
	// ErrShape: dimensions that are negative, overflow, or do not fit the number of elements.
	ErrShape = errors.New("shape")
	// ErrIndex: an index outside its axis, too few or too many indices, or a field that does not exist.
	ErrIndex = errors.New("index out of range")
	// ErrView: the elements cannot be seen where they lie; Values and CopyInto copy them.
	ErrView = errors.New("no view without a copy")
	// ErrShort: the destination is too small; the error names the size needed.
	ErrShort = errors.New("destination too small")
	// ErrReadOnly: the array borrows memory that must not be written; Clone gives one that can be.
	ErrReadOnly = errors.New("array is read-only")
	// ErrValue: a value that the element's dtype cannot hold.
	ErrValue = errors.New("value does not fit")
)
