package ndarray

import "errors"

// Classes of errors, for use with errors.Is. Every error of this package wraps one of them and
// names the cause, except that errors of files, readers, writers and zip archives are wrapped
// without a class.
var (
	// ErrHeader: the bytes do not start with a .npy header that numpy could have written.
	ErrHeader = errors.New("invalid .npy header")
	// ErrData: there are too few or too many element bytes for the dtype and shape.
	ErrData = errors.New("wrong data size")
	// ErrObject: the dtype holds Python objects, which .npy stores as a pickle; numpy.load refuses
	// those by default too.
	ErrObject = errors.New("object arrays are not supported: they are pickles, which run code when read")
	// ErrDType: the dtype does not exist, or does not match the request.
	ErrDType = errors.New("invalid dtype")
	// ErrShape: the dimensions are negative, overflow, or do not match the number of elements.
	ErrShape = errors.New("invalid shape")
	// ErrIndex: an index is outside its axis, there are too few or too many indices, or a field
	// does not exist.
	ErrIndex = errors.New("index out of range")
	// ErrView: the elements cannot be viewed in place; Values and CopyInto copy them.
	ErrView = errors.New("cannot view without a copy")
	// ErrShort: the destination is too small; the error names the required size.
	ErrShort = errors.New("destination too small")
	// ErrReadOnly: the array borrows memory that must not be written; Clone returns a writable
	// copy.
	ErrReadOnly = errors.New("array is read-only")
	// ErrValue: the element's dtype cannot hold the value.
	ErrValue = errors.New("value cannot be represented")
)
