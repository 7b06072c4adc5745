// Package cmemory tells tests how much memory C and C++ hold, of which Go's own figures say nothing: what malloc has handed out
// and not got back, to the byte, so that a leak shows that is too small to be seen in the memory of the process.
//
// It is apart from package native, the only one of the library that imports "C", as cgo is not for test files.
package cmemory
