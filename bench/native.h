// LevelDB's C++ interface in loops over many keys. The cost of calls from Go is negligible, so this
// is the lower bound of a binding to LevelDB.
//
// Keys have key_size bytes each and are concatenated; order selects them by index. Values are
// stored bytes, tag included. A function that fails sets *error to a malloc'ed text. Otherwise it
// sets *error to NULL.
#ifndef OPENLEVELDB_BENCH_NATIVE_H_
#define OPENLEVELDB_BENCH_NATIVE_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bench_db bench_db;

typedef struct {
  const char* bytes;
  size_t key_size;
  size_t entries;
  const uint32_t* order;
  size_t count;  // of order
} bench_keys;

// Creates a new database if create is set. Otherwise it opens an existing one. Tables have LevelDB's
// default size if table_bytes is 0.
bench_db* bench_open(const char* path, int create, size_t cache_bytes, size_t write_buffer_bytes, size_t table_bytes, int snappy,
                     int filter_bits, char** error);
void bench_close(bench_db* db);

// Returns the sum of the first float32 of each 4 KiB of each array. With view, each read uses a new
// iterator; otherwise it uses Get.
double bench_read(bench_db* db, int view, bench_keys keys, char** error);

// Returns the number of keys that do not exist.
size_t bench_read_missing(bench_db* db, int view, bench_keys keys, char** error);

// Does the same as bench_read for all entries, in key order or in reverse, and sets *entries to
// their number.
double bench_scan(bench_db* db, int reverse, size_t* entries, char** error);

// Does the same for the first entry at or after each key, with a new iterator for each. Without
// view, the value is copied.
double bench_seek(bench_db* db, int view, bench_keys keys, char** error);

// Return the sum of the last bytes of stored values of any kind. bench_read_bytes uses Get.
// bench_scan_bytes scans the database and sets *entries.
double bench_read_bytes(bench_db* db, bench_keys keys, char** error);
double bench_scan_bytes(bench_db* db, size_t* entries, char** error);

// Copies arrays of row_bytes each into the rows of a tensor. With view, it uses one iterator;
// otherwise it uses Get.
void bench_gather(bench_db* db, int view, bench_keys keys, char* tensor, size_t row_bytes, char** error);

// Stores, under key i, value (i - first) modulo count, in batches of batch_entries. If
// batch_entries is 0, it stores them one at a time. Each value has size bytes.
typedef struct {
  const char* bytes;
  size_t size;
  size_t count;
  uint32_t first;
} bench_values;
void bench_put(bench_db* db, size_t batch_entries, bench_keys keys, bench_values values, char** error);

void bench_delete(bench_db* db, bench_keys keys, char** error);

void bench_compact(bench_db* db);

// Copies arrays of equal length from memory, without a database. The arrays are concatenated. Array
// i belongs to key i of present, which must be equal to key i of keys. Each copy starts stride
// bytes after the one before. Sets *sum as bench_read does. Returns the number of copies before the
// first missing key.
size_t bench_copy(bench_keys present, const char* arrays, size_t array_bytes, bench_keys keys, char* to, size_t stride, double* sum);

// Sets *sum to the sum that bench_read adds for one stored value. Returns 0 if the value is not an
// array of float32.
int bench_sum(const char* stored, size_t size, double* sum);

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_BENCH_NATIVE_H_
