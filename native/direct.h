// Iteration over tables without LevelDB's iterators. See direct.cc.
#ifndef OPENLEVELDB_NATIVE_DIRECT_H_
#define OPENLEVELDB_NATIVE_DIRECT_H_

#include "shim.h"

#ifdef __cplusplus
#include <leveldb/slice.h>

#include <cstdint>
#include <memory>
#include <string>

extern "C" {
#endif

// Returns an empty list of tables. No two of them may have a key in common. Returns NULL if there is
// no memory.
oldb_direct* oldb_direct_new(void) OLDB_NOTHROW;

// Adds the table after those that were added before. last is its largest key. Returns 0 if
// there is no memory.
int oldb_direct_add(oldb_direct* direct, const char* path, size_t path_size, uint64_t size, const char* last,
                    size_t last_size) OLDB_NOTHROW;

// The tables must not be in use.
void oldb_direct_free(oldb_direct* direct) OLDB_NOTHROW;

#ifdef __cplusplus
}

namespace oldb {

using leveldb::Slice;

// A block of a table: entries, the offsets of those whose keys are stored in full (restarts), and
// the number of these offsets. Every number in it may be damaged.
class Block {
 public:
  // Returns false if the block is damaged. Then, and before Reset, the block has no entries.
  bool Reset(const Slice& block);

  // These functions move to the next entry, or to the first one with a user key of at least
  // user_key. They return false if there is none, and if the block is damaged.
  inline bool Next();
  bool Seek(const Slice& user_key);

  bool damaged() const { return damaged_; }
  // Of the current entry. The last 8 bytes of its key are a sequence number and a kind.
  Slice user_key() const { return Slice(key_.get(), size_ - kTag); }
  char kind() const { return key_[size_ - kTag]; }
  // Reports whether the entry before, even in the previous block, has the same user key.
  bool repeats() const { return repeats_; }
  Slice value() const { return Slice(value_, value_size_); }

 private:
  static const size_t kTag = 8;

  bool Damaged() {
    damaged_ = true;
    return false;
  }
  bool Restart(uint32_t index);
  void Grow(size_t size);

  const char* data_ = nullptr;
  const char* next_ = nullptr;
  const char* limit_ = nullptr;  // end of the entries, followed by the restarts
  uint32_t restarts_ = 0;
  std::unique_ptr<char[]> key_;
  size_t size_ = 0, shareable_ = 0, capacity_ = 0;
  const char* value_ = nullptr;
  uint32_t value_size_ = 0;
  bool repeats_ = false, damaged_ = false;
};

// Iterates over the live entries of a database with lower <= key < upper. At anything unusual, such
// as a compressed or damaged block, it gives up. The caller then continues with LevelDB's iterator,
// which reports what is wrong. The functions may throw std::bad_alloc.
class DirectIterator {
 public:
  explicit DirectIterator(oldb_direct* tables) : tables_(tables) {}

  // These functions move to the first or to the next entry, and report whether there is one.
  // Without one, gave_up reports whether there may be more. upper may be NULL, and is the same in
  // all calls.
  bool Seek(const Slice& lower, const std::string* upper);
  bool Next(const std::string* upper);

  bool gave_up() const { return gave_up_; }
  Slice key() const { return block_.user_key(); }
  Slice value() const { return block_.value(); }

 private:
  bool GiveUp() {
    gave_up_ = true;
    return false;
  }
  bool OpenTable();
  bool OpenBlock(const std::string* upper);

  oldb_direct* tables_;
  size_t table_ = 0;
  Block index_, block_;
  bool bounded_ = false;  // the block may have keys of at least upper
  bool gave_up_ = false;
};

// Fills the pages of an oldb_iter.
class DirectScan {
 public:
  explicit DirectScan(oldb_direct* tables) : it_(tables) {}

  // Fills a page. Returns false if LevelDB's iterator must fill it and all later ones.
  bool Fill(const std::string& lower, const std::string* upper, oldb_entry* entries, char* keys, char* values,
            oldb_page* page) noexcept;

  // After Fill has returned false: reports whether there was an entry before, and its key.
  bool returned_any() const { return returned_any_; }
  const std::string& last() const { return last_; }

 private:
  void TryFill(const std::string& lower, const std::string* upper, oldb_entry* entries, char* keys, char* values,
               oldb_page* page);

  DirectIterator it_;
  bool started_ = false, valid_ = false, at_large_ = false;
  bool returned_any_ = false;
  std::string last_;
};

// Counts the entries like oldb_count. Returns false if LevelDB's iterator must count them.
bool CountDirectly(oldb_direct* tables, const std::string& lower, const std::string* upper, uint64_t max,
                   uint64_t* count) noexcept;

}  // namespace oldb

#endif

#endif  // OPENLEVELDB_NATIVE_DIRECT_H_
