// Reads of tables that may be damaged. See table.cc.
#ifndef OPENLEVELDB_NATIVE_TABLE_H_
#define OPENLEVELDB_NATIVE_TABLE_H_

#include <leveldb/env.h>
#include <leveldb/status.h>

#include <string>

namespace oldb {

// Replaces *file, a table that was opened with the status, by one that checks what is read from it.
leveldb::Status CheckTable(const std::string& name, const leveldb::Status& opened, leveldb::RandomAccessFile** file);

// While one exists, reads of the thread are those of a compaction: every block is checked.
class Compacting final {
 public:
  Compacting() noexcept;
  ~Compacting();
};

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_TABLE_H_
