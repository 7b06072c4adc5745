//go:build count_copies && linux && amd64

package copied

/*
#cgo CFLAGS: -O2
#include "memcpy.h"
*/
import "C"

import (
	"fmt"
	"sync/atomic"
	"unsafe"
)

// goBytes is in the runtime that the program overlay makes. Without it this does not link.
//
//go:linkname goBytes runtime.copiedBytes
var goBytes uint64

// Bytes is how many bytes were copied.
type Bytes struct {
	Go uint64 // by runtime.memmove
	C  uint64 // by memcpy and memmove, C++ included
}

// Now returns what was copied since the process began.
func Now() Bytes { return Bytes{Go: atomic.LoadUint64(&goBytes), C: uint64(C.copied_bytes())} }

// Since returns what was copied after before.
func Since(before Bytes) Bytes {
	now := Now()
	return Bytes{Go: now.Go - before.Go, C: now.C - before.C}
}

// Check makes copies of known size and returns an error unless they were counted to the byte, but for what other goroutines and
// the runtime copy meanwhile, which may be up to one part in a hundred.
func Check() error {
	const size, times = 1 << 20, 64
	from, to := make([]byte, size), make([]byte, size)
	for name, kind := range map[string]struct {
		copy  func()
		count func(Bytes) uint64
	}{
		"Go": {func() { copy(to, from) }, func(b Bytes) uint64 { return b.Go }},
		"C":  {func() { C.copied_copy(pointer(to), pointer(from), size) }, func(b Bytes) uint64 { return b.C }},
		// C++'s string copies inside its library, which must have been bound to our memmove.
		"libstdc++": {func() { C.copied_string(pointer(from), size) }, func(b Bytes) uint64 { return b.C }},
	} {
		before := Now()
		for range times {
			kind.copy()
		}
		if got := kind.count(Since(before)); got < size*times || got > size*times*101/100 {
			return fmt.Errorf("copied: %d bytes copied in %s were counted as %d", size*times, name, got)
		}
	}
	return nil
}

func pointer(b []byte) *C.char { return (*C.char)(unsafe.Pointer(unsafe.SliceData(b))) }

// move copies size bytes within b by C's memmove.
func move(b []byte, to, from, size int) {
	p := unsafe.Pointer(unsafe.SliceData(b))
	C.copied_move((*C.char)(unsafe.Add(p, to)), (*C.char)(unsafe.Add(p, from)), C.size_t(size))
}
