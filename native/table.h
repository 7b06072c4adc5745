// Checked reads of tables that may be damaged. See table.cc.
#ifndef OPENLEVELDB_NATIVE_TABLE_H_
#define OPENLEVELDB_NATIVE_TABLE_H_

#include <leveldb/env.h>
#include <leveldb/status.h>

#include <string>

namespace oldb {

// Replaces *file by a file that checks what is read from it. opened is the status of opening *file,
// a table.
leveldb::Status CheckTable(const std::string& name, const leveldb::Status& opened, leveldb::RandomAccessFile** file);

// While one exists, the reads of this thread are those of a compaction: every block is checked.
class Compacting final {
 public:
  Compacting() noexcept;
  ~Compacting();
};

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_TABLE_H_
