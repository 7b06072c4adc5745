//go:build cgo

package cmemory

/*
#include <malloc.h>
#include <stdint.h>

static int64_t in_use(void) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
	struct mallinfo2 all = mallinfo2(); // of all arenas
	return (int64_t)(all.uordblks + all.hblkhd);
#else
	return -1;
#endif
}
*/
import "C"

// InUse gives the bytes that malloc has handed out, with its own headers and with what its threads keep in their caches, at
// most a few hundred kilobytes each. It says false where the C library does not tell: glibc does since 2.33.
func InUse() (bytes int64, known bool) {
	n := int64(C.in_use())
	return n, n >= 0
}
