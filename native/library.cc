#include "library.h"

#include <leveldb/env.h>
#include <leveldb/options.h>
#include <leveldb/table_builder.h>

#include <string>

namespace {

// Discards the table that is written to it.
class NowhereFile final : public leveldb::WritableFile {
 public:
  leveldb::Status Append(const leveldb::Slice&) noexcept override { return leveldb::Status::OK(); }
  leveldb::Status Close() noexcept override { return leveldb::Status::OK(); }
  leveldb::Status Flush() noexcept override { return leveldb::Status::OK(); }
  leveldb::Status Sync() noexcept override { return leveldb::Status::OK(); }
};

}  // namespace

// LevelDB does not report whether it has Snappy, and stores blocks uncompressed without it. So this
// builds a table with a block that compresses well, and checks its size.
int oldb_has_snappy(void) OLDB_NOTHROW {
  const size_t size = 64 << 10;
  leveldb::Options options;
  options.compression = leveldb::kSnappyCompression;
  NowhereFile file;
  leveldb::TableBuilder builder(options, &file);
  builder.Add("key", std::string(size, 'v'));
  return builder.Finish().ok() && builder.FileSize() < size ? 1 : 0;
}
