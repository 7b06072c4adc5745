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

// MapLargeAllocations makes glibc's allocator map each allocation of a megabyte or more by itself, so that it is returned to the
// system when it is freed. By default glibc raises that limit up to 32 MiB, and each thread's arena may keep twice as much that
// was freed. It is for a process that has to keep within a bound of memory, such as a server; elsewhere it does nothing.
func MapLargeAllocations() { C.oldb_map_large_allocations() }
