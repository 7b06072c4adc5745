#include "shim.h"

#include <leveldb/db.h>
#include <leveldb/write_batch.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <utility>

// Exceptions
//
// libleveldb is built without exceptions. One that passes through its frames runs none of their destructors: locks stay held,
// queues keep pointers to frames that are gone, references are never dropped. So these rules hold for every function that Go
// calls, here and in the other files, and for every function of ours that LevelDB calls (readonly.cc, checked.cc):
//
//   1. Nothing throws. Every such function is noexcept.
//   2. What a call needs is allocated before LevelDB is entered. Without memory for it the status is OLDB_OUT_OF_MEMORY,
//      nothing has been done, and the database is usable as before. A write builds its batch here, and a large one tries first
//      whether LevelDB can have the memory that it is going to ask for. WriteBatch and Status count as ours: they are strings,
//      with neither locks nor references.
//   3. Where LevelDB itself finds no memory the process ends, by std::terminate, which noexcept calls. OnTerminate says why.
//      Everything that goes through levigo ends like this too, as nothing there can catch an exception, and so does LevelDB's
//      background thread.
//   4. What a result needs is allocated after LevelDB has returned. Without memory for it a read is OLDB_OUT_OF_MEMORY; the error
//      of a write keeps its class and loses its text.

// The handle of LevelDB's C interface, as its db/c.cc has defined it since the first release; the header keeps it opaque.
// It is the way from a database that levigo opened to the C++ object.
struct leveldb_t {
  leveldb::DB* rep;
};

namespace {

using leveldb::Slice;
using leveldb::Status;

const std::terminate_handler terminate_before = std::get_terminate();

// Says what rule 3 does, and leaves the rest to the handler that was there before.
[[noreturn]] void OnTerminate() noexcept {
  try {
    if (std::current_exception() != nullptr) throw;
  } catch (const std::bad_alloc&) {
    const char text[] =
        "openleveldb: out of memory inside LevelDB, which cannot go on from there: the process ends. "
        "What was written before is in the database.\n";
    const ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    static_cast<void>(written);
  } catch (...) {
  }
  if (terminate_before != nullptr) terminate_before();
  std::abort();
}

const bool installed = (std::set_terminate(OnTerminate), true);

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
  std::string text;
  try {
    text = s.ToString();
  } catch (const std::bad_alloc&) {  // a missing key needs no memory
    out->code = s.IsCorruption() ? OLDB_CORRUPTION : OLDB_IO_ERROR;
    return;
  }
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

void SetInvalidArgument(oldb_status* out, const char* text) {
  out->code = OLDB_INVALID_ARGUMENT;
  out->text = reinterpret_cast<uintptr_t>(strdup(text));
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

// LevelDB keeps a value or batch in memory once more when it is written. That much is asked for and given back before LevelDB is
// entered, as it could not do without. Smaller ones come out of memory that LevelDB has already.
const size_t kTryFrom = 64 << 10;

bool HasMemory(size_t size) {
  if (size < kTryFrom) return true;
  char* const p = static_cast<char*>(::operator new(size, std::nothrow));
  if (p == nullptr) return false;
  *const_cast<volatile char*>(p) = 0;  // or the compiler leaves out both calls
  ::operator delete(p);
  return true;
}

// Applies what fill puts into a batch, which returns whether the batch is well-formed. size is about that of the entries.
template <typename Fill>
void Apply(leveldb_t* db, int sync, size_t size, oldb_status* status, Fill fill) {
  leveldb::WriteBatch batch;
  try {
    if (!fill(&batch)) {
      SetInvalidArgument(status, "Invalid argument: the entries of the batch do not fit its bytes");
      return;
    }
  } catch (const std::bad_alloc&) {
    SetOutOfMemory(status);
    return;
  }
  if (!HasMemory(size)) {
    SetOutOfMemory(status);
    return;
  }
  SetStatus(status, db->rep->Write(MakeWriteOptions(sync), &batch));
}

// Reads packed bytes. Their memory is Go's, which may change them at any time: each length is read once.
class Packed {
 public:
  Packed(const char* data, size_t size) : p_(data), left_(size) {}

  bool empty() const { return left_ == 0; }

  bool ReadByte(char* byte) {
    if (left_ < 1) return false;
    *byte = *static_cast<const volatile char*>(p_);
    Skip(1);
    return true;
  }

  // Reads a length of 32 bits, little-endian.
  bool ReadSize(size_t* size) {
    if (left_ < 4) return false;
    const volatile unsigned char* u = reinterpret_cast<const volatile unsigned char*>(p_);
    *size = static_cast<size_t>(u[0]) | static_cast<size_t>(u[1]) << 8 | static_cast<size_t>(u[2]) << 16 |
            static_cast<size_t>(u[3]) << 24;
    Skip(4);
    return true;
  }

  // Points to the next size bytes, which are only to be copied or compared.
  bool ReadBytes(size_t size, Slice* bytes) {
    if (left_ < size) return false;
    *bytes = Slice(p_, size);
    Skip(size);
    return true;
  }

  // Reads a key after its length.
  bool ReadKey(Slice* key) {
    size_t size;
    return ReadSize(&size) && ReadBytes(size, key);
  }

 private:
  void Skip(size_t n) { p_ += n, left_ -= n; }

  const char* p_;
  size_t left_;
};

bool Unpack(Packed packed, leveldb::WriteBatch* batch) {
  while (!packed.empty()) {
    char op;
    size_t key_size, value_size;
    Slice key, value;
    if (!packed.ReadByte(&op) || !packed.ReadSize(&key_size) || !packed.ReadSize(&value_size)) return false;
    if (!packed.ReadBytes(key_size, &key) || !packed.ReadBytes(value_size, &value)) return false;
    if (op == 1) {
      batch->Put(key, value);
    } else if (op == 0 && value_size == 0) {
      batch->Delete(key);
    } else {
      return false;
    }
  }
  return true;
}

const char kMalformedKeys[] = "Invalid argument: the packed keys do not fit their bytes";

// Reads through an iterator, which is kept if the value does not fit into buf.
void GetPinned(leveldb_t* db, const leveldb::ReadOptions& options, const Slice& key, char* buf, size_t cap,
               oldb_value* out) {
  std::unique_ptr<leveldb::Iterator> it(db->rep->NewIterator(options));
  it->Seek(key);
  SetStatus(&out->status, it->status());  // also of one that is valid: see oldb_iter_fill
  if (out->status.code != OLDB_OK) return;
  if (!it->Valid() || it->key() != key) {
    out->status.code = OLDB_NOT_FOUND;
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

// The bounds of a range, copied.
struct Bounds {
  std::string lower, upper;
  bool has_lower, has_upper;

  // Returns whether there was memory for them.
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

}  // namespace

struct oldb_iter {
  std::unique_ptr<leveldb::Iterator> it;
  std::string lower, upper;
  const bool has_lower, has_upper, reverse;
  bool started = false;
  // The entry under the iterator was handed out as a large value: step off it before anything else.
  bool lent = false;

  oldb_iter(leveldb_t* db, const oldb_snapshot* snapshot, int flags, Bounds bounds)
      : it(db->rep->NewIterator(MakeReadOptions(snapshot, flags))),
        lower(std::move(bounds.lower)),
        upper(std::move(bounds.upper)),
        has_lower(bounds.has_lower),
        has_upper(bounds.has_upper),
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

  // Reports whether key is before the end of the range.
  bool Contains(const Slice& key) const {
    if (reverse) return !has_lower || key.compare(lower) >= 0;
    return !has_upper || key.compare(upper) < 0;
  }

  void Fill(oldb_entry* entries, char* keys, char* values, oldb_page* page);
  void Lookup(Packed packed, oldb_entry* entries, char* values, oldb_page* page);
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

void oldb_iter::Lookup(Packed packed, oldb_entry* entries, char* values, oldb_page* page) {
  while (page->count < page->max_entries) {
    Slice key;
    if (!packed.ReadKey(&key)) {
      SetInvalidArgument(&page->status, kMalformedKeys);
      return;
    }
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
  }
  page->done = page->last;
}

extern "C" {

void oldb_free(void* p) OLDB_NOTHROW { std::free(p); }

void oldb_copy(char* dst, const char* src, size_t size) OLDB_NOTHROW { std::memcpy(dst, src, size); }

int oldb_go_copies_bytewise(void) OLDB_NOTHROW {
#if defined(__x86_64__)
  unsigned a, b, c, d;
  const unsigned erms = 1u << 9, fsrm = 1u << 4;
  return __builtin_cpu_is("intel") && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & erms) != 0 && (d & fsrm) != 0;
#else
  return 0;
#endif
}

const oldb_snapshot* oldb_snapshot_new(leveldb_t* db) OLDB_NOTHROW {
  return reinterpret_cast<const oldb_snapshot*>(db->rep->GetSnapshot());
}

void oldb_snapshot_release(leveldb_t* db, const oldb_snapshot* snapshot) OLDB_NOTHROW {
  db->rep->ReleaseSnapshot(reinterpret_cast<const leveldb::Snapshot*>(snapshot));
}

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
  // Kept from call to call, so that a small value costs no allocation; a large one is moved out of it.
  static thread_local std::string value;
  const Status s = db->rep->Get(MakeReadOptions(snapshot, flags), Slice(key, key_size), &value);
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
  const Slice wanted(key, key_size);
  std::unique_ptr<leveldb::Iterator> it(db->rep->NewIterator(MakeReadOptions(snapshot, flags)));
  it->Seek(wanted);
  *found = it->Valid() && it->key() == wanted;
  SetStatus(status, it->status());
}

void oldb_put(leveldb_t* db, int sync, const char* key, size_t key_size, const char* value, size_t value_size,
              oldb_status* status) OLDB_NOTHROW {
  Apply(db, sync, key_size + value_size, status, [&](leveldb::WriteBatch* batch) {
    batch->Put(Slice(key, key_size), Slice(value, value_size));
    return true;
  });
}

void oldb_delete(leveldb_t* db, int sync, const char* key, size_t key_size, oldb_status* status) OLDB_NOTHROW {
  Apply(db, sync, key_size, status, [&](leveldb::WriteBatch* batch) {
    batch->Delete(Slice(key, key_size));
    return true;
  });
}

void oldb_write(leveldb_t* db, int sync, const char* packed, size_t size, oldb_status* status) OLDB_NOTHROW {
  Apply(db, sync, size, status, [&](leveldb::WriteBatch* batch) { return Unpack(Packed(packed, size), batch); });
}

void oldb_property(leveldb_t* db, const char* name, size_t name_size, uintptr_t* text, oldb_status* status) OLDB_NOTHROW {
  SetStatus(status, Status::OK());
  std::string value;
  if (!db->rep->GetProperty(Slice(name, name_size), &value)) {
    status->code = OLDB_NOT_FOUND;
    return;
  }
  char* copy = static_cast<char*>(std::malloc(value.size() + 1));
  if (copy == nullptr) {
    SetOutOfMemory(status);
    return;
  }
  std::memcpy(copy, value.c_str(), value.size() + 1);
  *text = reinterpret_cast<uintptr_t>(copy);
}

oldb_iter* oldb_iter_open(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* lower, size_t lower_size,
                          const char* upper, size_t upper_size, const char* packed, size_t packed_size,
                          oldb_entry* entries, char* keys, char* values, oldb_page* page) OLDB_NOTHROW {
  Bounds bounds;
  if (!bounds.Copy(lower, lower_size, upper, upper_size)) {
    Clear(page);
    SetOutOfMemory(&page->status);
    return nullptr;
  }
  oldb_iter iter(db, snapshot, flags, std::move(bounds));
  oldb_iter_fill(&iter, packed, packed_size, entries, keys, values, page);
  const bool over = page->done != 0 || page->status.code != OLDB_OK;
  if (over && (flags & OLDB_KEEP) == 0) return nullptr;
  oldb_iter* const kept = new (std::nothrow) oldb_iter(std::move(iter));
  if (kept == nullptr) {
    oldb_free(reinterpret_cast<void*>(page->status.text));
    Clear(page);
    SetOutOfMemory(&page->status);
  }
  return kept;
}

void oldb_iter_destroy(oldb_iter* iter) OLDB_NOTHROW { delete iter; }

void oldb_iter_fill(oldb_iter* iter, const char* packed, size_t packed_size, oldb_entry* entries, char* keys, char* values,
                    oldb_page* page) OLDB_NOTHROW {
  Clear(page);
  if (packed == nullptr) {
    iter->Fill(entries, keys, values, page);
  } else {
    iter->Lookup(Packed(packed, packed_size), entries, values, page);
  }
}

void oldb_iter_resume(oldb_iter* iter, const char* key, size_t key_size) OLDB_NOTHROW {
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

void oldb_iter_restart(oldb_iter* iter) OLDB_NOTHROW {
  iter->lent = false;
  iter->started = false;
}

void oldb_gather(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* packed, size_t packed_size,
                 size_t count, const char* header, size_t header_size, char* rows, size_t rows_size, uint8_t* states,
                 oldb_status* status) OLDB_NOTHROW {
  SetStatus(status, Status::OK());
  if (count == 0) return;
  const size_t row_size = rows_size / count;
  std::unique_ptr<leveldb::Iterator> it(db->rep->NewIterator(MakeReadOptions(snapshot, flags)));
  Packed keys(packed, packed_size);
  for (size_t i = 0; i < count; i++) {
    Slice key;
    if (!keys.ReadKey(&key)) {
      SetInvalidArgument(status, kMalformedKeys);
      return;
    }
    it->Seek(key);
    SetStatus(status, it->status());
    if (status->code != OLDB_OK) return;
    if (!it->Valid() || it->key() != key) {
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
    std::memcpy(rows + i * row_size, value.data() + header_size, row_size);
  }
}

void oldb_count(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* lower, size_t lower_size,
                const char* upper, size_t upper_size, uint64_t max, uint64_t* count, oldb_status* status) OLDB_NOTHROW {
  *count = 0;
  Bounds bounds;
  if (!bounds.Copy(lower, lower_size, upper, upper_size)) {
    SetOutOfMemory(status);
    return;
  }
  oldb_iter iter(db, snapshot, flags, std::move(bounds));
  for (iter.Start(); *count < max && iter.it->Valid() && iter.Contains(iter.it->key()); iter.Step()) ++*count;
  SetStatus(status, iter.it->status());
}

}  // extern "C"
