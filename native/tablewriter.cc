#include "tablewriter.h"

#include <fcntl.h>
#include <leveldb/table_builder.h>

#include <algorithm>
#include <cstring>

#include "crc.h"
#include "disk.h"
#include "durable.h"
#include "internal.h"

namespace oldb {

using leveldb::Slice;
using leveldb::Status;

namespace {

const size_t kBufferSize = 256 << 10;  // fits into a processor's cache
const size_t kWriteBack = 8 << 20;

class LevelDBWriter final : public TableWriter {
 public:
  LevelDBWriter(const leveldb::Options& options, TableFile* file) : builder_(options, file) {}
  ~LevelDBWriter() override {
    if (!finished_) builder_.Abandon();
  }

  Status Add(const Slice& key, const Slice& value) override {
    // LevelDB copies the entry to a block, which it may have to move.
    if (!HasMemory(2 * (key.size() + value.size()))) throw std::bad_alloc();
    builder_.Add(key, value);
    return builder_.status();
  }

  Status Finish() override {
    finished_ = true;
    return builder_.Finish();
  }

  uint64_t FileSize() const override { return builder_.FileSize(); }

 private:
  leveldb::TableBuilder builder_;
  bool finished_ = false;
};

}  // namespace

std::unique_ptr<TableWriter> NewLevelDBWriter(const leveldb::Options& options, TableFile* file) {
  return std::unique_ptr<TableWriter>(new LevelDBWriter(options, file));
}

TableFile::TableFile(std::string path) : path_(std::move(path)), buffer_(new char[kBufferSize]) {}

TableFile::~TableFile() {
  if (fd_ >= 0) CloseFile(fd_, path_);
}

Status TableFile::Create() { return Check(CreateFile(path_, &fd_)); }

Status TableFile::Append(const Slice& data) noexcept {
  if (data.size() >= kBufferSize) {
    const Status s = WriteBuffer();
    return s.ok() ? Write(data.data(), data.size()) : s;
  }
  const size_t fits = std::min(data.size(), kBufferSize - used_);
  std::memcpy(buffer_.get() + used_, data.data(), fits);
  used_ += fits;
  if (fits == data.size()) return failure_;
  const Status s = WriteBuffer();
  std::memcpy(buffer_.get(), data.data() + fits, data.size() - fits);
  used_ = data.size() - fits;
  return s;
}

Status TableFile::AppendSummed(const Slice& data) {
  for (size_t done = 0; done < data.size();) {
    if (used_ == kBufferSize) {
      const Status s = WriteBuffer();
      if (!s.ok()) return s;
    }
    const size_t n = std::min(data.size() - done, kBufferSize - used_);
    std::memcpy(buffer_.get() + used_, data.data() + done, n);
    used_ += n;
    done += n;
  }
  return failure_;
}

uint32_t TableFile::TakeCrc() {
  Sum();
  return std::exchange(crc_, 0);
}

void TableFile::Sum() {
  crc_ = ExtendCrc(crc_, buffer_.get() + summed_, used_ - summed_);
  summed_ = used_;
}

Status TableFile::Release(int* fd) {
  const Status s = WriteBuffer();
  if (s.ok()) *fd = std::exchange(fd_, -1);
  return s;
}

Status TableFile::Check(int error) const { return error == 0 ? Status::OK() : PosixError(path_, error); }

Status TableFile::WriteBuffer() {
  Sum();
  summed_ = 0;
  const size_t size = std::exchange(used_, 0);
  return size > 0 ? Write(buffer_.get(), size) : failure_;
}

Status TableFile::Write(const char* data, size_t size) {
  if (!failure_.ok()) return failure_;
  failure_ = Check(WriteFile(fd_, path_, data, size));
  written_ += size;
#if defined(__linux__)
  if (failure_.ok() && written_ - started_ >= kWriteBack) {
    // The sync reports what this cannot do.
    static_cast<void>(::sync_file_range(fd_, static_cast<off64_t>(started_), static_cast<off64_t>(written_ - started_),
                                        SYNC_FILE_RANGE_WRITE));
    started_ = written_;
  }
#endif
  return failure_;
}

}  // namespace oldb
