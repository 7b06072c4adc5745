#include <leveldb/comparator.h>
#include <leveldb/filter_policy.h>

#include <algorithm>
#include <string>
#include <vector>

#include "crc.h"
#include "format.h"
#include "tablewriter.h"

// LevelDB's TableBuilder collects each block in memory, and computes checksums in software if the
// library was built so. For tables of large values without compression, that is slower than the
// disk. The writer here writes the same bytes (doc/table_format.md of LevelDB;
// TestTablesOfBothWriters compares them). It copies each byte once, into the buffer of the file.
namespace oldb {
namespace {

using leveldb::Slice;
using leveldb::Status;

// The location of a block.
struct Handle {
  uint64_t offset = 0, size = 0;

  void AppendTo(std::string* dst) const {
    PutVarint(dst, offset);
    PutVarint(dst, size);
  }
};

// The state of a block to which entries are added (table/block_builder.cc).
class Block {
 public:
  explicit Block(int restart_interval) : interval_(restart_interval) {}

  bool empty() const { return size_ == 0; }
  // The size of the block with its restarts.
  size_t size() const { return size_ + 4 * restarts_.size() + 4; }

  // Sets *head to what precedes the value of the next entry.
  void Add(const Slice& key, size_t value_size, std::string* head) {
    size_t shared = 0;
    if (count_ < interval_) {
      const size_t most = std::min(last_.size(), key.size());
      while (shared < most && last_[shared] == key[shared]) shared++;
    } else {
      restarts_.push_back(static_cast<uint32_t>(size_));
      count_ = 0;
    }
    head->clear();
    PutVarint(head, shared);
    PutVarint(head, key.size() - shared);
    PutVarint(head, value_size);
    head->append(key.data() + shared, key.size() - shared);
    last_.assign(key.data(), key.size());
    count_++;
    size_ += head->size() + value_size;
  }

  // Sets *tail to the end of the block, and begins the next one.
  void Finish(std::string* tail) {
    tail->clear();
    for (const uint32_t restart : restarts_) PutFixed32(tail, restart);
    PutFixed32(tail, static_cast<uint32_t>(restarts_.size()));
    restarts_.assign(1, 0);
    last_.clear();
    count_ = 0;
    size_ = 0;
  }

 private:
  const int interval_;
  std::vector<uint32_t> restarts_{0};
  std::string last_;  // key
  int count_ = 0;     // entries since the last restart
  size_t size_ = 0;
};

// A block that is collected in memory.
class SmallBlock {
 public:
  explicit SmallBlock(int restart_interval) : block_(restart_interval) {}

  void Add(const Slice& key, const Slice& value) {
    block_.Add(key, value.size(), &part_);
    content_.append(part_).append(value.data(), value.size());
  }

  const std::string& Finish() {
    block_.Finish(&part_);
    return content_.append(part_);
  }

 private:
  Block block_;
  std::string part_, content_;
};

// The filters of a table: one for each 2 KiB of it (table/filter_block.cc).
class Filters {
 public:
  explicit Filters(const leveldb::FilterPolicy* policy) : policy_(policy) {}

  // Called when a block begins at the offset.
  void StartBlock(uint64_t offset) {
    while (offset >> kLog > offsets_.size()) Generate();
  }

  void AddKey(const Slice& key) {
    starts_.push_back(keys_.size());
    keys_.append(key.data(), key.size());
  }

  const std::string& Finish() {
    if (!starts_.empty()) Generate();
    const size_t end = result_.size();
    for (const uint32_t offset : offsets_) PutFixed32(&result_, offset);
    PutFixed32(&result_, static_cast<uint32_t>(end));
    result_.push_back(static_cast<char>(kLog));
    return result_;
  }

 private:
  static const int kLog = 11;

  void Generate() {
    offsets_.push_back(static_cast<uint32_t>(result_.size()));
    if (starts_.empty()) return;
    std::vector<Slice> keys;
    keys.reserve(starts_.size());
    for (size_t i = 0; i < starts_.size(); i++) {
      const size_t end = i + 1 < starts_.size() ? starts_[i + 1] : keys_.size();
      keys.emplace_back(keys_.data() + starts_[i], end - starts_[i]);
    }
    policy_->CreateFilter(keys.data(), static_cast<int>(keys.size()), &result_);
    keys_.clear();
    starts_.clear();
  }

  const leveldb::FilterPolicy* const policy_;
  std::string keys_, result_;
  std::vector<size_t> starts_;
  std::vector<uint32_t> offsets_;
};

class PlainWriter final : public TableWriter {
 public:
  PlainWriter(const leveldb::Options& options, TableFile* file)
      : options_(options), file_(file), data_(options.block_restart_interval) {
    if (options.filter_policy != nullptr) filters_.reset(new Filters(options.filter_policy));
  }

  Status Add(const Slice& key, const Slice& value) override {
    if (pending_) {
      options_.comparator->FindShortestSeparator(&last_, key);
      AddToIndex();
    }
    if (filters_ != nullptr) filters_->AddKey(key);
    last_.assign(key.data(), key.size());
    data_.Add(key, value.size(), &part_);
    Status s = file_->AppendSummed(part_);
    if (s.ok()) s = file_->AppendSummed(value);
    if (s.ok() && data_.size() >= options_.block_size) s = EndData();
    return s;
  }

  Status Finish() override {
    Status s = EndData();
    SmallBlock meta(options_.block_restart_interval);
    if (s.ok() && filters_ != nullptr) {
      Handle handle;
      s = WriteBlock(filters_->Finish(), &handle);
      part_.clear();
      handle.AppendTo(&part_);
      meta.Add(std::string("filter.") + options_.filter_policy->Name(), part_);
    }
    Handle meta_handle, index_handle;
    if (s.ok()) s = WriteBlock(meta.Finish(), &meta_handle);
    if (!s.ok()) return s;
    if (pending_) {
      options_.comparator->FindShortSuccessor(&last_);
      AddToIndex();
    }
    s = WriteBlock(index_.Finish(), &index_handle);
    std::string footer;
    meta_handle.AppendTo(&footer);
    index_handle.AppendTo(&footer);
    footer.resize(kFooterSize - 8);
    footer.append(kMagic, 8);
    offset_ += footer.size();
    return s.ok() ? file_->Append(footer) : s;
  }

  uint64_t FileSize() const override { return offset_; }

 private:
  void AddToIndex() {
    part_.clear();
    data_handle_.AppendTo(&part_);
    index_.Add(last_, part_);
    pending_ = false;
  }

  // Ends the block of entries in progress, if there is one.
  Status EndData() {
    if (data_.empty()) return Status::OK();
    const size_t size = data_.size();
    data_.Finish(&part_);
    Status s = file_->AppendSummed(part_);
    if (s.ok()) s = EndBlock(size, &data_handle_);
    pending_ = true;
    if (filters_ != nullptr) filters_->StartBlock(offset_);
    return s;
  }

  Status WriteBlock(const std::string& content, Handle* handle) {
    const Status s = file_->AppendSummed(content);
    return s.ok() ? EndBlock(content.size(), handle) : s;
  }

  // Writes what follows a block of the given size: its kind and its checksum.
  Status EndBlock(size_t size, Handle* handle) {
    Status s = file_->AppendSummed(Slice(&kUncompressed, 1));
    std::string crc;
    PutFixed32(&crc, MaskCrc(file_->TakeCrc()));
    if (s.ok()) s = file_->AppendSummed(crc);
    file_->TakeCrc();
    handle->offset = offset_;
    handle->size = size;
    offset_ += size + 5;
    return s;
  }

  const leveldb::Options& options_;
  TableFile* const file_;
  Block data_;
  SmallBlock index_{1};
  std::unique_ptr<Filters> filters_;
  bool pending_ = false;  // the last block of entries is not in the index yet
  Handle data_handle_;    // of that block
  std::string last_;      // key
  std::string part_;
  uint64_t offset_ = 0;
};

}  // namespace

std::unique_ptr<TableWriter> NewPlainWriter(const leveldb::Options& options, TableFile* file) {
  return std::unique_ptr<TableWriter>(new PlainWriter(options, file));
}

}  // namespace oldb
