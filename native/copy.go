package native

/*
#cgo noescape oldb_copy
#cgo nocallback oldb_copy
#include "shim.h"
*/
import "C"

import "unsafe"

// Copy copies src to dst, as long as the shorter of both, which do not overlap: what the built-in copy does, and twice as fast
// for long unaligned pieces on some processors (see copyInC). src may be borrowed memory that can no longer be read: the
// fault is in Go code, where debug.SetPanicOnFault catches it.
func Copy(dst, src []byte) {
	n := min(len(dst), len(src))
	d, s := unsafe.Pointer(unsafe.SliceData(dst)), unsafe.Pointer(unsafe.SliceData(src))
	if !copyInC || n < copyFrom || (uintptr(d)|uintptr(s))%8 == 0 {
		copy(dst, src)
		return
	}
	touch(src[:n])
	C.oldb_copy((*C.char)(d), (*C.char)(s), C.size_t(n))
}

// copyFrom is the length from which on a crossing is worth it.
const copyFrom = 4 << 10

// copyInC says whether the C library copies unaligned memory faster than Go. The elements of a stored array always are unaligned.
//
// Where Intel's processors say that REP MOVSB is fast, Go uses it (runtime/cpuflags_amd64.go of Go 1.26), and takes 141 µs for an
// unaligned MiB where the C library takes 75 with vectors. Elsewhere Go uses vectors too, and is the faster one: 105 µs to 126 on
// AMD's Zen 3, where the C library takes five times as long if src and dst are a byte apart modulo 4096.
var copyInC = C.oldb_go_copies_bytewise() != 0

// touch reads a byte of each page.
//
//go:noinline
func touch(b []byte) (sum byte) {
	const page = 4 << 10 // the smallest there is
	for i := 0; i < len(b); i += page {
		sum += b[i]
	}
	return sum + b[len(b)-1]
}
