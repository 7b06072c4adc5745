package native

/*
#if defined(__GLIBC__) || defined(__linux__)
#include <malloc.h>
#endif

static void oldb_map_large_allocations(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}
*/
import "C"

// MapLargeAllocations makes glibc's allocator map each allocation of a megabyte or more separately,
// so that its memory returns to the system when it is freed. By default glibc raises this limit up
// to 32 MiB, and the arena of each thread may keep twice as much freed memory. It is for processes
// that must limit their memory, such as servers. Without glibc it does nothing.
func MapLargeAllocations() { C.oldb_map_large_allocations() }
