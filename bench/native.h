// LevelDB's C++ interface in loops over many keys, so that the crossing from Go does not count: what a binding to LevelDB
// cannot fall below.
//
// Keys are key_size bytes each, one behind the other; order selects them by index. Values are stored bytes, tag included.
// A function that fails sets *error to a malloc'ed text, and to NULL otherwise.
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

// create: make a new database, else open one that exists.
bench_db* bench_open(const char* path, int create, size_t cache_bytes, size_t write_buffer_bytes, int snappy, int filter_bits,
                     char** error);
void bench_close(bench_db* db);

// Adds up the first float32 of each 4 KiB of each array. view: by an iterator made for each read, else by Get.
double bench_read(bench_db* db, int view, bench_keys keys, char** error);

// Counts the keys that are not there.
size_t bench_read_missing(bench_db* db, int view, bench_keys keys, char** error);

// The same as bench_read over the whole database, forwards or backwards; sets *entries.
double bench_scan(bench_db* db, int reverse, size_t* entries, char** error);

// The same for the first entry at or after each key, by an iterator made for each; without view, the value is copied.
double bench_seek(bench_db* db, int view, bench_keys keys, char** error);

// Adds up the last byte of each stored value, whatever it is: by Get, and over the whole database, which sets *entries.
double bench_read_bytes(bench_db* db, bench_keys keys, char** error);
double bench_scan_bytes(bench_db* db, size_t* entries, char** error);

// Copies arrays of row_bytes each into the rows of a tensor. view: by one iterator, else by Get.
void bench_gather(bench_db* db, int view, bench_keys keys, char* tensor, size_t row_bytes, char** error);

// Stores under key i the value number (i - first) modulo count of values of size bytes each, in batches of batch_entries; 0 is one by one.
typedef struct {
  const char* bytes;
  size_t size;
  size_t count;
  uint32_t first;
} bench_values;
void bench_put(bench_db* db, size_t batch_entries, bench_keys keys, bench_values values, char** error);

void bench_delete(bench_db* db, bench_keys keys, char** error);

void bench_compact(bench_db* db);

// No database: copies of equally long arrays in memory, one behind the other. Array i is that of key i of present, if that is key i
// of keys. Each copy begins stride bytes behind the one before. Sets *sum as bench_read gives it, and returns the number of copies
// before the first key that is not there.
size_t bench_copy(bench_keys present, const char* arrays, size_t array_bytes, bench_keys keys, char* to, size_t stride, double* sum);

// The sum that bench_read adds for one stored value; returns 0 if that is no array of float32.
int bench_sum(const char* stored, size_t size, double* sum);

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_BENCH_NATIVE_H_
