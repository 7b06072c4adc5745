// Package mem views the bytes of array elements as Go values and allocates aligned memory. It holds
// the unsafe code on which package ndarray is built.
package mem

import (
	"math"
	"runtime"
	"unsafe"
)

// UnalignedLoads reports whether the processor loads values from any address. Go's compiler makes
// the same assumption for these processors (see unalignedOK and canMergeLoads in cmd/compile). On
// others the elements of a stored array, which start at odd addresses, are copied instead of
// viewed.
const UnalignedLoads = runtime.GOARCH == "amd64" || runtime.GOARCH == "386" || runtime.GOARCH == "arm64" ||
	runtime.GOARCH == "ppc64le" || runtime.GOARCH == "ppc64" || runtime.GOARCH == "s390x" ||
	runtime.GOARCH == "riscv64" || runtime.GOARCH == "loong64"

// Alignment is the size of a cache line and of the widest vector register. New memory for elements
// starts at a multiple of it.
const Alignment = 64

// IsAligned reports whether b starts at a multiple of align.
func IsAligned(b []byte, align uintptr) bool {
	return uintptr(unsafe.Pointer(unsafe.SliceData(b)))%align == 0
}

// Viewable reports whether b may be viewed in place as values of T. unaligned is UnalignedLoads,
// except in tests.
func Viewable[T any](b []byte, unaligned bool) bool {
	return unaligned || IsAligned(b, unsafe.Alignof(*new(T)))
}

// Cast returns b as count values of T, without a copy. The caller must have checked that b holds
// that many, that T has bytes but no pointers, that the processor can load from the address, and
// that bools are 0 or 1. Without pointers the address matters to neither the garbage collector nor
// checkptr.
func Cast[T any](b []byte, count int) []T {
	if count == 0 {
		return []T{}
	}
	_ = b[count*int(unsafe.Sizeof(*new(T)))-1]
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), count)
}

// Bytes returns the memory of s, without a copy. Only valid values of T may be written to it: 0 or
// 1 for bools. If T has pointers, it must be written through Store.
func Bytes[T any](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(*new(T))))
}

// Store sets the T at the start of b, which is part of a Go value. The compiler informs the garbage
// collector of the pointers in it, which copying bytes would not.
func Store[T any](b []byte, value T) {
	_ = b[unsafe.Sizeof(value)-1]
	*(*T)(unsafe.Pointer(unsafe.SliceData(b))) = value
}

// MaxAllocation is the largest size that make does not refuse with a panic on any machine. Go's
// heap has addresses of 47 or 48 bits.
const MaxAllocation = min(1<<46, math.MaxInt>>1)

// Make returns size zero bytes that start at a multiple of Alignment.
func Make(size int) []byte {
	// Go's size classes that are multiples of 64 start at multiples of 64.
	b := make([]byte, (size+Alignment-1)&^(Alignment-1))
	if IsAligned(b, Alignment) {
		return b[:size:size]
	}
	b = make([]byte, size+Alignment-1)
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) % Alignment)
	return b[skip : skip+size : skip+size]
}

// MakeAt returns size zero bytes. The byte at index at, where elements are to begin, lies at a
// multiple of Alignment.
func MakeAt(size, at int) []byte {
	lead := -at & (Alignment - 1)
	return Make(lead + size)[lead:]
}

// Clone returns a copy of src that starts at a multiple of Alignment.
func Clone(src []byte) []byte {
	if len(src) < PageAligned {
		b := Make(len(src))
		copy(b, src)
		return b
	}
	// The compiler does not clear memory that is allocated and copied to in this form.
	b := make([]byte, len(src))
	copy(b, src)
	if IsAligned(b, Alignment) {
		return b
	}
	b = Make(len(src))
	copy(b, src)
	return b
}

// PageAligned is the size from which Go's allocator starts an object at a page. Only speed depends
// on it.
const PageAligned = 64 << 10
