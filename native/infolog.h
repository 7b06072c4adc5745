// LevelDB's info log, sent to a pipe. See infolog.cc.
#ifndef OPENLEVELDB_NATIVE_INFOLOG_H_
#define OPENLEVELDB_NATIVE_INFOLOG_H_

#include <leveldb/c.h>
#include <stdint.h>

#include "nothrow.h"

#ifdef __cplusplus
extern "C" {
#endif

// The header of a line in the pipe, which is followed by size bytes of text.
typedef struct {
  int64_t time;      // nanoseconds since 1970
  uint32_t size;
  uint32_t failed;   // 1 if the line reports an error
  uint32_t dropped;  // lines before this one that were dropped because the pipe was full
  uint32_t unused;
} oldb_infolog_line;

typedef struct oldb_infolog oldb_infolog;

// Makes LevelDB log to the pipe instead of the file LOG. fd is its write end, which must be
// non-blocking. The object owns fd, and must outlive every database that is opened with the
// options. Returns NULL if there is no memory; fd is then closed.
oldb_infolog* oldb_infolog_new(leveldb_options_t* options, int fd) OLDB_NOTHROW;

// Closes the pipe.
void oldb_infolog_free(oldb_infolog* log) OLDB_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_INFOLOG_H_
