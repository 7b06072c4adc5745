#include "table.h"

#include "crc.h"
#include "durable.h"
#include "format.h"
#include "mapping.h"

#include <leveldb/env.h>

#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <utility>

// LevelDB trusts the locations of the blocks of a table. It allocates the size that the footer or
// the index states before it checks the size of the file, which ends the process with
// std::bad_alloc (table/format.cc of 1.23, ReadBlock). It checks the index and the filter only with
// paranoid_checks, so a damaged one makes keys disappear, even from reads with verify_checksums. A
// compaction checks nothing either, and writes damaged blocks with a new, valid checksum. In builds
// with assertions, as distributions ship, a damaged key of a block ends the process.
//
// So the files here check the footer, the index and the filter of a table when it is opened, and
// every block that a compaction reads, regardless of the options. A failure is a Corruption that
// names the file. If the filter is damaged, LevelDB works without it.
namespace {

using leveldb::Slice;
using leveldb::Status;
using oldb::GetFixed32;
using oldb::GetVarint;
using oldb::kFooterSize;
using oldb::kMagic;
using oldb::kTrailerSize;
using oldb::Mapping;

const uint64_t kNowhere = UINT64_MAX;

struct Handle {
  uint64_t offset = kNowhere, size = 0;

  bool Decode(Slice* in) { return GetVarint(in, &offset) && GetVarint(in, &size); }

  // Reports whether the block and its trailer end before end.
  bool EndsBefore(uint64_t end) const {
    return end >= kTrailerSize && offset <= end - kTrailerSize && size <= end - kTrailerSize - offset;
  }
};

thread_local bool compacting = false;

class Table final : public leveldb::RandomAccessFile {
 public:
  Table(std::string name, std::unique_ptr<Mapping> file) : name_(std::move(name)), file_(std::move(file)) {}

  // LevelDB reads the footer first, then the index, and, if it uses filters, the metaindex and the
  // filter. It does so on one thread, before other threads see the table.
  Status Read(uint64_t offset, size_t n, Slice* result, char* scratch) const noexcept override {
    *result = Slice();
    return oldb::Guarded(name_, [&] {
      const Status s = Fetch(offset, n, result, scratch);
      return Checked(s, offset, n, *result);
    });
  }

 private:
  // Reads n bytes, in place if the file is mapped.
  Status Fetch(uint64_t offset, size_t n, Slice* result, char* scratch) const {
    if (n > file_->size() || offset > file_->size() - n) return Damaged("the table is shorter than it was");
    if (!file_->mapped()) {
      size_t read;
      const int error = file_->Read(offset, n, scratch, &read);
      *result = Slice(scratch, read);
      return error != 0 ? oldb::PosixError(name_, error) : Status::OK();
    }
    const bool part = end_ == 0 || offset == index_.offset || offset == meta_.offset || offset == filter_.offset;
    *result = Slice(part ? oldb::ReadPart(*file_, offset, n) : oldb::ReadBlock(*file_, offset, n, scratch), n);
    return Status::OK();
  }

  Status Checked(const Status& s, uint64_t offset, size_t n, const Slice& block) const {
    if (!s.ok()) return s;
    if (end_ == 0) return CheckFooter(offset, block);
    if (offset == index_.offset) return CheckBlock(block, n, "the index of the table is damaged");
    // LevelDB works without a filter that it cannot read.
    if (offset == filter_.offset) return CheckBlock(block, n, "the filter of the table is damaged");
    if (offset == meta_.offset) return CheckMeta(block, n);
    return compacting ? CheckBlock(block, n, "block checksum mismatch") : s;
  }

  Status Damaged(const char* what) const { return Status::Corruption(name_, what); }

  Status CheckFooter(uint64_t end, const Slice& footer) const {
    if (footer.size() != kFooterSize) return Damaged("the table is shorter than it was");
    if (Slice(footer.data() + kFooterSize - 8, 8) != Slice(kMagic, 8)) return Damaged("the table has no magic number");
    Slice in(footer.data(), kFooterSize - 8);
    if (!meta_.Decode(&in) || !index_.Decode(&in) || !meta_.EndsBefore(end) || !index_.EndsBefore(end)) {
      return Damaged("the footer of the table is damaged");
    }
    end_ = end;
    return Status::OK();
  }

  Status CheckMeta(const Slice& block, size_t n) const {
    const Status s = CheckBlock(block, n, "the metaindex of the table is damaged");
    if (!s.ok() || block[meta_.size] != 0) return s;  // compression would not help
    Handle filter;
    if (FindFilter(Slice(block.data(), meta_.size), &filter)) {
      if (!filter.EndsBefore(end_)) return Damaged("the metaindex of the table is damaged");
      filter_ = filter;
    }
    return s;
  }

  Status CheckBlock(const Slice& block, size_t n, const char* wrong) const {
    if (block.size() != n || n < kTrailerSize) return Damaged("the table is shorter than it was");
    const uint32_t stored = oldb::UnmaskCrc(GetFixed32(block.data() + n - 4));
    return oldb::ExtendCrc(0, block.data(), n - 4) == stored ? Status::OK() : Damaged(wrong);
  }

  // Finds the handle of the filter in a metaindex block. The block is a sequence of entries:
  //
  //   varint   number of bytes shared with the previous key
  //   varint   number of other bytes of the key
  //   varint   size of the value
  //   bytes    the other bytes of the key, then the value
  //
  // It ends with the offsets of the restarts and their number (4 bytes, little-endian).
  static bool FindFilter(const Slice& block, Handle* handle) {
    if (block.size() < 4) return false;
    const uint64_t tail = 4 + 4 * static_cast<uint64_t>(GetFixed32(block.data() + block.size() - 4));
    if (tail > block.size()) return false;
    Slice in(block.data(), block.size() - static_cast<size_t>(tail));
    std::string key;
    while (!in.empty()) {
      uint64_t shared, own, size;
      if (!GetVarint(&in, &shared) || !GetVarint(&in, &own) || !GetVarint(&in, &size)) return false;
      if (shared > key.size() || own > in.size() || size > in.size() - own) return false;
      key.resize(static_cast<size_t>(shared));
      key.append(in.data(), static_cast<size_t>(own));
      Slice value(in.data() + own, static_cast<size_t>(size));
      if (key.compare(0, 7, "filter.") == 0) return handle->Decode(&value);
      in.remove_prefix(static_cast<size_t>(own + size));
    }
    return false;
  }

  const std::string name_;
  const std::unique_ptr<Mapping> file_;
  mutable uint64_t end_ = 0;                  // end of the blocks; 0 until the footer is read
  mutable Handle index_, meta_, filter_;
};

}  // namespace

namespace oldb {

Status OpenTable(const std::string& name, leveldb::RandomAccessFile** result) {
  std::unique_ptr<Mapping> file;
  const Status s = Mapping::Open(name, &file);
  if (s.ok()) *result = new Table(name, std::move(file));
  return s;
}

Compacting::Compacting() noexcept : sequence_(nullptr, false), scanning_(&sequence_) { compacting = true; }
Compacting::~Compacting() { compacting = false; }

}  // namespace oldb
