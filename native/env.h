// The environment through which LevelDB uses the file system. See env.cc.
#ifndef OPENLEVELDB_NATIVE_ENV_H_
#define OPENLEVELDB_NATIVE_ENV_H_

#include <leveldb/c.h>

#include "nothrow.h"

#ifdef __cplusplus
#include <leveldb/env.h>

#include <string>

// Returns the environment that all databases of the process share. It is never freed.
leveldb::Env* oldb_env() noexcept;

// Removes a file through that environment. The name of that method differs between versions of
// LevelDB.
leveldb::Status oldb_env_remove(const std::string& name) noexcept;

extern "C" {
#endif

// Sets the environment in the options. It replaces LevelDB's default.
void oldb_env_set(leveldb_options_t* options) OLDB_NOTHROW;

// Sets LevelDB's option reuse_logs, which its C interface lacks.
void oldb_reuse_logs(leveldb_options_t* options) OLDB_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_ENV_H_
