// Package copied counts the bytes that this process copies in memory: really, copy by copy, not by what the code is thought to do.
//
// It takes a build of its own, on Linux and amd64, which `make bench-copies` makes:
//
//   - Go's copies go through runtime.memmove, which gets one instruction more: it adds the length to a counter. The program overlay
//     writes such a memmove from the one of the Go that builds, and go's flag -overlay puts it in its place. What the compiler makes
//     of a copy of known, small length (headers, structs) is not counted.
//   - C's copies go through memcpy and memmove, which this package defines with the tag count_copies (memcpy.c). As they are in the
//     executable, the dynamic linker binds libleveldb and libstdc++ to them, too. What their compiler made of small copies, and
//     those inside the C library, as when realloc moves memory, are not counted.
//
// What the system copies in reading a file is not memory to memory and not here: /proc/self/io tells it.
//
// The counters are those of the process: of all goroutines and threads.
package copied
