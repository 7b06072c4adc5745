#include "diskread.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// The alignment of reads with O_DIRECT.
enum { kPage = 4096 };

struct bench_queue {
  unsigned depth;
  char* slots;  // of slot_bytes each, one for each read in progress
  size_t slot_bytes;
  unsigned* idle;  // numbers of the slots that no read uses

  int ring;  // -1 at depth 1
  char* queues;  // the submission queue and the completion queue
  size_t queues_bytes;
  struct io_uring_sqe* entries;
  size_t entries_bytes;
  unsigned *sq_tail, *sq_mask, *sq_array;
  unsigned *cq_head, *cq_tail, *cq_mask;
  struct io_uring_cqe* completions;
};

static size_t round_up(size_t n) { return (n + kPage - 1) / kPage * kPage; }

// Sets up the ring and maps its queues.
static int open_ring(bench_queue* q) {
  struct io_uring_params p;
  memset(&p, 0, sizeof p);
  q->ring = (int)syscall(SYS_io_uring_setup, q->depth, &p);
  if (q->ring < 0) return -errno;
  if (!(p.features & IORING_FEAT_SINGLE_MMAP)) return -ENOSYS;  // before Linux 5.4
  size_t sq = p.sq_off.array + p.sq_entries * sizeof(unsigned);
  size_t cq = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
  q->queues_bytes = sq > cq ? sq : cq;
  q->queues = mmap(NULL, q->queues_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, q->ring, IORING_OFF_SQ_RING);
  if (q->queues == MAP_FAILED) return -errno;
  q->entries_bytes = p.sq_entries * sizeof(struct io_uring_sqe);
  q->entries = mmap(NULL, q->entries_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, q->ring, IORING_OFF_SQES);
  if (q->entries == MAP_FAILED) return -errno;
  q->sq_tail = (unsigned*)(q->queues + p.sq_off.tail);
  q->sq_mask = (unsigned*)(q->queues + p.sq_off.ring_mask);
  q->sq_array = (unsigned*)(q->queues + p.sq_off.array);
  q->cq_head = (unsigned*)(q->queues + p.cq_off.head);
  q->cq_tail = (unsigned*)(q->queues + p.cq_off.tail);
  q->cq_mask = (unsigned*)(q->queues + p.cq_off.ring_mask);
  q->completions = (struct io_uring_cqe*)(q->queues + p.cq_off.cqes);
  return 0;
}

int bench_queue_open(unsigned depth, size_t largest, bench_queue** queue) {
  bench_queue* q = calloc(1, sizeof *q);
  if (q == NULL) return -ENOMEM;
  q->depth = depth;
  q->ring = -1;
  q->queues = MAP_FAILED;
  q->entries = MAP_FAILED;
  q->slot_bytes = round_up(largest);
  q->idle = malloc(depth * sizeof *q->idle);
  void* slots = NULL;
  int err = q->idle == NULL ? -ENOMEM : -posix_memalign(&slots, kPage, depth * q->slot_bytes);
  q->slots = slots;
  if (err == 0 && depth > 1) err = open_ring(q);
  if (err != 0) {
    bench_queue_close(q);
    return err;
  }
  // The memory is present before the first read, as the memory of a caller that reads often is.
  memset(q->slots, 0, depth * q->slot_bytes);
  *queue = q;
  return 0;
}

void bench_queue_close(bench_queue* q) {
  if (q->entries != MAP_FAILED) munmap(q->entries, q->entries_bytes);
  if (q->queues != MAP_FAILED) munmap(q->queues, q->queues_bytes);
  if (q->ring >= 0) close(q->ring);
  free(q->slots);
  free(q->idle);
  free(q);
}

// Returns where the bytes of a range are read to.
static char* destination(const bench_queue* q, const bench_range* r, size_t wanted, char* to, unsigned slot) {
  return r->size == wanted ? to : q->slots + slot * q->slot_bytes;
}

// Stores the wanted bytes of a range that was read, got bytes of it.
static int finish(const bench_range* r, long got, size_t wanted, const char* from, char* to) {
  if (got < 0) return (int)got;
  // A read at the end of the file is shorter than its range.
  if ((size_t)got < r->skip + wanted) return -EIO;
  if (from != to) memcpy(to, from + r->skip, wanted);
  return 0;
}

static int read_each(bench_queue* q, const bench_range* ranges, size_t count, size_t wanted, char* to) {
  for (size_t n = 0; n < count; n++, to += wanted) {
    const bench_range* r = &ranges[n];
    struct iovec into = {destination(q, r, wanted, to, 0), r->size};
    long got = preadv(r->fd, &into, 1, (off_t)r->offset);
    int err = finish(r, got < 0 ? -errno : got, wanted, into.iov_base, to);
    if (err != 0) return err;
  }
  return 0;
}

static void submit(bench_queue* q, unsigned slot, const bench_range* r, size_t n, size_t wanted, char* to) {
  unsigned tail = *q->sq_tail;  // only this thread writes it
  unsigned at = tail & *q->sq_mask;
  struct io_uring_sqe* e = &q->entries[at];
  memset(e, 0, sizeof *e);
  e->opcode = IORING_OP_READ;
  e->fd = r->fd;
  e->off = r->offset;
  e->len = r->size;
  e->addr = (uintptr_t)destination(q, r, wanted, to + n * wanted, slot);
  e->user_data = (uint64_t)n << 32 | slot;
  q->sq_array[at] = at;
  __atomic_store_n(q->sq_tail, tail + 1, __ATOMIC_RELEASE);
}

int bench_queue_read(bench_queue* q, const bench_range* ranges, size_t count, size_t wanted, char* to) {
  if (q->ring < 0) return read_each(q, ranges, count, wanted, to);
  unsigned idle = q->depth;
  for (unsigned i = 0; i < q->depth; i++) q->idle[i] = i;
  size_t next = 0, done = 0;
  int failed = 0;
  // After an error, nothing more is submitted, but the reads in progress end before the return:
  // they write to the caller's memory.
  while (done < next || (next < count && failed == 0)) {
    unsigned submitted = 0;
    for (; failed == 0 && idle > 0 && next < count; submitted++) {
      submit(q, q->idle[--idle], &ranges[next], next, wanted, to);
      next++;
    }
    long entered;
    do {
      entered = syscall(SYS_io_uring_enter, q->ring, submitted, 1, IORING_ENTER_GETEVENTS, NULL, 0);
      if (entered > 0) submitted -= (unsigned)entered;
    } while (entered < 0 ? errno == EINTR || errno == EAGAIN || errno == EBUSY : submitted > 0);
    if (entered < 0) {
      // Reads in progress would still write to the caller's memory.
      perror("io_uring_enter");
      abort();
    }
    unsigned head = *q->cq_head;
    for (; head != __atomic_load_n(q->cq_tail, __ATOMIC_ACQUIRE); head++, done++) {
      const struct io_uring_cqe* c = &q->completions[head & *q->cq_mask];
      unsigned slot = (unsigned)(c->user_data & 0xffffffff);
      size_t n = c->user_data >> 32;
      char* own = to + n * wanted;
      int err = finish(&ranges[n], c->res, wanted, destination(q, &ranges[n], wanted, own, slot), own);
      if (failed == 0) failed = err;
      q->idle[idle++] = slot;
    }
    __atomic_store_n(q->cq_head, head, __ATOMIC_RELEASE);
  }
  return failed;
}
