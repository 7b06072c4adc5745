// Memory for borrowed values that becomes inaccessible at release. Only in builds with -tags
// openleveldb_poison.
#ifndef OPENLEVELDB_NATIVE_POISON_H_
#define OPENLEVELDB_NATIVE_POISON_H_

#include <stddef.h>
#include <stdint.h>

#include "nothrow.h"

#ifdef __cplusplus
extern "C" {
#endif

// Installs a fault handler. When the process is about to end or to panic because of an address of
// oldb_poison_copy, the handler reports where the value was made and where it was released. It then
// calls the previous handler, which is Go's own. Returns 0 or an errno.
int oldb_poison_install(void) OLDB_NOTHROW;

// Copies data to memory pages of its own, at the same offset modulo 64, followed by an inaccessible
// page. The copy cannot be written to. made is kept forever. Returns 0 and sets *copy, or returns
// an errno.
int oldb_poison_copy(const char* data, size_t size, const char* made, char** copy) OLDB_NOTHROW;

// Makes the pages of a copy inaccessible forever and returns their memory to the system. released
// is kept forever. Returns 0 or an errno.
int oldb_poison_revoke(char* copy, size_t size, const char* made, const char* released) OLDB_NOTHROW;

// What is known about an address.
typedef struct {
  const char* made;      // NULL if unknown: not such an address, or too many values were made since
  const char* released;  // NULL if it was not released
} oldb_poison_story;
void oldb_poison_find(uintptr_t address, oldb_poison_story* story) OLDB_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_POISON_H_
