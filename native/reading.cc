#include "reading.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include "format.h"
#include "order_go.h"

namespace oldb {

using leveldb::Slice;

namespace {

// The context of the reads of this thread.
struct Thread {
  Sequence* scan;    // a scan, or null
  const Slice* key;  // the key that Ahead::Request seeks, or null
  size_t requested;  // bytes requested by this request
  bool following;    // the block was requested before
  bool keys_only;    // values are not read
  bool whole;        // huge blocks are requested completely, too

  unsigned unchecked;  // blocks that were read since the last check
  unsigned cold;       // blocks to check before checks become rare
  unsigned misses;     // the value of all_misses that is known here
  bool missed;         // a check has found a block that was not in memory
};

__thread Thread thread;

// Counts the checks in all threads that found a block not in memory. Goroutines move between
// threads, so each thread checks more often after a miss in any thread.
std::atomic<unsigned> all_misses{0};

// A block of up to this size is requested completely. Of a larger block only the beginning is
// requested: its reader requests the rest as it proceeds, or lets the kernel read ahead.
const size_t kWhole = 2 << 20;
const size_t kBeginning = 128 << 10;

// A check costs more than reading a small block from memory. Therefore only one of kEverySmall
// reads checks, or one of kEveryLarge for blocks of at least kLarge bytes. After a check that found
// a block not in memory, the next kCold reads of each thread check too. A block that was not
// checked is read by page faults.
const size_t kLarge = 64 << 10;
const unsigned kEverySmall = 32, kEveryLarge = 16, kCold = 64;

// How far a scan reads ahead.
const uint64_t kFirstWindow = 64 << 10, kLastWindow = 8 << 20;

// Reports whether a read of n bytes should check that they are in memory.
bool CheckIsDue(size_t n) {
  Thread& t = thread;
  const unsigned misses = all_misses.load(std::memory_order_relaxed);
  if (t.misses != misses) {
    t.misses = misses;
    t.cold = kCold;
  }
  if (t.cold == 0 && ++t.unchecked < (n >= kLarge ? kEveryLarge : kEverySmall)) return false;
  t.unchecked = 0;
  return true;
}

// Records that something was not in memory.
void Missed() {
  all_misses.fetch_add(1, std::memory_order_relaxed);
  thread.missed = true;
}

// Records the result of a check.
void Checked(bool resident) {
  if (!resident) {
    Missed();
  } else if (thread.cold > 0) {
    thread.cold--;
  }
}

// Requests the beginning of a large block, and its end, which LevelDB reads first.
void RequestEnds(const Mapping& file, uint64_t offset, size_t n, size_t beginning) {
  file.Request(offset, beginning);
  file.Request(offset + n - 1, 1);
}

// Returns the address at which a block is used. Large blocks are used in the mapping where the
// kernel reads ahead, in case a page is not in memory in time. A block is always used in the same
// mapping, because the first use of a page in another one costs a page fault.
const char* InPlace(const Mapping& file, uint64_t offset, size_t n) {
  return (n >= kLarge ? file.ordered() : file.random()) + offset;
}

// Reads a block that is not part of a known series.
const char* ReadPoint(const Mapping& file, uint64_t offset, size_t n) {
  if (CheckIsDue(n)) {
    // For a block that is expected to be in memory, only one page is checked.
    const bool huge = n > kWhole, expected = thread.cold == 0;
    const bool resident = expected ? file.Resident(offset + n / 2, 1) : file.Resident(offset, huge ? kBeginning : n);
    Checked(resident);
    if (!resident && huge) {
      RequestEnds(file, offset, n, kBeginning);
    } else if (!resident) {
      file.Request(offset, n);
    }
  }
  return InPlace(file, offset, n);
}

// Reads a large block for its keys: the first bytes, and the end. Its value is not read.
const char* ReadKeys(const Mapping& file, uint64_t offset, size_t n) {
  if (CheckIsDue(n)) {
    const bool resident = file.Resident(offset, 1) && file.Resident(offset + n - 1, 1);
    Checked(resident);
    if (!resident) RequestEnds(file, offset, n, 1);
  }
  return file.random() + offset;
}

// Writes a block of n bytes, with its trailer, that holds one entry. Its key is the smallest one
// after key. Reports whether there was room.
//
// Ahead reads this block instead of a block that is not in memory yet. Returning an error would not
// work: LevelDB's iterator would skip the block and read the following ones, up to the end of the
// level. With the placeholder it finds, in every level, a key that is not smaller than the one it
// seeks, and stops. The key has sequence number 0, so it is visible in every snapshot, and a
// deletion of key does not hide it. The value fills the block, because LevelDB would parse anything
// after it as an entry.
bool WritePlaceholder(const Slice& key, char* block, size_t n) {
  const size_t kHeader = 1 + 5 + 5, kRestarts = 8;  // shared, then two varints; one restart, their number
  const size_t key_size = key.size() + 1 + kTagSize;
  if (n > UINT32_MAX || key.size() > n || n < kHeader + key_size + kRestarts + kTrailerSize) return false;
  const size_t size = n - kTrailerSize;
  const auto varint = [](char* p, size_t value) {  // always 5 bytes
    for (int i = 0; i < 4; i++, value >>= 7) p[i] = static_cast<char>((value & 0x7f) | 0x80);
    p[4] = static_cast<char>(value);
  };
  block[0] = 0;  // bytes shared with the previous key
  varint(block + 1, key_size);
  varint(block + 6, size - kHeader - key_size - kRestarts);
  std::memcpy(block + kHeader, key.data(), key.size());
  block[kHeader + key.size()] = 0;
  std::memset(block + kHeader + key.size() + 1, 0, kTagSize);
  block[kHeader + key.size() + 1] = 1;                  // the tag of a value, little-endian
  std::memset(block + size - kRestarts, 0, kRestarts);  // one restart, at 0
  block[size - 4] = 1;
  std::memset(block + size, 0, kTrailerSize);  // not compressed; the checksum is not checked
  return true;
}

// Reads a block for Ahead::Request.
const char* ReadAhead(const Mapping& file, uint64_t offset, size_t n, char* scratch) {
  Thread& t = thread;
  const bool ends = n > kWhole && !t.whole;
  const size_t wanted = ends ? kBeginning : n;
  if (file.Resident(offset, wanted)) return InPlace(file, offset, n);
  if (ends) {
    RequestEnds(file, offset, n, kBeginning);
  } else {
    file.Request(offset, n);
  }
  Missed();
  t.requested += wanted;
  // The placeholder assumes bytewise order of the keys.
  return CurrentOrder() == nullptr && WritePlaceholder(*t.key, scratch, n) ? scratch : InPlace(file, offset, n);
}

}  // namespace

const char* ReadBlock(const Mapping& file, uint64_t offset, size_t n, char* scratch) {
  const Thread& t = thread;
  if (t.key != nullptr) return ReadAhead(file, offset, n, scratch);
  if (t.keys_only && n >= kLarge) return ReadKeys(file, offset, n);
  if (t.scan != nullptr) return t.scan->Read(file, offset, n);
  if (t.following) return InPlace(file, offset, n);
  return ReadPoint(file, offset, n);
}

const char* ReadPart(const Mapping& file, uint64_t offset, size_t n) {
  Missed();  // the blocks of a table that was not open may not be in memory either
  if (!file.Resident(offset, n)) {
    // The index is usually next to the footer.
    const uint64_t before = offset + n == file.size() ? std::min<uint64_t>(offset, kLarge) : 0;
    file.Request(offset - before, static_cast<size_t>(n + before));
  }
  return file.random() + offset;
}

Scanning::Scanning(Sequence* sequence) : before_(std::exchange(thread.scan, sequence)) {}
Scanning::~Scanning() { thread.scan = before_; }

KeysOnly::KeysOnly(bool keys_only) { thread.keys_only = keys_only; }
KeysOnly::~KeysOnly() { thread.keys_only = false; }

Following::Following(const Ahead& ahead) { thread.following = ahead.active(); }
Following::~Following() { thread.following = false; }

Sequence::Table* Sequence::Find(const Mapping& file) {
  for (Table& table : tables_) {
    if (table.file == &file) return &table;
  }
  return nullptr;
}

// Reports whether the scan continues in the table with a block. Blocks that LevelDB has in its cache
// are missing from the sequence.
bool Sequence::Continues(const Table& table, uint64_t offset, uint64_t end) const {
  if (reverse_) return end <= table.read && end + kFirstWindow >= std::min(table.read, table.requested);
  return offset >= table.read && offset <= std::max(table.read, table.requested) + kFirstWindow;
}

const char* Sequence::Read(const Mapping& file, uint64_t offset, size_t n) {
  const uint64_t end = offset + n;
  Table* table = Find(file);
  const bool continues = table != nullptr && Continues(*table, offset, end);
  if (!continues) {
    // A jump in a table, or another table. A scan that has reached the end of a table continues in
    // the next one.
    if (table != nullptr) {
      window_ = 0;
    } else {
      table = &tables_[next_];
      next_ = (next_ + 1) % (sizeof tables_ / sizeof *tables_);
    }
    *table = Table{&file, 0, reverse_ ? end : offset};
  }
  table->read = reverse_ ? offset : end;
  if (window_ == 0) {
    if (!continues) return ReadPoint(file, offset, n);
    window_ = kFirstWindow;
  }
  Extend(file, table, offset, end);
  return file.ordered() + offset;
}

// Requests the block, unless it was requested before, and the blocks after it, half the window at a
// time. Of a huge block it requests the ends: its reader requests the rest.
void Sequence::Extend(const Mapping& file, Table* table, uint64_t offset, uint64_t end) {
  const uint64_t most = kWhole + 2 * window_;  // as much at once
  uint64_t from, to;
  if (reverse_) {
    to = std::min(table->requested, end);
    from = offset - std::min(offset, window_);
    if (to - std::min(to, from) < window_ / 2 && to <= offset) return;
    if (to > most) from = std::max(from, to - most);
    table->requested = from;
  } else {
    from = std::max(table->requested, offset);
    to = std::min(end + window_, file.size());
    if (to - std::min(to, from) < window_ / 2 && from >= end) return;
    to = std::min(to, from + most);
    table->requested = to;
  }
  if (from >= to) return;
  if (end - offset > kWhole) RequestEnds(file, offset, static_cast<size_t>(end - offset), kBeginning);
  window_ = std::min(2 * window_, kLastWindow);
  if (!missed_ && !CheckIsDue(kLarge)) return;
  const bool resident = file.Resident(to - 1, 1) && (!missed_ || file.Resident(from, 1));
  Checked(resident);
  if (!resident) {
    file.Request(from, static_cast<size_t>(to - from));
    missed_ = true;
  }
  if (missed_ && window_ == kLastWindow && (reverse_ ? from == 0 : to == file.size())) RequestNext(file);
}

// Requests the next tables. Only a long scan that needs the disk does so, because finding them
// takes milliseconds if there are many tables.
void Sequence::RequestNext(const Mapping& file) noexcept {
  if (db_ == nullptr) return;
  try {
    if (order_ == nullptr) order_.reset(new Order(db_));
    order_->RequestNext(file.name(), reverse_, window_);
  } catch (const std::bad_alloc&) {
    db_ = nullptr;  // without memory, the scan continues without reading ahead that far
  }
}

Ahead::Ahead(leveldb_t* db, const leveldb::ReadOptions& options)
    : db_(db), options_(options), bytewise_(CurrentOrder() == nullptr) {
  options_.verify_checksums = false;  // placeholders have none
  options_.fill_cache = false;        // LevelDB must not keep them
  thread.unchecked = kEverySmall;     // the first read is checked
  thread.missed = false;
}

void Ahead::Advance(Packed keys) {
  if (!bytewise_) return;
  if (!active()) {
    if (!thread.missed || keys.empty()) return;
    it_.reset(db_->rep->NewIterator(options_));
  } else if (count_ > 0) {  // the key that was read last
    bytes_ -= ring_[begin_].requested;
    packed_ -= ring_[begin_].packed;
    begin_ = (begin_ + 1) % kKeys;
    count_--;
  }
  thread.missed = false;
  if (!keys.Skip(packed_)) return Stop();
  while (!keys.empty() && count_ < kKeys && (count_ == 0 || bytes_ < kBytes)) {
    Slice key;
    if (!keys.ReadKey(&key)) return Stop();
    const Key requested = {Request(key), Packed::kKeyOverhead + key.size()};
    ring_[(begin_ + count_) % kKeys] = requested;
    bytes_ += requested.requested;
    packed_ += requested.packed;
    count_++;
    resident_ = requested.requested == 0 ? resident_ + 1 : 0;
    if (resident_ >= kResident) return Stop();
  }
}

size_t Ahead::RequestWhole(const Slice& key) {
  thread.whole = true;
  const size_t requested = Request(key);
  thread.whole = false;
  return requested;
}

size_t Ahead::Request(const Slice& key) {
  if (it_ == nullptr) it_.reset(db_->rep->NewIterator(options_));
  Thread& t = thread;
  t.key = &key;
  t.requested = 0;
  it_->Seek(key);
  t.key = nullptr;
  return t.requested;
}

void Ahead::Stop() {
  it_.reset();
  begin_ = count_ = bytes_ = packed_ = resident_ = 0;
}

}  // namespace oldb
