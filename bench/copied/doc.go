// Package copied counts the bytes that this process copies in memory. It counts actual copies at
// run time.
//
// Counting needs a special build on Linux and amd64, which make bench-copies makes:
//
//   - Go's copies call runtime.memmove, which gets one more instruction that adds the length to a
//     counter. The program overlay derives that memmove from the Go toolchain that builds, and go's
//     flag -overlay substitutes it. Copies of a small, constant length (headers, structs) that the
//     compiler inlines are not counted.
//   - C's copies call memcpy and memmove, which this package defines under the build tag
//     count_copies (memcpy.c). Because they are in the executable, the dynamic linker binds
//     libleveldb and libstdc++ to them, too. Small copies that the C compiler inlines are not
//     counted, nor are copies inside the C library, such as realloc moving memory.
//
// Copies by the kernel, such as those of a file read, are not counted here. /proc/self/io reports
// them.
//
// The counters are global: they include all goroutines and threads of the process.
package copied
