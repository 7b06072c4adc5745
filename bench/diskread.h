// Reads of byte ranges of files, one at a time by preadv or many at once by io_uring: what a disk
// can do without a database.
//
// A function that fails returns a negated errno.
#ifndef OPENLEVELDB_BENCH_DISKREAD_H_
#define OPENLEVELDB_BENCH_DISKREAD_H_

#include <stddef.h>
#include <stdint.h>

// A range of a file, and which of its bytes are wanted. Reads of files that are open with O_DIRECT
// need more bytes than are wanted, because they must be aligned.
typedef struct {
  uint64_t offset;
  uint32_t size;
  uint32_t skip;  // bytes before the wanted ones
  int32_t fd;
} bench_range;

typedef struct bench_queue bench_queue;

// Opens a queue that keeps up to depth reads in progress, each of at most largest bytes. A queue of
// depth 1 uses preadv, a deeper one io_uring.
int bench_queue_open(unsigned depth, size_t largest, bench_queue** queue);
void bench_queue_close(bench_queue* queue);

// Reads ranges. The wanted bytes of range n, wanted in number, are stored at to + n * wanted. A
// range without other bytes is read to that place; any other is copied there.
int bench_queue_read(bench_queue* queue, const bench_range* ranges, size_t count, size_t wanted,
                     char* to);

#endif  // OPENLEVELDB_BENCH_DISKREAD_H_
