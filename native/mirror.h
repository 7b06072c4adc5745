// The handles of LevelDB's C interface, which its header keeps opaque. They provide access to the
// C++ object of a database that levigo has opened, make an environment of this package a handle
// that leveldb_options_set_env accepts, and set options that the C interface lacks. db/c.cc defines
// them in this way in all versions that this package supports, 1.21 to 1.23. No other header
// repeats definitions of LevelDB.
#ifndef OPENLEVELDB_NATIVE_MIRROR_H_
#define OPENLEVELDB_NATIVE_MIRROR_H_

#include <leveldb/db.h>
#include <leveldb/env.h>
#include <leveldb/options.h>

struct leveldb_t {
  leveldb::DB* rep;
};

struct leveldb_env_t {
  leveldb::Env* rep;
  bool is_default;
};

struct leveldb_options_t {
  leveldb::Options rep;
};

#endif  // OPENLEVELDB_NATIVE_MIRROR_H_
