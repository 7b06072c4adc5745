// A plain C interface for features that LevelDB's own C interface lacks: statuses with a class,
// values that need not be copied, many entries per call, and several steps in one call. Everything
// that is called once per database goes through levigo.
//
// Conventions
//   - Every function that can fail fills an oldb_status; its text, if any, is freed with oldb_free.
//   - Pointers to keys, values and buffers are used only during the call, unless a comment says
//     otherwise.
//   - Other goroutines may modify the memory that Go passes during a call. Its length is passed
//     too, and every length that is stored in it is read once and checked: a packed list that does
//     not fit its bytes returns OLDB_INVALID_ARGUMENT.
//   - No function throws. shim.cc describes what happens when memory runs out.
//   - Thread safety is that of LevelDB: a leveldb_t may be used from any thread, an oldb_iter from
//     one at a time.
#ifndef OPENLEVELDB_NATIVE_SHIM_H_
#define OPENLEVELDB_NATIVE_SHIM_H_

#include <leveldb/c.h>
#include <stddef.h>
#include <stdint.h>

#include "nothrow.h"

#ifdef __cplusplus
extern "C" {
#endif

// Classes of status. The first six match the order in leveldb/status.h; OLDB_OUT_OF_MEMORY is an
// addition.
enum {
  OLDB_OK = 0,
  OLDB_NOT_FOUND = 1,  // the key does not exist; never a missing file
  OLDB_CORRUPTION = 2,
  OLDB_NOT_SUPPORTED = 3,
  OLDB_INVALID_ARGUMENT = 4,
  OLDB_IO_ERROR = 5,
  OLDB_OUT_OF_MEMORY = 6
};

// Addresses in results are integers, so that cgo need not check them for pointers at each call.
typedef struct {
  int32_t code;
  uintptr_t text;  // 0, or a malloc'ed char*
} oldb_status;

void oldb_free(void* p) OLDB_NOTHROW;

void oldb_copy(char* dst, const char* src, size_t size) OLDB_NOTHROW;
int oldb_go_copies_bytewise(void) OLDB_NOTHROW;  // see copy.go

// Read flags.
enum {
  OLDB_VERIFY_CHECKSUMS = 1,
  OLDB_DONT_FILL_CACHE = 2,
  // For oldb_get: read through an iterator, which leaves the value in place (a mapped table, a
  // cached block, or the memtable). Without this flag LevelDB first copies the value to the heap,
  // which is faster for small values, and uses filters.
  OLDB_PIN = 4,
  // For oldb_iter_open.
  OLDB_REVERSE = 8,  // iterate from the end
  OLDB_KEEP = 16,
  OLDB_EXCLUDE_LOWER = 32,  // the range begins after lower
  OLDB_INCLUDE_UPPER = 64   // the range ends after upper
};

// A snapshot. It is the C++ object itself, so it needs no extra allocation.
typedef struct oldb_snapshot oldb_snapshot;
const oldb_snapshot* oldb_snapshot_new(leveldb_t* db) OLDB_NOTHROW;
void oldb_snapshot_release(leveldb_t* db, const oldb_snapshot* snapshot) OLDB_NOTHROW;

// The result of oldb_get. A value of at most cap bytes is in buf, and owner is 0. Otherwise data
// points to the value until oldb_value_release(owner, pinned).
typedef struct {
  uintptr_t data;
  size_t size;
  uintptr_t owner;
  int pinned;  // owner is an iterator, which must not outlive the database
  oldb_status status;
} oldb_value;

void oldb_get(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key, size_t key_size, char* buf,
              size_t cap, oldb_value* out) OLDB_NOTHROW;
void oldb_value_release(void* owner, int pinned) OLDB_NOTHROW;

// Sets *found to whether the key exists, without copying the value.
void oldb_has(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key, size_t key_size, int* found,
              oldb_status* status) OLDB_NOTHROW;

void oldb_put(leveldb_t* db, int sync, const char* key, size_t key_size, const char* value, size_t value_size,
              oldb_status* status) OLDB_NOTHROW;
void oldb_delete(leveldb_t* db, int sync, const char* key, size_t key_size, oldb_status* status) OLDB_NOTHROW;

// Applies a packed batch (layout: driver.Batch) atomically. If oldb_put, oldb_delete or oldb_write
// returns OLDB_INVALID_ARGUMENT or OLDB_OUT_OF_MEMORY, nothing was written, and the database can
// still be written to.
void oldb_write(leveldb_t* db, int sync, const char* packed, size_t size, oldb_status* status) OLDB_NOTHROW;

// Sets *text to the text of a property, a char* that the caller frees with oldb_free. The status is
// OLDB_NOT_FOUND if the property does not exist.
void oldb_property(leveldb_t* db, const char* name, size_t name_size, uintptr_t* text, oldb_status* status) OLDB_NOTHROW;

// The end of one entry of a page. Keys and values are contiguous in their buffers, so an entry
// begins at the end of the previous one.
typedef struct {
  uint32_t key_end;
  uint32_t value_end;
} oldb_entry;

// The request for a page, and its result. The buffers are separate arguments, with room for
// max_entries entries, keys_cap bytes of keys, and values_cap bytes of values. A NULL values buffer
// omits the values.
typedef struct {
  size_t max_entries;
  size_t keys_cap;  // at most 4 GiB - 1; so is values_cap
  size_t values_cap;
  size_t large_from;  // a value of at least this size is large, even if it fits
  int last;           // if set, the iteration is done after max_entries
  int stay;           // if set, nothing is read after max_entries, and done is not set because of them
  // Results:
  size_t count;
  size_t keys_used;
  size_t values_used;
  // If the first key does not fit, count is 0 and this is its size. Call again with a buffer of
  // that size.
  size_t key_needed;
  // If the first value is large or does not fit, count is 1, the key is in the page, and this
  // points to the value until the next call. The iteration is not done then.
  uintptr_t large_value;
  size_t large_size;
  int done;  // nothing is left after this page
  oldb_status status;
} oldb_page;

// An iterator over lower <= key < upper, as modified by the flags.
typedef struct oldb_iter oldb_iter;

// The tables of a database that does not change, or NULL: see direct.h.
typedef struct oldb_direct oldb_direct;

// Creates an iterator and fills its first page, unless max_entries is 0. A NULL bound is no bound.
//
// Returns NULL if there is no memory for the iterator. An iterator that is done, or has failed, is
// destroyed immediately, and the result is NULL, unless OLDB_KEEP is set.
oldb_iter* oldb_iter_open(leveldb_t* db, const oldb_snapshot* snapshot, oldb_direct* direct, int flags, const char* lower, size_t lower_size,
                          const char* upper, size_t upper_size, oldb_entry* entries, char* keys, char* values,
                          oldb_page* page) OLDB_NOTHROW;
void oldb_iter_destroy(oldb_iter* iter) OLDB_NOTHROW;

// Fills the next page.
void oldb_iter_fill(oldb_iter* iter, oldb_entry* entries, char* keys, char* values, oldb_page* page) OLDB_NOTHROW;

// Places to move to: driver.Place.
enum { OLDB_AT_EDGE = 0, OLDB_AT_KEY = 1, OLDB_AFTER_KEY = 2 };

// Moves an iterator that was opened with OLDB_KEEP to a place of its range, and fills the page that
// begins there. how is one of the places, with OLDB_REVERSE for a page towards smaller keys. The key
// need not exist, and is ignored for OLDB_AT_EDGE.
void oldb_iter_seek(oldb_iter* iter, int how, const char* key, size_t key_size, oldb_entry* entries, char* keys,
                    char* values, oldb_page* page) OLDB_NOTHROW;

// A lookup of many keys, whose values are read in pages, in the order of the keys. packed holds the
// keys that have not been read yet, at least max_entries of them, each after its length as 4 bytes,
// little-endian. A page holds no keys: an entry's key_end is 1 if the key was found, and 0
// otherwise.
typedef struct oldb_lookup oldb_lookup;

// Creates a lookup and fills its first page. Returns NULL if there is no memory for the lookup, and
// if it is done or has failed.
oldb_lookup* oldb_lookup_open(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* packed,
                              size_t packed_size, oldb_entry* entries, char* values, oldb_page* page) OLDB_NOTHROW;
void oldb_lookup_destroy(oldb_lookup* lookup) OLDB_NOTHROW;

// Fills the next page.
void oldb_lookup_fill(oldb_lookup* lookup, const char* packed, size_t packed_size, oldb_entry* entries, char* values,
                      oldb_page* page) OLDB_NOTHROW;

// Counts the entries with lower <= key < upper, up to max. Copies nothing.
void oldb_count(leveldb_t* db, const oldb_snapshot* snapshot, oldb_direct* direct, int flags, const char* lower, size_t lower_size,
                const char* upper, size_t upper_size, uint64_t max, uint64_t* count, oldb_status* status) OLDB_NOTHROW;

// Looks up count packed keys. If a value is header followed by rows_size / count bytes, copies
// these to the row of the key in rows. Sets one of count states for each key. Stops at the first
// error.
enum { OLDB_ROW_COPIED = 0, OLDB_ROW_MISSING = 1, OLDB_ROW_DIFFERENT = 2 };
void oldb_gather(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* packed, size_t packed_size,
                 size_t count, const char* header, size_t header_size, char* rows, size_t rows_size, uint8_t* states,
                 oldb_status* status) OLDB_NOTHROW;

// Starts reading the values of packed keys from disk, without waiting for them. Stops after max
// bytes.
void oldb_prefetch(leveldb_t* db, const oldb_snapshot* snapshot, const char* packed, size_t packed_size, uint64_t max,
                   oldb_status* status) OLDB_NOTHROW;

// Reads the tables of lower <= key < upper, so that they are in memory. Stops after max bytes.
void oldb_prefetch_range(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* lower, size_t lower_size,
                         const char* upper, size_t upper_size, uint64_t entries, uint64_t max,
                         oldb_status* status) OLDB_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_SHIM_H_
