#include "library.h"

#include <leveldb/env.h>
#include <leveldb/options.h>
#include <leveldb/table_builder.h>

#include <string>

namespace {

// Takes a table and keeps none of it.
class NowhereFile final : public leveldb::WritableFile {
 public:
  leveldb::Status Append(const leveldb::Slice&) noexcept override { return leveldb::Status::OK(); }
  leveldb::Status Close() noexcept override { return leveldb::Status::OK(); }
  leveldb::Status Flush() noexcept override { return leveldb::Status::OK(); }
  leveldb::Status Sync() noexcept override { return leveldb::Status::OK(); }
};

}  // namespace

// LevelDB does not tell, and stores blocks as they are if it has no Snappy. So a block that
// compresses well is given to it.
int oldb_has_snappy(void) OLDB_NOTHROW {
  const size_t size = 64 << 10;
  leveldb::Options options;
  options.compression = leveldb::kSnappyCompression;
  NowhereFile file;
  leveldb::TableBuilder builder(options, &file);
  builder.Add("key", std::string(size, 'v'));
  return builder.Finish().ok() && builder.FileSize() < size ? 1 : 0;
}
