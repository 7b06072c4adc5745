// Memory for lent values that cannot be read after it was given back. Only in builds with -tags openleveldb_poison.
#ifndef OPENLEVELDB_NATIVE_POISON_H_
#define OPENLEVELDB_NATIVE_POISON_H_

#include <stddef.h>
#include <stdint.h>

#include "nothrow.h"

#ifdef __cplusplus
extern "C" {
#endif

// Makes the process say which value it was, where it was lent and where it was released, when it is about to end or to panic
// because of an address of oldb_poison_lend. What was installed for such faults before, which is Go's own handler, then goes on.
// Returns 0, or errno.
int oldb_poison_install(void) OLDB_NOTHROW;

// Puts a copy of data on pages of its own, at the same distance from a multiple of 64, followed by a page that cannot be
// accessed. The copy cannot be written to. made is kept for ever. Returns 0 and sets *copy, or errno.
int oldb_poison_lend(const char* data, size_t size, const char* made, char** copy) OLDB_NOTHROW;

// Makes the pages of a copy inaccessible, for ever, and gives their memory back. released is kept for ever. Returns 0, or errno.
int oldb_poison_revoke(char* copy, size_t size, const char* made, const char* released) OLDB_NOTHROW;

// What is known of an address.
typedef struct {
  const char* made;      // NULL: nothing is known, as it is no such address, or too many values were lent since
  const char* released;  // NULL: it was not
} oldb_poison_story;
void oldb_poison_find(uintptr_t address, oldb_poison_story* story) OLDB_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_POISON_H_
