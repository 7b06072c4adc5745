// Orders of keys that are written in Go, and the calls of shim.h for the databases that have one.
// See order_go.cc.
#ifndef OPENLEVELDB_NATIVE_ORDER_GO_H_
#define OPENLEVELDB_NATIVE_ORDER_GO_H_

#include "shim.h"

#ifdef __cplusplus
#include <leveldb/slice.h>

extern "C" {
#endif

// The order of one open database.
typedef struct oldb_order oldb_order;

// Creates an order, which calls oldb_go_compare with the handle. Returns NULL if there is no memory.
oldb_order* oldb_order_new(uintptr_t handle, const char* name) OLDB_NOTHROW;

// Sets the comparator in the options, and the environment if environment is not 0. The order must
// outlive the database that is opened with them.
void oldb_order_use(oldb_order* order, leveldb_options_t* options, int environment) OLDB_NOTHROW;

// Marks the end of opening.
void oldb_order_opened(oldb_order* order) OLDB_NOTHROW;

// Flags of oldb_go_compare.
enum {
  OLDB_CHECK_ORDER = 1,   // compare in the other direction too
  OLDB_ENDLESS_ORDER = 2  // fail: LevelDB has compared keys for too long
};

// Makes every later change of a file through the environment fail. Waits for those in progress.
void oldb_order_stop(oldb_order* order) OLDB_NOTHROW;

// The database must be closed.
void oldb_order_free(oldb_order* order) OLDB_NOTHROW;

// The functions of shim.h that compare keys. They call Go.
void oldb_ordered_get(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key,
                      size_t key_size, char* buf, size_t cap, oldb_value* out) OLDB_NOTHROW;
void oldb_ordered_has(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key,
                      size_t key_size, int* found, oldb_status* status) OLDB_NOTHROW;
void oldb_ordered_write(leveldb_t* db, int sync, const char* packed, size_t size, oldb_status* status) OLDB_NOTHROW;
oldb_iter* oldb_ordered_iter_open(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags,
                                  const char* lower, size_t lower_size, const char* upper, size_t upper_size,
                                  oldb_entry* entries, char* keys, char* values, oldb_page* page) OLDB_NOTHROW;
void oldb_ordered_iter_fill(oldb_iter* iter, oldb_entry* entries, char* keys, char* values, oldb_page* page) OLDB_NOTHROW;
void oldb_ordered_iter_seek(oldb_iter* iter, int how, const char* key, size_t key_size, oldb_entry* entries, char* keys,
                            char* values, oldb_page* page) OLDB_NOTHROW;
oldb_lookup* oldb_ordered_lookup_open(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags,
                                      const char* packed, size_t packed_size, oldb_entry* entries, char* values,
                                      oldb_page* page) OLDB_NOTHROW;
void oldb_ordered_lookup_fill(const oldb_order* order, oldb_lookup* lookup, const char* packed, size_t packed_size,
                              oldb_entry* entries, char* values, oldb_page* page) OLDB_NOTHROW;
void oldb_ordered_count(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags,
                        const char* lower, size_t lower_size, const char* upper, size_t upper_size, uint64_t max,
                        uint64_t* count, oldb_status* status) OLDB_NOTHROW;
void oldb_ordered_gather(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags,
                         const char* packed, size_t packed_size, size_t count, const char* header, size_t header_size,
                         char* rows, size_t rows_size, uint8_t* states, oldb_status* status) OLDB_NOTHROW;
void oldb_ordered_prefetch(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, const char* packed,
                           size_t packed_size, uint64_t max, oldb_status* status) OLDB_NOTHROW;
void oldb_ordered_prefetch_range(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags,
                                 const char* lower, size_t lower_size, const char* upper, size_t upper_size,
                                 uint64_t entries, uint64_t max, oldb_status* status) OLDB_NOTHROW;

#ifdef __cplusplus
}

namespace oldb {

// Returns the order of the database that this thread reads, or NULL for bytewise order.
const oldb_order* CurrentOrder();

// Compares two keys in an order. NULL is bytewise order.
int CompareInOrder(const oldb_order* order, const leveldb::Slice& a, const leveldb::Slice& b);
inline int Compare(const oldb_order* order, const leveldb::Slice& a, const leveldb::Slice& b) {
  return order == nullptr ? a.compare(b) : CompareInOrder(order, a, b);
}

}  // namespace oldb
#endif

#endif  // OPENLEVELDB_NATIVE_ORDER_GO_H_
