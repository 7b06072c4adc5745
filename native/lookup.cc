// Reads of given keys: one, many in pages, or many into rows.

#include <leveldb/db.h>

#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "internal.h"
#include "packed.h"
#include "reading.h"

namespace {

using leveldb::Slice;
using namespace oldb;

const char kMalformedKeys[] = "Invalid argument: the packed keys do not fit their bytes";

// The capacity that a thread keeps for the last value it read.
const size_t kKeptCapacity = 64 << 10;

// Reads through an iterator, which is kept if the value does not fit into buf.
void GetPinned(leveldb_t* db, const leveldb::ReadOptions& options, const Slice& key, char* buf, size_t cap,
               oldb_value* out) {
  std::unique_ptr<leveldb::Iterator> it(db->rep->NewIterator(options));
  if (!Find(it.get(), key, &out->status)) {
    if (out->status.code == OLDB_OK) out->status.code = OLDB_NOT_FOUND;
    return;
  }
  const Slice value = it->value();
  out->size = value.size();
  if (value.size() <= cap) {
    if (!value.empty()) std::memcpy(buf, value.data(), value.size());
    return;
  }
  out->data = reinterpret_cast<uintptr_t>(value.data());
  out->owner = reinterpret_cast<uintptr_t>(it.release());
  out->pinned = 1;
}

}  // namespace

// The remaining keys are arguments of each call, because their memory belongs to Go.
struct oldb_lookup {
  std::unique_ptr<leveldb::Iterator> it;
  Ahead ahead;

  oldb_lookup(leveldb_t* db, const leveldb::ReadOptions& options) : it(db->rep->NewIterator(options)), ahead(db, options) {}

  void Fill(Packed packed, oldb_entry* entries, char* values, oldb_page* page);
};

void oldb_lookup::Fill(Packed packed, oldb_entry* entries, char* values, oldb_page* page) {
  while (page->count < page->max_entries) {
    ahead.Advance(packed);
    const Following following(ahead);
    Slice key;
    if (!packed.ReadKey(&key)) {
      SetInvalidArgument(&page->status, kMalformedKeys);
      return;
    }
    const bool found = Find(it.get(), key, &page->status);
    if (page->status.code != OLDB_OK) return;
    if (found) {
      const Slice value = it->value();
      if (value.size() < page->large_from && value.size() <= page->values_cap - page->values_used) {
        std::memcpy(values + page->values_used, value.data(), value.size());
        page->values_used += value.size();
      } else if (page->count == 0) {
        SetLarge(page, value);
      } else {
        return;
      }
    }
    entries[page->count].key_end = found ? 1 : 0;
    entries[page->count].value_end = static_cast<uint32_t>(page->values_used);
    page->count++;
    if (page->large_value != 0) return;
  }
  page->done = page->last;
}

extern "C" {

void oldb_get(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key, size_t key_size, char* buf,
              size_t cap, oldb_value* out) OLDB_NOTHROW {
  out->data = 0;
  out->size = 0;
  out->owner = 0;
  out->pinned = 0;
  if ((flags & OLDB_PIN) != 0) {
    GetPinned(db, MakeReadOptions(snapshot, flags), Slice(key, key_size), buf, cap, out);
    return;
  }
  // Kept between calls, so that a small value needs no allocation. A large value is moved out of
  // it.
  static thread_local std::string value;
  const leveldb::Status s = db->rep->Get(MakeReadOptions(snapshot, flags), Slice(key, key_size), &value);
  SetStatus(&out->status, s);
  if (!s.ok()) return;
  out->size = value.size();
  if (value.size() <= cap) {
    if (!value.empty()) std::memcpy(buf, value.data(), value.size());
    if (value.capacity() > kKeptCapacity) std::string().swap(value);
    return;
  }
  std::string* owner = new (std::nothrow) std::string(std::move(value));
  if (owner == nullptr) {
    std::string().swap(value);
    SetOutOfMemory(&out->status);
    return;
  }
  out->data = reinterpret_cast<uintptr_t>(owner->data());
  out->owner = reinterpret_cast<uintptr_t>(owner);
}

void oldb_value_release(void* owner, int pinned) OLDB_NOTHROW {
  if (pinned != 0) {
    delete static_cast<leveldb::Iterator*>(owner);
  } else {
    delete static_cast<std::string*>(owner);
  }
}

void oldb_has(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key, size_t key_size, int* found,
              oldb_status* status) OLDB_NOTHROW {
  const KeysOnly keys_only(true);
  std::unique_ptr<leveldb::Iterator> it(db->rep->NewIterator(MakeReadOptions(snapshot, flags)));
  *found = Find(it.get(), Slice(key, key_size), status);
}

oldb_lookup* oldb_lookup_open(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* packed,
                              size_t packed_size, oldb_entry* entries, char* values, oldb_page* page) OLDB_NOTHROW {
  Clear(page);
  oldb_lookup lookup(db, MakeReadOptions(snapshot, flags));
  lookup.Fill(Packed(packed, packed_size), entries, values, page);
  return Keep(std::move(lookup), false, page);
}

void oldb_lookup_destroy(oldb_lookup* lookup) OLDB_NOTHROW { delete lookup; }

void oldb_lookup_fill(oldb_lookup* lookup, const char* packed, size_t packed_size, oldb_entry* entries, char* values,
                      oldb_page* page) OLDB_NOTHROW {
  Clear(page);
  lookup->Fill(Packed(packed, packed_size), entries, values, page);
}

void oldb_gather(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* packed, size_t packed_size,
                 size_t count, const char* header, size_t header_size, char* rows, size_t rows_size, uint8_t* states,
                 oldb_status* status) OLDB_NOTHROW {
  SetStatus(status, leveldb::Status::OK());
  if (count == 0) return;
  const size_t row_size = rows_size / count;
  const leveldb::ReadOptions options = MakeReadOptions(snapshot, flags);
  std::unique_ptr<leveldb::Iterator> it(db->rep->NewIterator(options));
  Ahead ahead(db, options);
  Packed keys(packed, packed_size);
  for (size_t i = 0; i < count; i++) {
    ahead.Advance(keys);
    const Following following(ahead);
    Slice key;
    if (!keys.ReadKey(&key)) {
      SetInvalidArgument(status, kMalformedKeys);
      return;
    }
    if (!Find(it.get(), key, status)) {
      if (status->code != OLDB_OK) return;
      states[i] = OLDB_ROW_MISSING;
      continue;
    }
    const Slice value = it->value();
    if (value.size() < header_size || value.size() - header_size != row_size ||
        std::memcmp(value.data(), header, header_size) != 0) {
      states[i] = OLDB_ROW_DIFFERENT;
      continue;
    }
    states[i] = OLDB_ROW_COPIED;
    CopyAhead(rows + i * row_size, value.data() + header_size, row_size);
  }
}

void oldb_prefetch(leveldb_t* db, const oldb_snapshot* snapshot, const char* packed, size_t packed_size, uint64_t max,
                   oldb_status* status) OLDB_NOTHROW {
  SetStatus(status, leveldb::Status::OK());
  Ahead ahead(db, MakeReadOptions(snapshot, 0));
  Packed keys(packed, packed_size);
  for (uint64_t requested = 0; requested < max && !keys.empty();) {
    Slice key;
    if (!keys.ReadKey(&key)) {
      SetInvalidArgument(status, kMalformedKeys);
      return;
    }
    requested += ahead.RequestWhole(key);
  }
}

}  // extern "C"
