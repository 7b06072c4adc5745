#include "shim.h"

#include <leveldb/db.h>
#include <leveldb/write_batch.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <utility>

// The handle of LevelDB's C interface, as its db/c.cc has defined it since the first release; the header keeps it opaque.
// It is the way from a database that levigo opened to the C++ object.
struct leveldb_t {
  leveldb::DB* rep;
};

namespace {

using leveldb::Slice;
using leveldb::Status;

void SetStatus(oldb_status* out, int code, const std::string& text) {
  char* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy != nullptr) std::memcpy(copy, text.c_str(), text.size() + 1);
  out->code = code;
  out->text = reinterpret_cast<uintptr_t>(copy);
}

// Keeps the class that the C interface drops. LevelDB reports a file that it cannot open as NotFound too; only a missing
// key has no message, so anything longer than the bare class is an I/O error.
void SetStatus(oldb_status* out, const Status& s) {
  out->code = OLDB_OK;
  out->text = 0;
  if (s.ok()) return;
  const std::string text = s.ToString();
  if (s.IsNotFound()) {
    if (text == "NotFound: ") {
      out->code = OLDB_NOT_FOUND;
      return;
    }
    SetStatus(out, OLDB_IO_ERROR, text);
  } else if (s.IsCorruption()) {
    SetStatus(out, OLDB_CORRUPTION, text);
  } else if (s.IsNotSupportedError()) {
    SetStatus(out, OLDB_NOT_SUPPORTED, text);
  } else if (s.IsInvalidArgument()) {
    SetStatus(out, OLDB_INVALID_ARGUMENT, text);
  } else {
    SetStatus(out, OLDB_IO_ERROR, text);
  }
}

void SetOutOfMemory(oldb_status* out) {
  out->code = OLDB_OUT_OF_MEMORY;
  out->text = 0;
}

leveldb::ReadOptions MakeReadOptions(const oldb_snapshot* snapshot, int flags) {
  leveldb::ReadOptions options;
  options.verify_checksums = (flags & OLDB_VERIFY_CHECKSUMS) != 0;
  options.fill_cache = (flags & OLDB_DONT_FILL_CACHE) == 0;
  options.snapshot = reinterpret_cast<const leveldb::Snapshot*>(snapshot);
  return options;
}

leveldb::WriteOptions MakeWriteOptions(int sync) {
  leveldb::WriteOptions options;
  options.sync = sync != 0;
  return options;
}

// What a thread keeps of the memory for the last value it read.
const size_t kKeptCapacity = 64 << 10;

// Reads through an iterator, which is kept if the value does not fit into buf.
void GetPinned(leveldb_t* db, const leveldb::ReadOptions& options, const Slice& key, char* buf, size_t cap,
               oldb_value* out) {
  std::unique_ptr<leveldb::Iterator> it(db->rep->NewIterator(options));
  it->Seek(key);
  const Status s = it->status();  // also of one that is valid: see oldb_iter_fill
  if (!s.ok() || !it->Valid() || it->key() != key) {
    SetStatus(&out->status, s.ok() ? Status::NotFound(Slice()) : s);
    return;
  }
  SetStatus(&out->status, s);
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

// Reads a 32-bit little-endian length of a packed batch or list of keys.
size_t ReadSize(const char* p) {
  const unsigned char* u = reinterpret_cast<const unsigned char*>(p);
  return static_cast<size_t>(u[0]) | static_cast<size_t>(u[1]) << 8 | static_cast<size_t>(u[2]) << 16 |
         static_cast<size_t>(u[3]) << 24;
}

void Clear(oldb_page* page) {
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

}  // namespace

struct oldb_iter {
  std::unique_ptr<leveldb::Iterator> it;
  std::string lower, upper;
  const bool has_lower, has_upper, reverse;
  bool started = false;
  // The entry under the iterator was handed out as a large value: step off it before anything else.
  bool lent = false;

  oldb_iter(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* lower, size_t lower_size,
            const char* upper, size_t upper_size)
      : it(db->rep->NewIterator(MakeReadOptions(snapshot, flags))),
        lower(lower, lower + lower_size),
        upper(upper, upper + upper_size),
        has_lower(lower != nullptr),
        has_upper(upper != nullptr),
        reverse((flags & OLDB_REVERSE) != 0) {}

  void Start() {
    started = true;
    if (!reverse) {
      if (has_lower) {
        it->Seek(lower);
      } else {
        it->SeekToFirst();
      }
    } else if (has_upper) {
      it->Seek(upper);
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
    } else if (lent) {
      Step();
    }
    lent = false;
  }

  // Says whether the walk has not come past the end of its range.
  bool Contains(const Slice& key) const {
    if (reverse) return !has_lower || key.compare(lower) >= 0;
    return !has_upper || key.compare(upper) < 0;
  }

  void Fill(oldb_entry* entries, char* keys, char* values, oldb_page* page);
  void Lookup(const char* packed, oldb_entry* entries, char* values, oldb_page* page);
};

void oldb_iter::Fill(oldb_entry* entries, char* keys, char* values, oldb_page* page) {
  Resume();
  // In locals, as the compiler must take every byte that is copied for a change of *page.
  const size_t max_entries = page->max_entries, keys_cap = page->keys_cap;
  const bool with_values = values != nullptr, last = page->last != 0;
  const size_t values_cap = page->values_cap, large_from = page->large_from;
  leveldb::Iterator* const it = this->it.get();
  size_t count = 0, keys_used = 0, values_used = 0;
  // LevelDB's iterator passes over a block that it cannot read, and gives what older tables say of the same keys; that it has done
  // so shows in its status alone, from then on. So entries count when the status was good after them, which is not asked each time.
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
        page->large_value = reinterpret_cast<uintptr_t>(value.data());
        page->large_size = value.size();
        lent = true;
      }
    }
    std::memcpy(keys + keys_used, key.data(), key.size());
    keys_used += key.size();
    entries[count].key_end = static_cast<uint32_t>(keys_used);
    entries[count].value_end = static_cast<uint32_t>(values_used);
    count++;
    if (lent) goto full;
    if (last && count == max_entries) break;
  }
  page->done = 1;
full:
  SetStatus(&page->status, it->status());
  if (page->status.code != OLDB_OK) {
    count = good_count, keys_used = good_keys, values_used = good_values;
    page->key_needed = 0;
    page->large_value = 0;
    lent = false;
  }
  page->count = count;
  page->keys_used = keys_used;
  page->values_used = values_used;
}

void oldb_iter::Lookup(const char* packed, oldb_entry* entries, char* values, oldb_page* page) {
  for (const char* p = packed; page->count < page->max_entries;) {
    const Slice key(p + 4, ReadSize(p));
    it->Seek(key);
    SetStatus(&page->status, it->status());
    if (page->status.code != OLDB_OK) return;
    const bool found = it->Valid() && it->key() == key;
    if (found) {
      const Slice value = it->value();
      if (value.size() < page->large_from && value.size() <= page->values_cap - page->values_used) {
        std::memcpy(values + page->values_used, value.data(), value.size());
        page->values_used += value.size();
      } else if (page->count == 0) {
        page->large_value = reinterpret_cast<uintptr_t>(value.data());
        page->large_size = value.size();
      } else {
        return;
      }
    }
    entries[page->count].key_end = found ? 1 : 0;
    entries[page->count].value_end = static_cast<uint32_t>(page->values_used);
    page->count++;
    if (page->large_value != 0) return;
    p += 4 + key.size();
  }
  page->done = page->last;
}

extern "C" {

void oldb_free(void* p) { std::free(p); }

void oldb_copy(char* dst, const char* src, size_t size) { std::memcpy(dst, src, size); }

int oldb_go_copies_bytewise(void) {
#if defined(__x86_64__)
  unsigned a, b, c, d;
  const unsigned erms = 1u << 9, fsrm = 1u << 4;
  return __builtin_cpu_is("intel") && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & erms) != 0 && (d & fsrm) != 0;
#else
  return 0;
#endif
}

const oldb_snapshot* oldb_snapshot_new(leveldb_t* db) {
  return reinterpret_cast<const oldb_snapshot*>(db->rep->GetSnapshot());
}

void oldb_snapshot_release(leveldb_t* db, const oldb_snapshot* snapshot) {
  db->rep->ReleaseSnapshot(reinterpret_cast<const leveldb::Snapshot*>(snapshot));
}

void oldb_get(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key, size_t key_size, char* buf,
              size_t cap, oldb_value* out) {
  out->data = 0;
  out->size = 0;
  out->owner = 0;
  out->pinned = 0;
  if ((flags & OLDB_PIN) != 0) {
    GetPinned(db, MakeReadOptions(snapshot, flags), Slice(key, key_size), buf, cap, out);
    return;
  }
  try {
    // Kept from call to call, so that a small value costs no allocation; a large one is moved out of it.
    static thread_local std::string value;
    const Status s = db->rep->Get(MakeReadOptions(snapshot, flags), Slice(key, key_size), &value);
    SetStatus(&out->status, s);
    if (!s.ok()) return;
    out->size = value.size();
    if (value.size() <= cap) {
      if (!value.empty()) std::memcpy(buf, value.data(), value.size());
      if (value.capacity() > kKeptCapacity) std::string().swap(value);
    } else {
      std::string* owner = new std::string(std::move(value));
      out->data = reinterpret_cast<uintptr_t>(owner->data());
      out->owner = reinterpret_cast<uintptr_t>(owner);
    }
  } catch (const std::bad_alloc&) {
    SetOutOfMemory(&out->status);
  }
}

void oldb_value_release(void* owner, int pinned) {
  if (pinned != 0) {
    delete static_cast<leveldb::Iterator*>(owner);
  } else {
    delete static_cast<std::string*>(owner);
  }
}

void oldb_has(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key, size_t key_size, int* found,
              oldb_status* status) {
  const Slice wanted(key, key_size);
  std::unique_ptr<leveldb::Iterator> it(db->rep->NewIterator(MakeReadOptions(snapshot, flags)));
  it->Seek(wanted);
  *found = it->Valid() && it->key() == wanted;
  SetStatus(status, it->status());
}

void oldb_put(leveldb_t* db, int sync, const char* key, size_t key_size, const char* value, size_t value_size,
              oldb_status* status) {
  try {
    SetStatus(status, db->rep->Put(MakeWriteOptions(sync), Slice(key, key_size), Slice(value, value_size)));
  } catch (const std::bad_alloc&) {
    SetOutOfMemory(status);
  }
}

void oldb_delete(leveldb_t* db, int sync, const char* key, size_t key_size, oldb_status* status) {
  SetStatus(status, db->rep->Delete(MakeWriteOptions(sync), Slice(key, key_size)));
}

void oldb_write(leveldb_t* db, int sync, const char* packed, size_t size, oldb_status* status) {
  leveldb::WriteBatch batch;
  try {
    for (const char *p = packed, *end = packed + size; p < end;) {
      const char op = *p;
      const size_t key_size = ReadSize(p + 1);
      const size_t value_size = ReadSize(p + 5);
      const Slice key(p + 9, key_size);
      if (op == 1) {
        batch.Put(key, Slice(p + 9 + key_size, value_size));
      } else {
        batch.Delete(key);
      }
      p += 9 + key_size + value_size;
    }
  } catch (const std::bad_alloc&) {
    SetOutOfMemory(status);
    return;
  }
  SetStatus(status, db->rep->Write(MakeWriteOptions(sync), &batch));
}

char* oldb_property(leveldb_t* db, const char* name, size_t name_size) {
  std::string value;
  if (!db->rep->GetProperty(Slice(name, name_size), &value)) return nullptr;
  char* text = static_cast<char*>(std::malloc(value.size() + 1));
  if (text != nullptr) std::memcpy(text, value.c_str(), value.size() + 1);
  return text;
}

oldb_iter* oldb_iter_open(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* lower, size_t lower_size,
                          const char* upper, size_t upper_size, const char* packed, oldb_entry* entries, char* keys,
                          char* values, oldb_page* page) {
  oldb_iter iter(db, snapshot, flags, lower, lower_size, upper, upper_size);
  oldb_iter_fill(&iter, packed, entries, keys, values, page);
  const bool over = page->done != 0 || page->status.code != OLDB_OK;
  return over && (flags & OLDB_KEEP) == 0 ? nullptr : new oldb_iter(std::move(iter));
}

void oldb_iter_destroy(oldb_iter* iter) { delete iter; }

void oldb_iter_fill(oldb_iter* iter, const char* packed, oldb_entry* entries, char* keys, char* values, oldb_page* page) {
  Clear(page);
  if (packed == nullptr) {
    iter->Fill(entries, keys, values, page);
  } else {
    iter->Lookup(packed, entries, values, page);
  }
}

void oldb_iter_resume(oldb_iter* iter, const char* key, size_t key_size) {
  const Slice from(key, key_size);
  iter->lent = false;
  // A key from before the range is as good as none.
  const bool before = iter->reverse ? iter->has_upper && from.compare(iter->upper) >= 0
                                    : iter->has_lower && from.compare(iter->lower) < 0;
  iter->started = !before;
  if (before) return;
  leveldb::Iterator* const it = iter->it.get();
  it->Seek(from);
  if (!iter->reverse) {
    if (it->Valid() && it->key() == from) it->Next();
  } else if (it->Valid()) {
    it->Prev();
  } else if (it->status().ok()) {
    it->SeekToLast();
  }
}

void oldb_iter_restart(oldb_iter* iter) {
  iter->lent = false;
  iter->started = false;
}

void oldb_gather(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* packed, size_t count,
                 const char* header, size_t header_size, size_t row_size, char* rows, uint8_t* states,
                 oldb_status* status) {
  SetStatus(status, Status::OK());
  std::unique_ptr<leveldb::Iterator> it(db->rep->NewIterator(MakeReadOptions(snapshot, flags)));
  const char* p = packed;
  for (size_t i = 0; i < count; i++) {
    const Slice key(p + 4, ReadSize(p));
    p += 4 + key.size();
    it->Seek(key);
    SetStatus(status, it->status());
    if (status->code != OLDB_OK) return;
    if (!it->Valid() || it->key() != key) {
      states[i] = OLDB_ROW_MISSING;
      continue;
    }
    const Slice value = it->value();
    if (value.size() != header_size + row_size || std::memcmp(value.data(), header, header_size) != 0) {
      states[i] = OLDB_ROW_DIFFERENT;
      continue;
    }
    states[i] = OLDB_ROW_COPIED;
    std::memcpy(rows + i * row_size, value.data() + header_size, row_size);
  }
}

void oldb_count(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* lower, size_t lower_size,
                const char* upper, size_t upper_size, uint64_t max, uint64_t* count, oldb_status* status) {
  oldb_iter iter(db, snapshot, flags, lower, lower_size, upper, upper_size);
  *count = 0;
  for (iter.Start(); *count < max && iter.it->Valid() && iter.Contains(iter.it->key()); iter.Step()) ++*count;
  SetStatus(status, iter.it->status());
}

}  // extern "C"
