#include "native.h"

#include <leveldb/cache.h>
#include <leveldb/db.h>
#include <leveldb/filter_policy.h>
#include <leveldb/write_batch.h>

#include <cstring>
#include <memory>
#include <string>

struct bench_db {
  // Members are destroyed in reverse order: the database first, because it uses the others.
  std::unique_ptr<leveldb::Cache> cache;
  std::unique_ptr<const leveldb::FilterPolicy> filter;
  std::unique_ptr<leveldb::DB> db;
};

namespace {

using leveldb::Iterator;
using leveldb::ReadOptions;
using leveldb::Slice;
using leveldb::Status;

void SetError(char** error, const std::string& text) { *error = strdup(text.c_str()); }

// Reports whether s is an error, and sets *error to its text with the key.
bool Failed(const Status& s, const Slice& key, char** error) {
  if (s.ok()) return false;
  SetError(error, "key " + key.ToString() + ": " + s.ToString());
  return true;
}

Slice Key(const bench_keys& keys, size_t n) { return Slice(keys.bytes + keys.order[n] * keys.key_size, keys.key_size); }

// Finds the elements of a stored array of float32, with the fewest checks of the header.
//
//   offset 0      'n'
//   offset 1      \x93NUMPY, major version 1, minor version
//   offset 9      length H of the header, 2 bytes, little-endian
//   offset 11     header, H bytes, as numpy writes it: the dtype comes first
//   offset 11+H   elements
bool FindElements(const Slice& stored, const char** elements, size_t* count) {
  static const char kMagic[] = "n\x93NUMPY\x01";
  static const char kDtype[] = "{'descr': '<f4', 'fortran_order': False, ";
  const size_t magic = sizeof(kMagic) - 1, dtype = sizeof(kDtype) - 1, fixed = 11;
  if (stored.size() < fixed + dtype) return false;
  const unsigned char* p = reinterpret_cast<const unsigned char*>(stored.data());
  const size_t begin = fixed + (p[9] | static_cast<size_t>(p[10]) << 8);
  if (std::memcmp(p, kMagic, magic) != 0 || std::memcmp(p + fixed, kDtype, dtype) != 0 || begin > stored.size()) return false;
  *elements = stored.data() + begin;
  *count = (stored.size() - begin) / sizeof(float);
  return true;
}

// Returns the sum of the first elements of all pages, added in the order of Go's PageSum.
double PageSum(const char* elements, size_t count) {
  const size_t page = 4096 / sizeof(float);
  double sum = 0;
  for (size_t i = 0; i < count; i += page) {
    float element;
    std::memcpy(&element, elements + i * sizeof(float), sizeof(float));
    sum += element;
  }
  return sum;
}

// Adds the PageSum of a stored array.
bool AddPages(const Slice& stored, double* sum) {
  const char* elements;
  size_t count;
  if (!FindElements(stored, &elements, &count)) return false;
  *sum += PageSum(elements, count);
  return true;
}

// Adds the last byte.
Status AddLast(const Slice& stored, double* sum) {
  if (stored.empty()) return Status::Corruption("stored value is empty");
  *sum += static_cast<unsigned char>(stored[stored.size() - 1]);
  return Status::OK();
}

Status NotArray() { return Status::Corruption("stored value is not an array of float32"); }
Status Missing() { return Status::NotFound("missing"); }

// Calls use(n, stored) for each key. A missing key is an error if missing is NULL, and is counted
// otherwise. With view, an iterator returns the value without a copy. one_iterator uses one
// iterator for all keys; otherwise each read uses a new one, and sees the current state of the
// database.
template <typename Use>
void ForEach(bench_db* b, bool view, bool one_iterator, const bench_keys& keys, size_t* missing, char** error, Use use) {
  *error = nullptr;
  const ReadOptions options;
  std::string copy;
  std::unique_ptr<Iterator> it;
  for (size_t n = 0; n < keys.count; n++) {
    const Slice key = Key(keys, n);
    Status s;
    Slice stored;
    bool found;
    if (view) {
      if (it == nullptr || !one_iterator) it.reset(b->db->NewIterator(options));
      it->Seek(key);
      s = it->status();
      found = it->Valid() && it->key() == key;
      if (found) stored = it->value();
    } else {
      s = b->db->Get(options, key, &copy);
      found = s.ok();
      if (s.IsNotFound()) s = Status::OK();
      stored = copy;
    }
    if (s.ok() && !found) {
      if (missing != nullptr) {
        ++*missing;
        continue;
      }
      s = Missing();
    }
    if (s.ok()) s = use(n, stored);
    if (Failed(s, key, error)) return;
  }
}

// Calls use(stored) for each entry in key order, or in reverse, and counts the entries.
template <typename Use>
void ForAll(bench_db* b, bool reverse, size_t* entries, char** error, Use use) {
  *error = nullptr;
  *entries = 0;
  std::unique_ptr<Iterator> it(b->db->NewIterator(ReadOptions()));
  for (reverse ? it->SeekToLast() : it->SeekToFirst(); it->Valid(); reverse ? it->Prev() : it->Next()) {
    if (Failed(use(it->value()), it->key(), error)) return;
    ++*entries;
  }
  if (!it->status().ok()) SetError(error, it->status().ToString());
}

}  // namespace

bench_db* bench_open(const char* path, int create, size_t cache_bytes, size_t write_buffer_bytes, size_t table_bytes, int snappy,
                     int filter_bits, char** error) {
  *error = nullptr;
  std::unique_ptr<bench_db> b(new bench_db);
  leveldb::Options options;
  options.create_if_missing = options.error_if_exists = create != 0;
  options.write_buffer_size = write_buffer_bytes;
  if (table_bytes > 0) options.max_file_size = table_bytes;
  options.compression = snappy ? leveldb::kSnappyCompression : leveldb::kNoCompression;
  b->cache.reset(leveldb::NewLRUCache(cache_bytes));
  options.block_cache = b->cache.get();
  if (filter_bits > 0) b->filter.reset(leveldb::NewBloomFilterPolicy(filter_bits));
  options.filter_policy = b->filter.get();
  leveldb::DB* db = nullptr;
  const Status s = leveldb::DB::Open(options, path, &db);
  if (!s.ok()) {
    SetError(error, s.ToString());
    return nullptr;
  }
  b->db.reset(db);
  return b.release();
}

void bench_close(bench_db* b) { delete b; }

double bench_read(bench_db* b, int view, bench_keys keys, char** error) {
  double sum = 0;
  ForEach(b, view != 0, false, keys, nullptr, error,
          [&](size_t, const Slice& stored) { return AddPages(stored, &sum) ? Status::OK() : NotArray(); });
  return sum;
}

size_t bench_read_missing(bench_db* b, int view, bench_keys keys, char** error) {
  size_t missing = 0;
  ForEach(b, view != 0, false, keys, &missing, error, [](size_t, const Slice&) { return Status::OK(); });
  return missing;
}

double bench_scan(bench_db* b, int reverse, size_t* entries, char** error) {
  double sum = 0;
  ForAll(b, reverse != 0, entries, error, [&](const Slice& stored) { return AddPages(stored, &sum) ? Status::OK() : NotArray(); });
  return sum;
}

double bench_read_bytes(bench_db* b, bench_keys keys, char** error) {
  double sum = 0;
  ForEach(b, false, false, keys, nullptr, error, [&](size_t, const Slice& stored) { return AddLast(stored, &sum); });
  return sum;
}

double bench_scan_bytes(bench_db* b, size_t* entries, char** error) {
  double sum = 0;
  ForAll(b, false, entries, error, [&](const Slice& stored) { return AddLast(stored, &sum); });
  return sum;
}

double bench_seek(bench_db* b, int view, bench_keys keys, char** error) {
  *error = nullptr;
  double sum = 0;
  std::string copy;
  for (size_t n = 0; n < keys.count; n++) {
    const Slice key = Key(keys, n);
    std::unique_ptr<Iterator> it(b->db->NewIterator(ReadOptions()));
    it->Seek(key);
    Status s = it->status();
    if (s.ok() && !it->Valid()) s = Missing();
    if (s.ok()) {
      Slice stored = it->value();
      if (!view) {
        copy.assign(stored.data(), stored.size());
        stored = copy;
      }
      if (!AddPages(stored, &sum)) s = NotArray();
    }
    if (Failed(s, key, error)) return 0;
  }
  return sum;
}

void bench_gather(bench_db* b, int view, bench_keys keys, char* tensor, size_t row_bytes, char** error) {
  ForEach(b, view != 0, true, keys, nullptr, error, [&](size_t n, const Slice& stored) {
    const char* elements;
    size_t count;
    if (!FindElements(stored, &elements, &count)) return NotArray();
    if (count * sizeof(float) != row_bytes) return Status::Corruption("array does not have the length of a row");
    std::memcpy(tensor + n * row_bytes, elements, row_bytes);
    return Status::OK();
  });
}

void bench_put(bench_db* b, size_t batch_entries, bench_keys keys, bench_values values, char** error) {
  *error = nullptr;
  const leveldb::WriteOptions options;
  leveldb::WriteBatch batch;
  for (size_t n = 0; n < keys.count; n++) {
    const Slice key = Key(keys, n);
    const Slice value(values.bytes + (keys.order[n] - values.first) % values.count * values.size, values.size);
    if (batch_entries == 0) {
      if (Failed(b->db->Put(options, key, value), key, error)) return;
      continue;
    }
    batch.Put(key, value);
    if ((n + 1) % batch_entries == 0 || n + 1 == keys.count) {
      if (Failed(b->db->Write(options, &batch), key, error)) return;
      batch.Clear();
    }
  }
}

void bench_delete(bench_db* b, bench_keys keys, char** error) {
  *error = nullptr;
  for (size_t n = 0; n < keys.count; n++) {
    const Slice key = Key(keys, n);
    if (Failed(b->db->Delete(leveldb::WriteOptions(), key), key, error)) return;
  }
}

void bench_compact(bench_db* b) { b->db->CompactRange(nullptr, nullptr); }

size_t bench_copy(bench_keys present, const char* arrays, size_t array_bytes, bench_keys keys, char* to, size_t stride, double* sum) {
  *sum = 0;
  for (size_t n = 0; n < keys.count; n++) {
    const uint32_t i = keys.order[n];
    const Slice key = Key(keys, n);
    if (i >= present.entries || key != Slice(present.bytes + i * present.key_size, present.key_size)) return n;
    char* copy = to + n * stride;
    std::memcpy(copy, arrays + i * array_bytes, array_bytes);
    *sum += PageSum(copy, array_bytes / sizeof(float));
  }
  return keys.count;
}

int bench_sum(const char* stored, size_t size, double* sum) {
  *sum = 0;
  return AddPages(Slice(stored, size), sum);
}
