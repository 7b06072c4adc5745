#include "build.h"

#include <fcntl.h>
#include <leveldb/comparator.h>
#include <leveldb/env.h>
#include <leveldb/filter_policy.h>
#include <leveldb/options.h>
#include <leveldb/table_builder.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "disk.h"
#include "durable.h"
#include "internal.h"
#include "packed.h"

// LevelDB's own TableBuilder writes the tables. A table of a database holds internal keys, so it is
// given LevelDB's internal order and filter, which LevelDB does not export (db/dbformat.cc of 1.23).
// An internal key is
//
//   offset 0   user key, N bytes
//   offset N   sequence number << 8 | kind, 8 bytes, little-endian; kind 1 is a value
namespace {

using leveldb::Slice;
using leveldb::Status;

const size_t kTagSize = 8;
const uint64_t kValue = 1;
const uint64_t kMaxSequence = (uint64_t{1} << 56) - 1;

uint64_t TagOf(uint64_t sequence) { return sequence << 8 | kValue; }

void AppendTag(std::string* key, uint64_t tag) {
  for (size_t i = 0; i < kTagSize; i++) key->push_back(static_cast<char>(tag >> 8 * i & 0xff));
}

uint64_t GetTag(const Slice& key) {
  uint64_t tag = 0;
  for (size_t i = 0; i < kTagSize; i++) {
    tag |= static_cast<uint64_t>(static_cast<unsigned char>(key[key.size() - kTagSize + i])) << 8 * i;
  }
  return tag;
}

Slice UserKey(const Slice& key) { return Slice(key.data(), key.size() - kTagSize); }

// The order of internal keys: by user key, then the newest first.
class InternalOrder final : public leveldb::Comparator {
 public:
  const char* Name() const noexcept override { return "leveldb.InternalKeyComparator"; }

  int Compare(const Slice& a, const Slice& b) const noexcept override {
    const int c = UserKey(a).compare(UserKey(b));
    if (c != 0) return c;
    const uint64_t x = GetTag(a), y = GetTag(b);
    return x > y ? -1 : x < y ? 1 : 0;
  }

  void FindShortestSeparator(std::string* start, const Slice& limit) const noexcept override {
    std::string separator = UserKey(*start).ToString();
    leveldb::BytewiseComparator()->FindShortestSeparator(&separator, UserKey(limit));
    Shorten(start, &separator);
  }

  void FindShortSuccessor(std::string* key) const noexcept override {
    std::string successor = UserKey(*key).ToString();
    leveldb::BytewiseComparator()->FindShortSuccessor(&successor);
    Shorten(key, &successor);
  }

 private:
  // Replaces the key if the user key is shorter and greater than its own.
  static void Shorten(std::string* key, std::string* user) {
    if (user->size() >= key->size() - kTagSize || UserKey(*key).compare(*user) >= 0) return;
    AppendTag(user, TagOf(kMaxSequence));
    key->swap(*user);
  }
};

// A filter of user keys.
class UserKeyFilter final : public leveldb::FilterPolicy {
 public:
  explicit UserKeyFilter(int bits) : filter_(leveldb::NewBloomFilterPolicy(bits)) {}

  const char* Name() const noexcept override { return filter_->Name(); }

  // Like LevelDB's own, it changes the slices, which TableBuilder does not use again.
  void CreateFilter(const Slice* keys, int n, std::string* dst) const noexcept override {
    Slice* const user = const_cast<Slice*>(keys);
    for (int i = 0; i < n; i++) user[i] = UserKey(keys[i]);
    filter_->CreateFilter(keys, n, dst);
  }

  bool KeyMayMatch(const Slice& key, const Slice& filter) const noexcept override {
    return filter_->KeyMayMatch(UserKey(key), filter);
  }

 private:
  const std::unique_ptr<const leveldb::FilterPolicy> filter_;
};

const size_t kBufferSize = 256 << 10;
const size_t kWriteBack = 8 << 20;

// The file of a table. While it is written, the system is asked to write earlier parts to the disk,
// so that little is left for the sync. After a failed call, every later call fails.
class TableFile final : public leveldb::WritableFile {
 public:
  explicit TableFile(std::string path) : path_(std::move(path)), buffer_(new char[kBufferSize]) {}
  ~TableFile() override {
    if (fd_ >= 0) oldb::CloseFile(fd_, path_);
  }

  Status Create() { return Check(oldb::CreateFile(path_, &fd_)); }

  Status Append(const Slice& data) noexcept override {
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

  // TableBuilder flushes after each block.
  Status Flush() noexcept override { return failure_; }
  Status Sync() noexcept override { return WriteBuffer(); }
  Status Close() noexcept override { return WriteBuffer(); }

  // Writes the buffered bytes and hands over the file.
  Status Release(int* fd) {
    const Status s = WriteBuffer();
    if (s.ok()) *fd = std::exchange(fd_, -1);
    return s;
  }

 private:
  Status Check(int error) const { return error == 0 ? Status::OK() : oldb::PosixError(path_, error); }

  Status WriteBuffer() {
    const size_t size = std::exchange(used_, 0);
    return size > 0 ? Write(buffer_.get(), size) : failure_;
  }

  Status Write(const char* data, size_t size) {
    if (!failure_.ok()) return failure_;
    failure_ = Check(oldb::WriteFile(fd_, path_, data, size));
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

  const std::string path_;
  const std::unique_ptr<char[]> buffer_;
  int fd_ = -1;
  size_t used_ = 0;  // bytes in the buffer
  uint64_t written_ = 0, started_ = 0;
  Status failure_;
};

// Blocks and tables have LevelDB's bounds (SanitizeOptions in db/db_impl.cc).
size_t Within(size_t low, size_t value, size_t high, size_t otherwise) {
  return value == 0 ? otherwise : std::min(std::max(value, low), high);
}

}  // namespace

struct oldb_build {
  oldb_build(uint64_t sequence, size_t table_size, size_t block_size, int restart_interval, int snappy, int filter_bits)
      : tag_(TagOf(sequence)), table_size_(Within(1 << 20, table_size, 1 << 30, options_.max_file_size)) {
    options_.comparator = &order_;
    options_.block_size = Within(1 << 10, block_size, 4 << 20, options_.block_size);
    if (restart_interval > 0) options_.block_restart_interval = restart_interval;
    options_.compression = snappy ? leveldb::kSnappyCompression : leveldb::kNoCompression;
    if (filter_bits > 0) {
      filter_.reset(new UserKeyFilter(filter_bits));
      options_.filter_policy = filter_.get();
    }
  }

  ~oldb_build() {
    if (builder_ != nullptr) builder_->Abandon();
  }

  Status Begin(const char* path, size_t path_size) {
    std::unique_ptr<TableFile> file(new TableFile(std::string(path, path_size)));
    const Status s = file->Create();
    if (!s.ok()) return s;
    file_ = std::move(file);
    builder_.reset(new leveldb::TableBuilder(options_, file_.get()));
    return s;
  }

  // Adds one entry. LevelDB checks the order only by an assertion, which would end the process.
  Status Add(const Slice& key, const Slice& value, bool* full) {
    if (builder_ == nullptr) return Status::InvalidArgument("no table was begun");
    if (!last_.empty() && UserKey(last_).compare(key) >= 0) {
      return Status::InvalidArgument("key " + key.ToString() + " follows key", UserKey(last_));
    }
    last_.assign(key.data(), key.size());
    AppendTag(&last_, tag_);
    if (builder_->NumEntries() == 0) first_ = last_;
    // LevelDB copies the entry to a block, which it may have to move.
    if (!oldb::HasMemory(2 * (key.size() + value.size()))) throw std::bad_alloc();
    builder_->Add(last_, value);
    *full = builder_->FileSize() >= table_size_;
    return builder_->status();
  }

  Status AddPacked(oldb::Packed packed, size_t size, size_t* used, bool* full) {
    while (!packed.empty() && !*full) {
      char op;
      size_t key_size, value_size;
      Slice key, value;
      if (!packed.ReadByte(&op) || op != 1 || !packed.ReadSize(&key_size) || !packed.ReadSize(&value_size) ||
          !packed.ReadBytes(key_size, &key) || !packed.ReadBytes(value_size, &value)) {
        return Status::InvalidArgument("the entries do not fit their bytes");
      }
      const Status s = Add(key, value, full);
      if (!s.ok()) return s;
      *used = size - packed.left();
    }
    return Status::OK();
  }

  Status Finish(oldb_table* table) {
    if (builder_ == nullptr || builder_->NumEntries() == 0) return Status::InvalidArgument("the table has no entries");
    Status s = builder_->Finish();
    const std::unique_ptr<leveldb::TableBuilder> done = std::move(builder_);
    const std::unique_ptr<TableFile> file = std::move(file_);
    if (s.ok()) s = file->Release(&table->fd);
    if (!s.ok()) return s;
    table->size = done->FileSize();
    table->first = reinterpret_cast<uintptr_t>(first_.data());
    table->first_size = first_.size();
    table->last = reinterpret_cast<uintptr_t>(last_.data());
    table->last_size = last_.size();
    return s;
  }

 private:
  const InternalOrder order_;
  leveldb::Options options_;
  const uint64_t tag_;
  const size_t table_size_;
  std::unique_ptr<UserKeyFilter> filter_;
  std::unique_ptr<TableFile> file_;
  std::unique_ptr<leveldb::TableBuilder> builder_;  // uses file_
  std::string first_;  // of the table
  std::string last_;   // of all tables
};

namespace {

// Calls f and sets the status that it returns.
template <typename F>
void Call(oldb_status* status, F f) noexcept {
  try {
    oldb::SetStatus(status, f());
  } catch (const std::bad_alloc&) {
    oldb::SetOutOfMemory(status);
  }
}

}  // namespace

extern "C" {

oldb_build* oldb_build_new(uint64_t sequence, size_t table_size, size_t block_size, int restart_interval, int snappy,
                           int filter_bits) OLDB_NOTHROW {
  try {
    return new oldb_build(sequence, table_size, block_size, restart_interval, snappy, filter_bits);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void oldb_build_free(oldb_build* build) OLDB_NOTHROW { delete build; }

void oldb_build_begin(oldb_build* build, const char* path, size_t path_size, oldb_status* status) OLDB_NOTHROW {
  Call(status, [&] { return build->Begin(path, path_size); });
}

void oldb_build_add(oldb_build* build, const char* packed, size_t size, size_t* used, int* full, oldb_status* status) OLDB_NOTHROW {
  bool is_full = false;
  Call(status, [&] { return build->AddPacked(oldb::Packed(packed, size), size, used, &is_full); });
  *full = is_full ? 1 : 0;
}

void oldb_build_put(oldb_build* build, const char* key, size_t key_size, const char* value, size_t value_size, int* full,
                    oldb_status* status) OLDB_NOTHROW {
  bool is_full = false;
  Call(status, [&] { return build->Add(Slice(key, key_size), Slice(value, value_size), &is_full); });
  *full = is_full ? 1 : 0;
}

void oldb_build_finish(oldb_build* build, oldb_table* table) OLDB_NOTHROW {
  Call(&table->status, [&] { return build->Finish(table); });
}

void oldb_build_sync(const char* path, size_t path_size, int fd, int discard, oldb_status* status) OLDB_NOTHROW {
  Call(status, [&] {
    const std::string name(path, path_size);
    const int synced = discard ? 0 : oldb::SyncFile(fd, name);
    const int closed = oldb::CloseFile(fd, name);
    const int error = synced != 0 ? synced : closed;
    return error == 0 ? Status::OK() : oldb::PosixError(name, error);
  });
}

}  // extern "C"
