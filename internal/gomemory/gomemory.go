// Package gomemory measures the Go memory that tests allocate. C memory is measured by package
// cmemory.
package gomemory

import "runtime"

// Allocated calls f and returns the number of bytes that the process allocated until f returned,
// including those freed since. Allocations of other goroutines count too.
func Allocated(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}
