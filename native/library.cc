#include "library.h"

#include <leveldb/env.h>
#include <leveldb/options.h>
#include <leveldb/table_builder.h>

#include <string>

namespace {

// Takes a table and keeps none of it.
class NowhereFile final : public leveldb::WritableFile {
 public:
  leveldb::Status Append(const leveldb::Slice&) override { return leveldb::Status::OK(); }
  leveldb::Status Close() override { return leveldb::Status::OK(); }
  leveldb::Status Flush() override { return leveldb::Status::OK(); }
  leveldb::Status Sync() override { return leveldb::Status::OK(); }
};

}  // namespace

// LevelDB does not tell, and stores blocks as they are if it has no Snappy: so it is given one that compresses well.
int oldb_has_snappy(void) {
  const size_t size = 64 << 10;
  leveldb::Options options;
  options.compression = leveldb::kSnappyCompression;
  NowhereFile file;
  leveldb::TableBuilder builder(options, &file);
  builder.Add("key", std::string(size, 'v'));
  return builder.Finish().ok() && builder.FileSize() < size ? 1 : 0;
}
