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

// InUse returns the number of bytes that malloc has allocated. They include malloc's headers and
// the per-thread caches, which hold at most a few hundred kilobytes each. known is false if the C
// library does not report the number; glibc does since version 2.33.
func InUse() (bytes int64, known bool) {
	n := int64(C.in_use())
	return n, n >= 0
}
