// Builds the tables of a new database. See build.cc.
#ifndef OPENLEVELDB_NATIVE_BUILD_H_
#define OPENLEVELDB_NATIVE_BUILD_H_

#include <stddef.h>
#include <stdint.h>

#include "nothrow.h"
#include "shim.h"

#ifdef __cplusplus
extern "C" {
#endif

// A builder of tables, one after the other. It must be used by one thread at a time.
typedef struct oldb_build oldb_build;

// Creates a builder. All entries get the given sequence number. A table is full when its file has
// table_size bytes. Zero bits mean no filter. With leveldb_only, LevelDB itself writes the tables
// in any case, for tests; the bytes are the same. Returns NULL if there is no memory.
oldb_build* oldb_build_new(uint64_t sequence, size_t table_size, size_t block_size, int restart_interval, int snappy,
                           int filter_bits, int leveldb_only) OLDB_NOTHROW;
// Frees the builder, and closes the file of an unfinished table.
void oldb_build_free(oldb_build* build) OLDB_NOTHROW;

// Creates the file of the next table. The previous one must be finished.
void oldb_build_begin(oldb_build* build, const char* path, size_t path_size, oldb_status* status) OLDB_NOTHROW;

// Adds packed entries (layout: driver.Batch, without deletions) to the table, in key order, until
// the table is full. Sets *used to the number of bytes of the entries that were added. After an
// error, the builder can only be freed.
void oldb_build_add(oldb_build* build, const char* packed, size_t size, size_t* used, int* full, oldb_status* status) OLDB_NOTHROW;

// Adds one entry, whose value is not packed.
void oldb_build_put(oldb_build* build, const char* key, size_t key_size, const char* value, size_t value_size, int* full,
                    oldb_status* status) OLDB_NOTHROW;

// A finished table.
typedef struct {
  uint64_t size;  // of the file
  // The first and the last key with their sequence number and kind. They are valid until the next
  // call for the builder.
  uintptr_t first, last;
  size_t first_size, last_size;
  int fd;  // the file, which is written but not synced; the caller ends it with oldb_build_sync
  oldb_status status;
} oldb_table;

// Finishes the table, which must have entries.
void oldb_build_finish(oldb_build* build, oldb_table* table) OLDB_NOTHROW;

// Syncs the file of a finished table to the disk unless discard is set, and closes it.
void oldb_build_sync(const char* path, size_t path_size, int fd, int discard, oldb_status* status) OLDB_NOTHROW;

// Returns the CRC-32C of the bytes with checksum crc followed by data, for tests. With portable,
// the instructions of the processor are not used.
uint32_t oldb_crc(uint32_t crc, const char* data, size_t size, int portable) OLDB_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_BUILD_H_
