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

// goBytes is in the runtime that the program overlay creates. Other builds do not link.
//
//go:linkname goBytes runtime.copiedBytes
var goBytes uint64

// Bytes holds numbers of copied bytes.
type Bytes struct {
	Go uint64 // by runtime.memmove
	C  uint64 // by memcpy and memmove, C++ included
}

// Now returns the bytes copied since the process started.
func Now() Bytes { return Bytes{Go: atomic.LoadUint64(&goBytes), C: uint64(C.copied_bytes())} }

// Since returns the bytes copied since before.
func Since(before Bytes) Bytes {
	now := Now()
	return Bytes{Go: now.Go - before.Go, C: now.C - before.C}
}

// Check makes copies of known size. It returns an error unless they are counted to the byte, apart
// from concurrent copies by other goroutines and the runtime, which may be up to one percent.
func Check() error {
	const size, times = 1 << 20, 64
	from, to := make([]byte, size), make([]byte, size)
	for name, kind := range map[string]struct {
		copy  func()
		count func(Bytes) uint64
	}{
		"Go": {func() { copy(to, from) }, func(b Bytes) uint64 { return b.Go }},
		"C":  {func() { C.copied_copy(pointer(to), pointer(from), size) }, func(b Bytes) uint64 { return b.C }},
		// C++'s string copies inside its library, which must be bound to our memmove.
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
