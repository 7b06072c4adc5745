#include "build.h"

#include <leveldb/comparator.h>
#include <leveldb/filter_policy.h>
#include <leveldb/options.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "crc.h"
#include "disk.h"
#include "durable.h"
#include "internal.h"
#include "packed.h"
#include "tablewriter.h"

// A table of a database holds internal keys in LevelDB's internal order, and a filter of user keys.
// LevelDB does not export either (db/dbformat.cc of 1.23).
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

// Blocks and tables have LevelDB's bounds (SanitizeOptions in db/db_impl.cc).
size_t Within(size_t low, size_t value, size_t high, size_t otherwise) {
  return value == 0 ? otherwise : std::min(std::max(value, low), high);
}

}  // namespace

struct oldb_build {
  oldb_build(uint64_t sequence, size_t table_size, size_t block_size, int restart_interval, int snappy, int filter_bits,
             bool leveldb_only)
      : tag_(TagOf(sequence)), table_size_(Within(1 << 20, table_size, 1 << 30, options_.max_file_size)),
        leveldb_only_(leveldb_only) {
    options_.comparator = &order_;
    options_.block_size = Within(1 << 10, block_size, 4 << 20, options_.block_size);
    if (restart_interval > 0) options_.block_restart_interval = restart_interval;
    options_.compression = snappy ? leveldb::kSnappyCompression : leveldb::kNoCompression;
    if (filter_bits > 0) {
      filter_.reset(new UserKeyFilter(filter_bits));
      options_.filter_policy = filter_.get();
    }
  }

  Status Begin(const char* path, size_t path_size) {
    std::unique_ptr<oldb::TableFile> file(new oldb::TableFile(std::string(path, path_size)));
    const Status s = file->Create();
    if (!s.ok()) return s;
    const bool plain = options_.compression == leveldb::kNoCompression && !leveldb_only_;
    table_ = plain ? oldb::NewPlainWriter(options_, file.get()) : oldb::NewLevelDBWriter(options_, file.get());
    file_ = std::move(file);
    first_.clear();
    return s;
  }

  // Adds one entry. LevelDB checks the order only by an assertion, which would end the process.
  Status Add(const Slice& key, const Slice& value, bool* full) {
    if (table_ == nullptr) return Status::InvalidArgument("no table was begun");
    if (!last_.empty() && UserKey(last_).compare(key) >= 0) {
      return Status::InvalidArgument("the key \"" + key.ToString() + "\" follows \"" + UserKey(last_).ToString() + "\"");
    }
    last_.assign(key.data(), key.size());
    AppendTag(&last_, tag_);
    if (first_.empty()) first_ = last_;
    const Status s = table_->Add(last_, value);
    *full = table_->FileSize() >= table_size_;
    return s;
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
    if (table_ == nullptr || first_.empty()) return Status::InvalidArgument("the table has no entries");
    const std::unique_ptr<oldb::TableFile> file = std::move(file_);
    const std::unique_ptr<oldb::TableWriter> done = std::move(table_);
    Status s = done->Finish();
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
  const bool leveldb_only_;
  std::unique_ptr<oldb::TableFile> file_;
  std::unique_ptr<oldb::TableWriter> table_;  // uses file_
  std::string first_;  // of the table; empty if it has no entries
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
                           int filter_bits, int leveldb_only) OLDB_NOTHROW {
  try {
    return new oldb_build(sequence, table_size, block_size, restart_interval, snappy, filter_bits, leveldb_only != 0);
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

uint32_t oldb_crc(uint32_t crc, const char* data, size_t size, int portable) OLDB_NOTHROW {
  return portable ? oldb::ExtendCrcPortably(crc, data, size) : oldb::ExtendCrc(crc, data, size);
}

}  // extern "C"
