// Declarations that the C++ files of this package share. Go does not see them.
#ifndef OPENLEVELDB_NATIVE_INTERNAL_H_
#define OPENLEVELDB_NATIVE_INTERNAL_H_

#include <leveldb/db.h>
#include <leveldb/options.h>

#include "shim.h"

// The handle of LevelDB's C interface, as db/c.cc has defined it since the first release. The
// header keeps it opaque. It provides access to the C++ object of a database that levigo opened.
struct leveldb_t {
  leveldb::DB* rep;
};

namespace oldb {

// Sets the class and the text of an error status.
void SetError(oldb_status* out, const leveldb::Status& s);

// Converts a status of LevelDB.
inline void SetStatus(oldb_status* out, const leveldb::Status& s) {
  out->code = OLDB_OK;
  out->text = 0;
  if (!s.ok()) SetError(out, s);
}

inline void SetOutOfMemory(oldb_status* out) {
  out->code = OLDB_OUT_OF_MEMORY;
  out->text = 0;
}

void SetInvalidArgument(oldb_status* out, const char* text);

inline leveldb::ReadOptions MakeReadOptions(const oldb_snapshot* snapshot, int flags) {
  leveldb::ReadOptions options;
  options.verify_checksums = (flags & OLDB_VERIFY_CHECKSUMS) != 0;
  options.fill_cache = (flags & OLDB_DONT_FILL_CACHE) == 0;
  options.snapshot = reinterpret_cast<const leveldb::Snapshot*>(snapshot);
  return options;
}

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_INTERNAL_H_
