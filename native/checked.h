// The environment through which LevelDB reads tables that may be damaged. See checked.cc.
#ifndef OPENLEVELDB_NATIVE_CHECKED_H_
#define OPENLEVELDB_NATIVE_CHECKED_H_

#include <leveldb/c.h>

#ifdef __cplusplus
#include <leveldb/env.h>

// The environment itself, one for all databases of the process. It lives for ever.
leveldb::Env* oldb_checked_env();

extern "C" {
#endif

// Puts the environment into the options, in place of LevelDB's default one.
void oldb_checked_set(leveldb_options_t* options);

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_CHECKED_H_
