// Iteration over ranges.

#include <leveldb/db.h>

#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "direct.h"
#include "internal.h"
#include "reading.h"

namespace {

using leveldb::Slice;
using namespace oldb;

// A value of this size or more is not read completely when its block is read.
const size_t kLargeValue = 1 << 20;

// The bounds of a range, copied.
struct Bounds {
  std::string lower, upper;
  bool has_lower, has_upper;

  // Reports whether there was enough memory.
  bool Copy(const char* lower, size_t lower_size, const char* upper, size_t upper_size) {
    has_lower = lower != nullptr, has_upper = upper != nullptr;
    try {
      if (has_lower) this->lower.assign(lower, lower_size);
      if (has_upper) this->upper.assign(upper, upper_size);
    } catch (const std::bad_alloc&) {
      return false;
    }
    return true;
  }
};

// Tables are read directly only forward, without checksums, and if the iterator does not need to
// resume.
bool MayReadDirectly(int flags) { return (flags & (OLDB_REVERSE | OLDB_KEEP | OLDB_VERIFY_CHECKSUMS)) == 0; }

}  // namespace

struct oldb_iter {
  leveldb_t* const db;
  const oldb_order* const order;  // of the keys; NULL is bytewise
  const int flags;
  // Used instead of LevelDB's iterator until it cannot continue.
  std::unique_ptr<DirectScan> direct;
  std::unique_ptr<leveldb::Iterator> it;
  std::string lower, upper;
  const bool has_lower, has_upper;
  bool reverse;
  Sequence sequence;
  bool started = false;
  // The current entry was returned: move past it before anything else.
  bool at_returned = false;

  oldb_iter(leveldb_t* db, const oldb_snapshot* snapshot, oldb_direct* tables, int flags, Bounds bounds)
      : db(db),
        order(CurrentOrder()),
        flags(flags),
        direct(tables != nullptr ? new (std::nothrow) DirectScan(tables) : nullptr),
        it(direct == nullptr ? db->rep->NewIterator(MakeReadOptions(snapshot, flags)) : nullptr),
        lower(std::move(bounds.lower)),
        upper(std::move(bounds.upper)),
        has_lower(bounds.has_lower),
        has_upper(bounds.has_upper),
        reverse((flags & OLDB_REVERSE) != 0),
        sequence(db->rep, reverse) {}

  void Start() {
    started = true;
    if (!reverse) {
      if (has_lower) {
        it->Seek(lower);
        if ((flags & OLDB_EXCLUDE_LOWER) != 0 && AtKey(lower)) it->Next();
      } else {
        it->SeekToFirst();
      }
    } else if (has_upper) {
      it->Seek(upper);
      if ((flags & OLDB_INCLUDE_UPPER) != 0 && AtKey(upper)) return;
      if (it->Valid()) {
        it->Prev();
      } else if (it->status().ok()) {
        it->SeekToLast();
      }
    } else {
      it->SeekToLast();
    }
  }

  void Step() {
    if (reverse) {
      it->Prev();
    } else {
      it->Next();
    }
  }

  void Resume() {
    if (!started) {
      Start();
    } else if (at_returned) {
      Step();
    }
    at_returned = false;
  }

  // Moves to the first entry of a place, in a direction. Without the place of a key, Fill starts at
  // the edge of the range.
  void Move(int place, const Slice& key, bool backward) {
    reverse = backward;
    at_returned = false;
    // A key before the range is ignored.
    const bool before = reverse ? !BeforeUpper(key) : !AfterLower(key);
    started = place != OLDB_AT_EDGE && !before;
    if (!started) return;
    // If the iterator is already at the key, a change of direction needs no seek.
    if (!AtKey(key)) it->Seek(key);
    const bool found = AtKey(key);
    if (!reverse) {
      if (found && place == OLDB_AFTER_KEY) it->Next();
    } else if (!it->Valid()) {
      if (it->status().ok()) it->SeekToLast();
    } else if (!found || place == OLDB_AFTER_KEY) {
      it->Prev();
    }
  }

  bool AtKey(const Slice& key) const { return it->Valid() && Compare(order, it->key(), key) == 0; }

  // Reports whether key is not before the beginning of the range.
  bool AfterLower(const Slice& key) const {
    if (!has_lower) return true;
    const int c = Compare(order, key, lower);
    return (flags & OLDB_EXCLUDE_LOWER) != 0 ? c > 0 : c >= 0;
  }

  // Reports whether key is not after the end of the range.
  bool BeforeUpper(const Slice& key) const {
    if (!has_upper) return true;
    const int c = Compare(order, key, upper);
    return (flags & OLDB_INCLUDE_UPPER) != 0 ? c <= 0 : c < 0;
  }

  // Reports whether key is before the end of the iteration.
  bool Contains(const Slice& key) const { return reverse ? AfterLower(key) : BeforeUpper(key); }

  // Continues with LevelDB's iterator after the last entry that direct returned. The database does
  // not change, so the snapshot does not matter, and may have been released.
  void StopDirect() {
    it.reset(db->rep->NewIterator(MakeReadOptions(nullptr, flags)));
    if (direct->returned_any()) {
      started = true;
      it->Seek(direct->last());
      if (it->Valid() && it->key() == Slice(direct->last())) it->Next();
    }
    direct.reset();
  }

  void Fill(oldb_entry* entries, char* keys, char* values, oldb_page* page);
};

void oldb_iter::Fill(oldb_entry* entries, char* keys, char* values, oldb_page* page) {
  const Scanning scanning(&sequence);
  const KeysOnly keys_only(values == nullptr);
  if (direct != nullptr) {
    if (direct->Fill(lower, has_upper ? &upper : nullptr, entries, keys, values, page)) return;
    StopDirect();
  }
  Resume();
  // Locals, because the compiler must assume that every copied byte may change *page.
  const size_t max_entries = page->max_entries, keys_cap = page->keys_cap;
  const bool with_values = values != nullptr, last = page->last != 0, stay = page->stay != 0;
  const size_t values_cap = page->values_cap, large_from = page->large_from;
  leveldb::Iterator* const it = this->it.get();
  size_t count = 0, keys_used = 0, values_used = 0;
  // LevelDB's iterator skips a block that it cannot read, and then returns older values of the same
  // keys from other tables. From then on only its status reports this. Entries are therefore valid
  // only if the status is good after they were read. The status is not checked after every entry.
  const size_t kTrust = 32;
  size_t good_count = 0, good_keys = 0, good_values = 0;
  for (; it->Valid(); Step()) {
    if (count >= good_count + kTrust) {
      if (!it->status().ok()) break;
      good_count = count, good_keys = keys_used, good_values = values_used;
    }
    const Slice key = it->key();
    if (!Contains(key)) break;
    if (count == max_entries) goto full;
    if (key.size() > keys_cap - keys_used) {
      if (count == 0) page->key_needed = key.size();
      goto full;
    }
    if (with_values) {
      const Slice value = it->value();
      if (value.size() < large_from && value.size() <= values_cap - values_used) {
        std::memcpy(values + values_used, value.data(), value.size());
        values_used += value.size();
      } else {
        if (count > 0) goto full;
        SetLarge(page, value);
        at_returned = true;
      }
    }
    std::memcpy(keys + keys_used, key.data(), key.size());
    keys_used += key.size();
    entries[count].key_end = static_cast<uint32_t>(keys_used);
    entries[count].value_end = static_cast<uint32_t>(values_used);
    count++;
    if (stay && count == max_entries) at_returned = true;
    if (at_returned) goto full;
    if (last && count == max_entries) break;
  }
  page->done = 1;
full:
  SetStatus(&page->status, it->status());
  if (page->status.code != OLDB_OK) {
    count = good_count, keys_used = good_keys, values_used = good_values;
    page->key_needed = 0;
    page->large_value = 0;
    at_returned = false;
  }
  page->count = count;
  page->keys_used = keys_used;
  page->values_used = values_used;
}

extern "C" {

oldb_iter* oldb_iter_open(leveldb_t* db, const oldb_snapshot* snapshot, oldb_direct* direct, int flags, const char* lower, size_t lower_size,
                          const char* upper, size_t upper_size, oldb_entry* entries, char* keys, char* values,
                          oldb_page* page) OLDB_NOTHROW {
  Clear(page);
  Bounds bounds;
  if (!bounds.Copy(lower, lower_size, upper, upper_size)) {
    SetOutOfMemory(&page->status);
    return nullptr;
  }
  if (!MayReadDirectly(flags)) direct = nullptr;
  oldb_iter iter(db, snapshot, direct, flags, std::move(bounds));
  if (page->max_entries > 0) iter.Fill(entries, keys, values, page);
  return Keep(std::move(iter), (flags & OLDB_KEEP) != 0, page);
}

void oldb_iter_destroy(oldb_iter* iter) OLDB_NOTHROW { delete iter; }

void oldb_iter_fill(oldb_iter* iter, oldb_entry* entries, char* keys, char* values, oldb_page* page) OLDB_NOTHROW {
  Clear(page);
  iter->Fill(entries, keys, values, page);
}

void oldb_iter_seek(oldb_iter* iter, int how, const char* key, size_t key_size, oldb_entry* entries, char* keys,
                    char* values, oldb_page* page) OLDB_NOTHROW {
  Clear(page);
  const bool reverse = (how & OLDB_REVERSE) != 0;
  // A seek is a point read, so earlier pages must not cause reading ahead.
  iter->sequence = Sequence(iter->db->rep, reverse);
  {
    const Scanning scanning(&iter->sequence);
    const KeysOnly keys_only(values == nullptr);
    iter->Move(how & ~OLDB_REVERSE, Slice(key, key_size), reverse);
  }
  iter->Fill(entries, keys, values, page);
}

void oldb_count(leveldb_t* db, const oldb_snapshot* snapshot, oldb_direct* direct, int flags, const char* lower, size_t lower_size,
                const char* upper, size_t upper_size, uint64_t max, uint64_t* count, oldb_status* status) OLDB_NOTHROW {
  *count = 0;
  Bounds bounds;
  if (!bounds.Copy(lower, lower_size, upper, upper_size)) {
    SetOutOfMemory(status);
    return;
  }
  const KeysOnly keys_only(true);
  Sequence sequence(db->rep, (flags & OLDB_REVERSE) != 0);
  const Scanning scanning(&sequence);
  if (direct != nullptr && MayReadDirectly(flags) &&
      CountDirectly(direct, bounds.lower, bounds.has_upper ? &bounds.upper : nullptr, max, count)) {
    SetStatus(status, leveldb::Status::OK());
    return;
  }
  oldb_iter iter(db, snapshot, nullptr, flags, std::move(bounds));
  for (iter.Start(); *count < max && iter.it->Valid() && iter.Contains(iter.it->key()); iter.Step()) ++*count;
  SetStatus(status, iter.it->status());
}

void oldb_prefetch_range(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* lower, size_t lower_size,
                         const char* upper, size_t upper_size, uint64_t entries, uint64_t max,
                         oldb_status* status) OLDB_NOTHROW {
  Bounds bounds;
  if (!bounds.Copy(lower, lower_size, upper, upper_size)) {
    SetOutOfMemory(status);
    return;
  }
  oldb_iter iter(db, snapshot, nullptr, flags | OLDB_DONT_FILL_CACHE, std::move(bounds));
  const Scanning scanning(&iter.sequence);
  uint64_t bytes = 0;
  for (iter.Start(); entries > 0 && bytes < max && iter.it->Valid() && iter.Contains(iter.it->key()); iter.Step()) {
    const Slice value = iter.it->value();
    if (value.size() >= kLargeValue) RequestMemory(value.data(), value.size());
    bytes += iter.it->key().size() + value.size();
    entries--;
  }
  SetStatus(status, iter.it->status());
}

}  // extern "C"
