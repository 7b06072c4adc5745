package ndarray

import (
	"encoding/binary"
	"math"
	"runtime"
	"unsafe"
)

// This file contains all unsafe code of the package.

// nativeOrder is the byte order of this machine.
var nativeOrder = func() ByteOrder {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return LittleEndian
	}
	return BigEndian
}()

// unalignedLoads reports whether the processor loads values from any address. Go's compiler makes
// the same assumption for these processors (see unalignedOK and canMergeLoads in cmd/compile). On
// others the elements of a stored array, which start at odd addresses, are copied instead of
// viewed.
const unalignedLoads = runtime.GOARCH == "amd64" || runtime.GOARCH == "386" || runtime.GOARCH == "arm64" ||
	runtime.GOARCH == "ppc64le" || runtime.GOARCH == "ppc64" || runtime.GOARCH == "s390x" ||
	runtime.GOARCH == "riscv64" || runtime.GOARCH == "loong64"

// aligned reports whether b starts at a multiple of align.
func aligned(b []byte, align uintptr) bool {
	return uintptr(unsafe.Pointer(unsafe.SliceData(b)))%align == 0
}

// viewable reports whether b may be viewed in place as values of T.
func viewable[T Element](b []byte, unaligned bool) bool {
	var zero T
	return unaligned || aligned(b, unsafe.Alignof(zero))
}

// cast returns b as count values of T, without a copy. The caller must have checked that b holds
// that many, that T has bytes but no pointers, that the processor can load from the address, and
// that bools are 0 or 1. Without pointers the address matters to neither the garbage collector nor
// checkptr.
func cast[T any](b []byte, count int) []T {
	if count == 0 {
		return []T{}
	}
	_ = b[count*int(unsafe.Sizeof(*new(T)))-1]
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), count)
}

// bytesOf returns the memory of s, without a copy. Only valid values of T may be written to it: 0
// or 1 for bools. If T has pointers, it must be written through store.
func bytesOf[T any](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(*new(T))))
}

// maxAllocation is the largest size that make does not refuse with a panic on any machine. Go's
// heap has addresses of 47 or 48 bits.
const maxAllocation = min(1<<46, math.MaxInt>>1)

// makeAligned returns size zero bytes that start at a multiple of 64, the size of a cache line and
// of the widest vector register.
func makeAligned(size int) []byte {
	// Go's size classes that are multiples of 64 start at multiples of 64.
	b := make([]byte, (size+alignment-1)&^(alignment-1))
	if aligned(b, alignment) {
		return b[:size:size]
	}
	b = make([]byte, size+alignment-1)
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) % alignment)
	return b[skip : skip+size : skip+size]
}

// AlignedBytes returns size zero bytes. The byte at index at, where elements are to begin, lies at
// a multiple of 64.
func AlignedBytes(size, at int) []byte {
	lead := -at & (alignment - 1)
	return makeAligned(lead + size)[lead:]
}

// cloneAligned returns a copy of src that starts at a multiple of 64.
func cloneAligned(src []byte) []byte {
	if len(src) < pageAligned {
		b := makeAligned(len(src))
		copy(b, src)
		return b
	}
	// The compiler does not clear memory that is allocated and copied to in this form.
	b := make([]byte, len(src))
	copy(b, src)
	if aligned(b, alignment) {
		return b
	}
	b = makeAligned(len(src))
	copy(b, src)
	return b
}

// pageAligned is the size from which Go's allocator starts an object at a page. Only speed depends
// on it.
const pageAligned = 64 << 10

// store sets the T at the start of b, which is part of a Go value. The compiler informs the garbage
// collector of the pointers in it, which copying bytes would not.
func store[T any](b []byte, value T) {
	_ = b[unsafe.Sizeof(value)-1]
	*(*T)(unsafe.Pointer(unsafe.SliceData(b))) = value
}
