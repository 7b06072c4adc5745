// Writers of one table each.
#ifndef OPENLEVELDB_NATIVE_TABLEWRITER_H_
#define OPENLEVELDB_NATIVE_TABLEWRITER_H_

#include <leveldb/env.h>
#include <leveldb/options.h>
#include <leveldb/slice.h>
#include <leveldb/status.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace oldb {

// The file of a table. While it is written, the system is asked to write earlier parts to the disk,
// so that little is left for the sync. After a failed call, every later call fails.
class TableFile final : public leveldb::WritableFile {
 public:
  explicit TableFile(std::string path);
  ~TableFile() override;

  leveldb::Status Create();
  leveldb::Status Append(const leveldb::Slice& data) noexcept override;
  // TableBuilder calls it after each block.
  leveldb::Status Flush() noexcept override { return failure_; }
  leveldb::Status Sync() noexcept override { return WriteBuffer(); }
  leveldb::Status Close() noexcept override { return WriteBuffer(); }

  // Append for a block whose checksum is computed. The bytes are copied first, so that the checksum
  // is that of the bytes in the file, even if other threads change the data.
  leveldb::Status AppendSummed(const leveldb::Slice& data);
  // Returns the checksum of the bytes since the previous call.
  uint32_t TakeCrc();

  // Writes the buffered bytes, and hands over the open file.
  leveldb::Status Release(int* fd);

 private:
  leveldb::Status Check(int error) const;
  leveldb::Status WriteBuffer();
  leveldb::Status Write(const char* data, size_t size);
  void Sum();

  const std::string path_;
  const std::unique_ptr<char[]> buffer_;
  int fd_ = -1;
  size_t used_ = 0;      // bytes in the buffer
  size_t summed_ = 0;    // those of them that crc_ includes, or that precede the block
  uint32_t crc_ = 0;     // of the block
  uint64_t written_ = 0;
  uint64_t started_ = 0;  // bytes that the system was asked to write
  leveldb::Status failure_;
};

// A table in progress. Destroying it before Finish gives it up.
class TableWriter {
 public:
  virtual ~TableWriter() = default;
  // Adds an entry. Its internal key must be greater than the one before.
  virtual leveldb::Status Add(const leveldb::Slice& key, const leveldb::Slice& value) = 0;
  virtual leveldb::Status Finish() = 0;
  virtual uint64_t FileSize() const = 0;  // of the finished blocks
};

// Returns LevelDB's own writer. It uses the options and the file until it is destroyed.
std::unique_ptr<TableWriter> NewLevelDBWriter(const leveldb::Options& options, TableFile* file);

// Returns a writer of tables without compression. It writes the same bytes as LevelDB's own.
std::unique_ptr<TableWriter> NewPlainWriter(const leveldb::Options& options, TableFile* file);

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_TABLEWRITER_H_
