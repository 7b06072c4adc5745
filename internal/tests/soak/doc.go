// Package soak works on local and served databases for a while, closes everything, and repeats
// this. No handle, goroutine, file or memory may leak.
package soak
