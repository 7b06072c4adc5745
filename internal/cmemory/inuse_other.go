//go:build !linux || !cgo

package cmemory

// InUse returns the number of bytes that malloc has allocated. known is false if the C library does
// not report the number, as on this system.
func InUse() (bytes int64, known bool) { return 0, false }
