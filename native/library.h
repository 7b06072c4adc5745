// Features of the linked LevelDB library.
#ifndef OPENLEVELDB_NATIVE_LIBRARY_H_
#define OPENLEVELDB_NATIVE_LIBRARY_H_

#include "nothrow.h"

#ifdef __cplusplus
extern "C" {
#endif

// Reports whether the library was built with Snappy: 1 if it was, 0 if not.
int oldb_has_snappy(void) OLDB_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_LIBRARY_H_
