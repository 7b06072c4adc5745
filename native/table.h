// Tables that are mapped, read ahead, and checked, because they may be damaged. See table.cc.
#ifndef OPENLEVELDB_NATIVE_TABLE_H_
#define OPENLEVELDB_NATIVE_TABLE_H_

#include <leveldb/env.h>
#include <leveldb/status.h>

#include <string>

#include "reading.h"

namespace oldb {

// Opens a table for reading.
leveldb::Status OpenTable(const std::string& name, leveldb::RandomAccessFile** result);

// While one exists, the reads of this thread are those of a compaction: they are in order, and every
// block is checked.
class Compacting final {
 public:
  Compacting() noexcept;
  ~Compacting();

 private:
  Sequence sequence_;
  Scanning scanning_;
};

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_TABLE_H_
