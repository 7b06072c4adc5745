#include "direct.h"

#include <leveldb/env.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <vector>

#include "env.h"
#include "format.h"
#include "internal.h"

// LevelDB's iterator merges the memtables and all levels, hides superseded and deleted values, and
// copies each key several times. Where the tables do not overlap and do not change, none of that is
// needed: the entries of one block after the other are the entries of the database.
//
// Only blocks that are neither compressed nor checked are read in this way. They are used where the
// table is mapped.

namespace {

using leveldb::Slice;
using namespace oldb;

// Decodes a varint of 32 bits. Returns NULL if it does not end before limit.
const char* GetVarint32(const char* p, const char* limit, uint32_t* value) {
  *value = 0;
  for (int shift = 0; shift <= 28 && p < limit; shift += 7) {
    const uint32_t byte = static_cast<unsigned char>(*p++);
    *value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return p;
  }
  return nullptr;
}

const char kDeletion = 0, kValue = 1;

// Keys are copied in this size if they are not longer.
const size_t kShort = 16;

}  // namespace

struct oldb_direct {
  struct Table {
    std::string path, last;
    uint64_t size = 0;
    bool opened = false;
    std::unique_ptr<leveldb::RandomAccessFile> file;  // NULL if the table cannot be read directly
    Slice index;

    // Reads a block. Returns false unless it is mapped, uncompressed, and within the file.
    bool Read(Slice handle, Slice* block) const {
      uint64_t offset, n;
      if (!GetVarint(&handle, &offset) || !GetVarint(&handle, &n)) return false;
      if (n > size || offset > size || n + kTrailerSize > size - offset) return false;
      // A file that is not mapped would read to scratch, which is NULL, and return an error.
      if (!file->Read(offset, static_cast<size_t>(n) + kTrailerSize, block, nullptr).ok()) return false;
      if (block->size() != n + kTrailerSize || (*block)[n] != 0) return false;
      *block = Slice(block->data(), n);
      return true;
    }

    // Leaves file NULL if the table cannot be read, or not without a copy. LevelDB then reports why.
    void Open() {
      opened = true;
      leveldb::RandomAccessFile* made = nullptr;
      if (!oldb_env()->NewRandomAccessFile(path, &made).ok()) return;
      file.reset(made);
      char scratch[kFooterSize];
      Slice footer;
      uint64_t skipped;
      if (size < kFooterSize || !file->Read(size - kFooterSize, kFooterSize, &footer, scratch).ok() ||
          footer.size() != kFooterSize || footer.data() == scratch || !GetVarint(&footer, &skipped) ||
          !GetVarint(&footer, &skipped) || !Read(footer, &index)) {
        file.reset();
      }
    }
  };

  std::vector<Table> tables;
  std::mutex mutex;  // of opened and file, until the table is opened
};

namespace oldb {

bool Block::Reset(const Slice& block) {
  restarts_ = 0;
  data_ = next_ = limit_ = block.data();
  shareable_ = 0;
  damaged_ = false;
  if (block.size() < 4) return Damaged();
  const uint32_t restarts = GetFixed32(block.data() + block.size() - 4);
  if (restarts == 0 || restarts > (block.size() - 4) / 4) return Damaged();
  restarts_ = restarts;
  limit_ = block.data() + block.size() - 4 - 4 * static_cast<size_t>(restarts);
  return true;
}

void Block::Grow(size_t size) {
  const size_t capacity = std::max<size_t>(size + kShort, 2 * capacity_);
  std::unique_ptr<char[]> key(new char[capacity]);
  if (size_ > 0) std::memcpy(key.get(), key_.get(), size_);
  key_ = std::move(key);
  capacity_ = capacity;
}

inline bool Block::Next() {
  const char* p = next_;
  if (p >= limit_) return false;
  uint32_t shared, own, value_size;
  if (limit_ - p >= 3 && ((p[0] | p[1] | p[2]) & 0x80) == 0) {
    shared = p[0], own = p[1], value_size = p[2];
    p += 3;
  } else if ((p = GetVarint32(p, limit_, &shared)) == nullptr || (p = GetVarint32(p, limit_, &own)) == nullptr ||
             (p = GetVarint32(p, limit_, &value_size)) == nullptr) {
    return Damaged();
  }
  const size_t left = static_cast<size_t>(limit_ - p);
  const size_t size = static_cast<size_t>(shared) + own;
  if (shared > shareable_ || own > left || value_size > left - own || size < kTag) return Damaged();
  if (size + kShort > capacity_) Grow(size);
  char* const to = key_.get() + shared;
  const size_t user = size - kTag;
  repeats_ = size == size_ && (shared >= user || std::memcmp(to, p, user - shared) == 0);
  // The restarts and their number follow the entries, so 8 bytes past them can be read.
  if (own <= kShort && left + 8 >= kShort) {
    std::memcpy(to, p, kShort);
  } else {
    std::memcpy(to, p, own);
  }
  size_ = shareable_ = size;
  value_ = p + own;
  value_size_ = value_size;
  next_ = value_ + value_size;
  return true;
}

bool Block::Restart(uint32_t index) {
  const uint32_t offset = GetFixed32(limit_ + 4 * static_cast<size_t>(index));
  if (offset >= static_cast<size_t>(limit_ - data_)) return Damaged();
  next_ = data_ + offset;
  shareable_ = 0;
  return Next();
}

bool Block::Seek(const Slice& user_key) {
  // Find the last restart with a smaller key.
  uint32_t left = 0, right = restarts_ - 1;
  while (left < right) {
    const uint32_t middle = left + (right - left + 1) / 2;
    if (!Restart(middle)) return Damaged();
    if (this->user_key().compare(user_key) < 0) {
      left = middle;
    } else {
      right = middle - 1;
    }
  }
  if (!Restart(left)) return Damaged();
  while (this->user_key().compare(user_key) < 0) {
    if (!Next()) return false;
  }
  repeats_ = false;
  return true;
}

bool DirectIterator::OpenTable() {
  oldb_direct::Table& table = tables_->tables[table_];
  {
    const std::lock_guard<std::mutex> guard(tables_->mutex);
    if (!table.opened) table.Open();
  }
  return table.file != nullptr && index_.Reset(table.index);
}

bool DirectIterator::OpenBlock(const std::string* upper) {
  Slice block;
  // The key of an index entry is at least the last key of its block.
  bounded_ = upper != nullptr && index_.user_key().compare(*upper) >= 0;
  return tables_->tables[table_].Read(index_.value(), &block) && block_.Reset(block);
}

bool DirectIterator::Seek(const Slice& lower, const std::string* upper) {
  const auto& tables = tables_->tables;
  const auto found = std::lower_bound(
      tables.begin(), tables.end(), lower,
      [](const oldb_direct::Table& t, const Slice& key) { return Slice(t.last).compare(key) < 0; });
  if (found == tables.end()) return false;
  table_ = static_cast<size_t>(found - tables.begin());
  if (!OpenTable() || !index_.Seek(lower) || !OpenBlock(upper)) return GiveUp();
  if (!block_.Seek(lower)) return block_.damaged() ? GiveUp() : Next(upper);
  if (bounded_ && key().compare(*upper) >= 0) return false;
  if (block_.kind() == kValue) return true;
  return block_.kind() == kDeletion ? Next(upper) : GiveUp();
}

bool DirectIterator::Next(const std::string* upper) {
  for (;;) {
    while (block_.Next()) {
      if (block_.repeats()) continue;  // an older entry
      if (bounded_ && key().compare(*upper) >= 0) return false;
      if (block_.kind() == kValue) return true;
      if (block_.kind() != kDeletion) return GiveUp();
    }
    if (block_.damaged()) return GiveUp();
    while (!index_.Next()) {
      if (index_.damaged() || ++table_ < tables_->tables.size() && !OpenTable()) return GiveUp();
      if (table_ == tables_->tables.size()) return false;
    }
    if (!OpenBlock(upper)) return GiveUp();
  }
}

void DirectScan::TryFill(const std::string& lower, const std::string* upper, oldb_entry* entries, char* keys,
                         char* values, oldb_page* page) {
  if (!started_) {
    started_ = true;
    valid_ = it_.Seek(lower, upper);
  } else if (at_large_) {
    last_.assign(it_.key().data(), it_.key().size());
    valid_ = it_.Next(upper);
  }
  at_large_ = false;
  // Locals, because the compiler must assume that every copied byte may change *page.
  const size_t max_entries = page->max_entries, keys_cap = page->keys_cap, values_cap = page->values_cap;
  const size_t large_from = page->large_from;
  size_t count = 0, keys_used = 0, values_used = 0;
  size_t key_begin = 0;  // of the last entry
  for (; valid_ && count < max_entries; valid_ = it_.Next(upper)) {
    const Slice key = it_.key();
    if (key.size() > keys_cap - keys_used) {
      if (count == 0) page->key_needed = key.size();
      break;
    }
    if (values != nullptr) {
      const Slice value = it_.value();
      if (value.size() < large_from && value.size() <= values_cap - values_used) {
        std::memcpy(values + values_used, value.data(), value.size());
        values_used += value.size();
      } else {
        if (count > 0) break;
        SetLarge(page, value);
        at_large_ = true;
      }
    }
    std::memcpy(keys + keys_used, key.data(), key.size());
    key_begin = keys_used;
    keys_used += key.size();
    entries[count].key_end = static_cast<uint32_t>(keys_used);
    entries[count].value_end = static_cast<uint32_t>(values_used);
    count++;
    returned_any_ = true;
    if (at_large_) break;
  }
  if (it_.gave_up() && count > 0) last_.assign(keys + key_begin, keys_used - key_begin);
  page->count = count;
  page->keys_used = keys_used;
  page->values_used = values_used;
  page->done = (!valid_ && !it_.gave_up()) || (page->last != 0 && count == max_entries && !at_large_);
}

bool DirectScan::Fill(const std::string& lower, const std::string* upper, oldb_entry* entries, char* keys,
                      char* values, oldb_page* page) noexcept {
  if (it_.gave_up()) return false;
  try {
    TryFill(lower, upper, entries, keys, values, page);
  } catch (const std::bad_alloc&) {
    Clear(page);
    SetOutOfMemory(&page->status);
    return true;
  }
  return page->count > 0 || !it_.gave_up();
}

bool CountDirectly(oldb_direct* tables, const std::string& lower, const std::string* upper, uint64_t max,
                   uint64_t* count) noexcept {
  try {
    DirectIterator it(tables);
    uint64_t n = 0;
    for (bool valid = it.Seek(lower, upper); valid && n < max; valid = it.Next(upper)) ++n;
    *count = it.gave_up() ? 0 : n;
    return !it.gave_up();
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace oldb

extern "C" {

oldb_direct* oldb_direct_new(void) OLDB_NOTHROW { return new (std::nothrow) oldb_direct; }

int oldb_direct_add(oldb_direct* direct, const char* path, size_t path_size, uint64_t size, const char* last,
                    size_t last_size) OLDB_NOTHROW {
  try {
    oldb_direct::Table table;
    table.path.assign(path, path_size);
    table.last.assign(last, last_size);
    table.size = size;
    direct->tables.push_back(std::move(table));
    return 1;
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

void oldb_direct_free(oldb_direct* direct) OLDB_NOTHROW { delete direct; }

}  // extern "C"
