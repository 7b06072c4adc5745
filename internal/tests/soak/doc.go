// Package soak works on databases, local and served, for a while, closes everything, and does so
// again: no handle, goroutine, file or memory may be left.
package soak
