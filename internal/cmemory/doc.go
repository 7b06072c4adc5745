// Package cmemory measures the memory that C and C++ code has allocated, for tests. Go's own
// statistics do not include it. InUse counts bytes that were allocated with malloc and not freed.
// It is exact to the byte, so it reveals leaks that are too small to see in the memory of the
// process.
//
// The package is separate from package native, the only package of the library that imports "C",
// because test files cannot use cgo.
package cmemory
