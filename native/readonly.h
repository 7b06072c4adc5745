// The environment through which LevelDB opens a database without changing a file. See readonly.cc.
#ifndef OPENLEVELDB_NATIVE_READONLY_H_
#define OPENLEVELDB_NATIVE_READONLY_H_

#include <leveldb/c.h>

#include "nothrow.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct oldb_readonly oldb_readonly;

// Creates an environment and sets it in the options. It must outlive every database that is opened
// with them.
oldb_readonly* oldb_readonly_new(leveldb_options_t* options) OLDB_NOTHROW;
void oldb_readonly_free(oldb_readonly* env) OLDB_NOTHROW;

// Marks the end of opening: from now on nothing is written, not even in memory, and no compaction
// runs. Must be called once, before any other use of db. Returns NULL, or the text of a status,
// which is valid until the environment is freed. With a text, db must not be used: it was opened
// without a log that could not be read.
const char* oldb_readonly_seal(oldb_readonly* env, leveldb_t* db) OLDB_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_READONLY_H_
