// A plain C face on what LevelDB's own C interface lacks: statuses with a class, values that need
// not be copied, many entries per call, and multi-part work in one call. Everything that is called
// once per database stays with levigo.
//
// Conventions
//   - Every function that can fail fills an oldb_status; its text, if any, is freed with oldb_free.
//   - Pointers to keys, values and buffers are read or written during the call only, unless a comment says otherwise.
//   - The memory that Go passes may be changed by other goroutines during a call. It comes with its
//     length, and every length that is stored in it is read once and checked: a packed list that
//     does not fit its bytes is OLDB_INVALID_ARGUMENT.
//   - No function throws. shim.cc says what happens when memory runs out.
//   - Thread safety is LevelDB's: a leveldb_t may be used from any thread, an oldb_iter from one at a time.
#ifndef OPENLEVELDB_NATIVE_SHIM_H_
#define OPENLEVELDB_NATIVE_SHIM_H_

#include <leveldb/c.h>
#include <stddef.h>
#include <stdint.h>

#include "nothrow.h"

#ifdef __cplusplus
extern "C" {
#endif

// Classes of status, in the order of leveldb/status.h, and three of our own.
enum {
  OLDB_OK = 0,
  OLDB_NOT_FOUND = 1,  // no such key: never a file that is missing
  OLDB_CORRUPTION = 2,
  OLDB_NOT_SUPPORTED = 3,
  OLDB_INVALID_ARGUMENT = 4,
  OLDB_IO_ERROR = 5,
  OLDB_OUT_OF_MEMORY = 6
};

//
// In what comes back from a call, addresses are integers: cgo then has no pointers to look through at each call.
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
  // For oldb_get: read through an iterator, which leaves a value where it lies (a mapped table, a cached block, the
  // memtable). Without it the value is copied to the heap by LevelDB first: faster for small ones, and helped by a filter.
  OLDB_PIN = 4,
  // For oldb_iter_open.
  OLDB_REVERSE = 8,  // from the end
  OLDB_KEEP = 16
};

// A snapshot; the C++ object itself, so that no allocation stands between.
typedef struct oldb_snapshot oldb_snapshot;
const oldb_snapshot* oldb_snapshot_new(leveldb_t* db) OLDB_NOTHROW;
void oldb_snapshot_release(leveldb_t* db, const oldb_snapshot* snapshot) OLDB_NOTHROW;

// What oldb_get found. If the value has at most cap bytes it is in buf, and owner is 0. Else data points to it until
// oldb_value_release(owner, pinned).
typedef struct {
  uintptr_t data;
  size_t size;
  uintptr_t owner;
  int pinned;  // owner is an iterator of the database, which it must not outlive
  oldb_status status;
} oldb_value;

void oldb_get(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key, size_t key_size, char* buf,
              size_t cap, oldb_value* out) OLDB_NOTHROW;
void oldb_value_release(void* owner, int pinned) OLDB_NOTHROW;

// Sets *found without copying the value.
void oldb_has(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key, size_t key_size, int* found,
              oldb_status* status) OLDB_NOTHROW;

void oldb_put(leveldb_t* db, int sync, const char* key, size_t key_size, const char* value, size_t value_size,
              oldb_status* status) OLDB_NOTHROW;
void oldb_delete(leveldb_t* db, int sync, const char* key, size_t key_size, oldb_status* status) OLDB_NOTHROW;

// Applies a packed batch (layout: batch.go) atomically. With OLDB_INVALID_ARGUMENT or
// OLDB_OUT_OF_MEMORY nothing was written, as for oldb_put and oldb_delete, and the database can be
// written to as before.
void oldb_write(leveldb_t* db, int sync, const char* packed, size_t size, oldb_status* status) OLDB_NOTHROW;

// Sets *text to a property's text, a char* that is freed with oldb_free. The status is
// OLDB_NOT_FOUND if there is no such property.
void oldb_property(leveldb_t* db, const char* name, size_t name_size, uintptr_t* text, oldb_status* status) OLDB_NOTHROW;

// A walk over lower <= key < upper, or over the values of given keys. It is filled in pages.
typedef struct oldb_iter oldb_iter;

// Where one entry of a page ends. Keys and values lie one behind the other in their buffers, so an entry begins where the
// one before it ends.
typedef struct {
  uint32_t key_end;
  uint32_t value_end;
} oldb_entry;

// What a page shall hold, and what was put into it. The buffers go beside it: room for max_entries entries, for keys_cap bytes
// of keys, and for values_cap bytes of values, or NULL to leave the values out.
typedef struct {
  size_t max_entries;
  size_t keys_cap;  // at most 4 GiB - 1, as values_cap
  size_t values_cap;
  size_t large_from;  // a value of at least so many bytes is large, even if it would fit
  int last;           // max_entries are all that is wanted: the walk is done when it has them
  // Out:
  size_t count;
  size_t keys_used;
  size_t values_used;
  // If the first key does not fit, count is 0 and this its size; call again with as much.
  size_t key_needed;
  // If the first value is large or does not fit: count is 1, the key is in the page, and the value is here until the next
  // call. The walk is not done then.
  uintptr_t large_value;
  size_t large_size;
  int done;  // nothing is left behind this page
  oldb_status status;
} oldb_page;

// Begins a walk and fills its first page. With packed it is over the values of those keys, in their
// order, and has no bounds: packed holds at least max_entries keys in packed_size bytes, each after
// its length as 4 bytes, little-endian; keys is not used, and an entry's key_end is 1 if the key
// was found, else 0. Without, a NULL bound is none.
//
// A walk that is done, or failed, is destroyed at once, and the result is NULL, unless the flags
// say OLDB_KEEP. It is NULL too if there is no memory for it.
oldb_iter* oldb_iter_open(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* lower, size_t lower_size,
                          const char* upper, size_t upper_size, const char* packed, size_t packed_size,
                          oldb_entry* entries, char* keys, char* values, oldb_page* page) OLDB_NOTHROW;
void oldb_iter_destroy(oldb_iter* iter) OLDB_NOTHROW;

// Fills the next page. packed is what is left of a lookup's keys.
void oldb_iter_fill(oldb_iter* iter, const char* packed, size_t packed_size, oldb_entry* entries, char* keys, char* values,
                    oldb_page* page) OLDB_NOTHROW;

// Goes on behind the key, or before it with reverse; both if the key is there and if not.
void oldb_iter_resume(oldb_iter* iter, const char* key, size_t key_size) OLDB_NOTHROW;

// Begins the walk anew.
void oldb_iter_restart(oldb_iter* iter) OLDB_NOTHROW;

// Counts the entries with lower <= key < upper, at most max, and copies none.
void oldb_count(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* lower, size_t lower_size,
                const char* upper, size_t upper_size, uint64_t max, uint64_t* count, oldb_status* status) OLDB_NOTHROW;

// Looks up count packed keys and, of each value that is header followed by rows_size / count bytes,
// copies these to its row of rows. states has count places, which tell what was found. Stops at the
// first failure.
enum { OLDB_ROW_COPIED = 0, OLDB_ROW_MISSING = 1, OLDB_ROW_DIFFERENT = 2 };
void oldb_gather(leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* packed, size_t packed_size,
                 size_t count, const char* header, size_t header_size, char* rows, size_t rows_size, uint8_t* states,
                 oldb_status* status) OLDB_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_SHIM_H_
