// Reading the blocks of tables: one at a time, for many keys, or in order. See reading.cc.
#ifndef OPENLEVELDB_NATIVE_READING_H_
#define OPENLEVELDB_NATIVE_READING_H_

#include <leveldb/db.h>
#include <leveldb/slice.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "mapping.h"
#include "mirror.h"
#include "order.h"
#include "packed.h"

namespace oldb {

// Sequence is the state of reading ahead of a scan. The scan may read several tables at once.
class Sequence final {
 public:
  // db is the database that is scanned. If it is null, the scan does not read ahead from one table
  // to the next.
  Sequence(leveldb::DB* db, bool reverse) : db_(db), reverse_(reverse) {}

  // Called for each block that the scan reads.
  const char* Read(const Mapping& file, uint64_t offset, size_t n);

 private:
  // A table that the scan reads.
  struct Table {
    const Mapping* file;  // only compared: the file may have been closed
    uint64_t read;        // where the last block ends, or begins if the scan is reversed
    uint64_t requested;   // where the requested part ends, or begins
  };

  Table* Find(const Mapping& file);
  bool Continues(const Table& table, uint64_t offset, uint64_t end) const;
  void Extend(const Mapping& file, Table* table, uint64_t offset, uint64_t end);
  void RequestNext(const Mapping& file) noexcept;

  leveldb::DB* db_;
  bool reverse_;
  bool missed_ = false;           // a block was not in memory
  std::unique_ptr<Order> order_;  // null until it is needed
  uint64_t window_ = 0;  // how far to read ahead, in bytes; grows with the length of the scan
  Table tables_[16] = {};
  size_t next_ = 0;  // the entry of tables_ to use next
};

// Ahead requests the blocks of keys before they are read, so that the disk serves many requests at
// once. It costs almost nothing while the blocks are in memory.
class Ahead final {
 public:
  // The options are those of the reads.
  Ahead(leveldb_t* db, const leveldb::ReadOptions& options);

  // Called before each key is read. keys begins with that key.
  void Advance(Packed keys);

  // Reports whether the blocks of the next key were requested.
  bool active() const { return it_ != nullptr; }

  // Requests the block of a key in each level. It does not wait for the disk, except to open
  // tables. Returns the number of bytes that were requested.
  // Of a huge value, only the beginning is requested.
  size_t Request(const leveldb::Slice& key);

  // Request for the whole value, of any size.
  size_t RequestWhole(const leveldb::Slice& key);

 private:
  static const size_t kKeys = 128;        // maximum number of keys ahead
  static const size_t kBytes = 32 << 20;  // maximum bytes ahead, beyond the first key
  static const size_t kResident = 256;    // stop after this many keys that need no request

  struct Key {
    size_t requested;  // bytes of its blocks
    size_t packed;     // bytes in the packed list
  };

  void Stop();

  leveldb_t* db_;
  leveldb::ReadOptions options_;
  const bool bytewise_;  // otherwise a block cannot be requested without reading it: see ReadAhead
  std::unique_ptr<leveldb::Iterator> it_;
  Key ring_[kKeys];      // the next keys, from the one to be read on
  size_t begin_ = 0;     // index at which the ring begins
  size_t count_ = 0;     // number of keys in the ring
  size_t bytes_ = 0;     // sum of requested in the ring
  size_t packed_ = 0;    // sum of packed in the ring
  size_t resident_ = 0;  // number of last keys that needed no request
};

// While a Scanning exists, the reads of this thread belong to a scan. Objects may be nested.
class Scanning final {
 public:
  explicit Scanning(Sequence* sequence);
  ~Scanning();

  Scanning(const Scanning&) = delete;
  Scanning& operator=(const Scanning&) = delete;

 private:
  Sequence* const before_;
};

// While a Following exists, the reads of this thread do not check whether blocks are in memory, if
// ahead is active.
class Following final {
 public:
  explicit Following(const Ahead& ahead);
  ~Following();

  Following(const Following&) = delete;
  Following& operator=(const Following&) = delete;
};

// While a KeysOnly exists, the reads of this thread do not need values, if keys_only is set.
class KeysOnly final {
 public:
  explicit KeysOnly(bool keys_only);
  ~KeysOnly();

  KeysOnly(const KeysOnly&) = delete;
  KeysOnly& operator=(const KeysOnly&) = delete;
};

// Returns n bytes of a table that are a block of data, in mapped memory or in scratch. The range
// must be in the file, and the file must be mapped.
const char* ReadBlock(const Mapping& file, uint64_t offset, size_t n, char* scratch);

// Returns n bytes that LevelDB reads when it opens a table. The range must be in the file, and the
// file must be mapped.
const char* ReadPart(const Mapping& file, uint64_t offset, size_t n);

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_READING_H_
