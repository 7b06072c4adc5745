// Definitions of memcpy and memmove that count the copied bytes for all callers in the process.
#ifndef OPENLEVELDB_BENCH_COPIED_MEMCPY_H_
#define OPENLEVELDB_BENCH_COPIED_MEMCPY_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Returns the number of bytes that all threads have copied since the process started.
uint64_t copied_bytes(void);

// Copies size bytes by memcpy.
void copied_copy(char* to, const char* from, size_t size);

// Copies size bytes by memmove. The two regions may overlap.
void copied_move(char* to, const char* from, size_t size);

// Copies size bytes into a new std::string, once.
void copied_string(const char* from, size_t size);

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_BENCH_COPIED_MEMCPY_H_
