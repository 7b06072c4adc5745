package native

/*
#cgo noescape oldb_copy
#cgo nocallback oldb_copy
#include "shim.h"
*/
import "C"

import "unsafe"

// Copy copies src to dst, up to the length of the shorter. They must not overlap. It does the same
// as the built-in copy, but on some processors is twice as fast for long unaligned slices (see
// copyInC). src may be borrowed memory that has become unreadable: the fault then occurs in Go
// code, where debug.SetPanicOnFault catches it.
func Copy(dst, src []byte) {
	n := min(len(dst), len(src))
	if n > copyPiece {
		copyAhead(dst[:n], src[:n])
		return
	}
	copyNow(dst[:n], src[:n])
}

// Copies of more than copyPiece bytes request the source from the disk requestAhead bytes before
// they read it, in case it is in a mapped table that is not in memory.
const (
	copyPiece    = 1 << 20
	requestAhead = 8 << 20
)

func copyAhead(dst, src []byte) {
	Request(src[:min(len(src), requestAhead)])
	for at := 0; at < len(src); at += copyPiece {
		if ahead := at + requestAhead; ahead < len(src) {
			Request(src[ahead:min(ahead+copyPiece, len(src))])
		}
		end := min(at+copyPiece, len(src))
		copyNow(dst[at:end], src[at:end])
	}
}

// copyNow copies slices of the same length.
func copyNow(dst, src []byte) {
	n := len(src)
	d, s := unsafe.Pointer(unsafe.SliceData(dst)), unsafe.Pointer(unsafe.SliceData(src))
	if !copyInC || n < copyFrom || (uintptr(d)|uintptr(s))%8 == 0 {
		copy(dst, src)
		return
	}
	touch(src[:n])
	C.oldb_copy((*C.char)(d), (*C.char)(s), C.size_t(n))
}

// copyFrom is the minimum length in bytes for which a call into C is worthwhile.
const copyFrom = 4 << 10

// copyInC reports whether the C library copies unaligned memory faster than Go. The elements of a
// stored array are always unaligned.
//
// On Intel processors with fast REP MOVSB, Go uses that instruction (runtime/cpuflags_amd64.go of
// Go 1.26). It takes 141 µs for an unaligned MiB, while the C library takes 75 µs with vector
// instructions. On other processors Go uses vector instructions too, and is faster: on AMD Zen 3 it
// takes 105 µs, the C library 126 µs. There the C library takes five times as long if src and dst
// are one byte apart modulo 4096.
var copyInC = C.oldb_go_copies_bytewise() != 0

// touch reads one byte of each page.
//
//go:noinline
func touch(b []byte) (sum byte) {
	const page = 4 << 10 // the smallest page size
	for i := 0; i < len(b); i += page {
		sum += b[i]
	}
	return sum + b[len(b)-1]
}
