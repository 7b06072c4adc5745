// Declarations that the C++ files of this package share. Go does not see them.
#ifndef OPENLEVELDB_NATIVE_INTERNAL_H_
#define OPENLEVELDB_NATIVE_INTERNAL_H_

#include <leveldb/iterator.h>
#include <leveldb/options.h>

#include <new>
#include <utility>

#include "mirror.h"
#include "order_go.h"
#include "shim.h"

namespace oldb {

// Sets the class and the text of an error status.
void SetError(oldb_status* out, const leveldb::Status& s);

// Converts a status of LevelDB.
inline void SetStatus(oldb_status* out, const leveldb::Status& s) {
  out->code = OLDB_OK;
  out->text = 0;
  if (!s.ok()) SetError(out, s);
}

inline void SetOutOfMemory(oldb_status* out) {
  out->code = OLDB_OUT_OF_MEMORY;
  out->text = 0;
}

void SetInvalidArgument(oldb_status* out, const char* text);

inline leveldb::ReadOptions MakeReadOptions(const oldb_snapshot* snapshot, int flags) {
  leveldb::ReadOptions options;
  options.verify_checksums = (flags & OLDB_VERIFY_CHECKSUMS) != 0;
  options.fill_cache = (flags & OLDB_DONT_FILL_CACHE) == 0;
  options.snapshot = reinterpret_cast<const leveldb::Snapshot*>(snapshot);
  return options;
}

// Moves an iterator to the key, and reports whether the key exists. *status is set to the status of
// the iterator, which is checked even if the iterator is at the key; see oldb_iter::Fill.
inline bool Find(leveldb::Iterator* it, const leveldb::Slice& key, oldb_status* status) {
  it->Seek(key);
  SetStatus(status, it->status());
  return status->code == OLDB_OK && it->Valid() && Compare(CurrentOrder(), it->key(), key) == 0;
}

// Reports whether LevelDB will be able to allocate another copy of a value or batch. It allocates
// and frees that much memory before LevelDB is entered, because LevelDB could not recover from a
// failed allocation.
bool HasMemory(size_t size);

// Sets all results of a page to zero.
inline void Clear(oldb_page* page) {
  page->count = 0;
  page->keys_used = 0;
  page->values_used = 0;
  page->key_needed = 0;
  page->large_value = 0;
  page->large_size = 0;
  page->done = 0;
  page->status.code = OLDB_OK;
  page->status.text = 0;
}

inline void SetLarge(oldb_page* page, const leveldb::Slice& value) {
  page->large_value = reinterpret_cast<uintptr_t>(value.data());
  page->large_size = value.size();
}

// Moves an object with its first page to the heap, unless the page is the last and keep is not set.
// If there is no memory, the page reports that.
template <typename T>
T* Keep(T&& object, bool keep, oldb_page* page) {
  const bool over = page->done != 0 || page->status.code != OLDB_OK;
  if (over && !keep) return nullptr;
  T* const kept = new (std::nothrow) T(std::move(object));
  if (kept == nullptr) {
    oldb_free(reinterpret_cast<void*>(page->status.text));
    Clear(page);
    SetOutOfMemory(&page->status);
  }
  return kept;
}

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_INTERNAL_H_
