//go:build openleveldb_poison

#include "poison.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <mutex>

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif
#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

namespace {

// One value. The signal handler reads it while other threads write, so the fields are atomic. start
// is written last and cleared first.
struct Record {
  std::atomic<uintptr_t> start;
  std::atomic<size_t> size;
  std::atomic<const char*> made, released;
};

// The most recent values. The places of older ones are not known, but they are just as
// inaccessible.
const size_t kRecords = 1 << 16;
Record records[kRecords];

std::mutex mu;
size_t next_record;
// Addresses are never reused. They are reserved in pieces, which use no memory; 128 TiB of address
// space are enough.
const size_t kReserve = size_t{1} << 30;
uintptr_t reserved, reserved_end;

struct sigaction before_segv, before_bus;

size_t PageSize() {
  static const size_t size = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

size_t RoundUp(size_t n) { return (n + PageSize() - 1) / PageSize() * PageSize(); }

void Tell(Record* r, uintptr_t start, size_t size, const char* made, const char* released) {
  r->start.store(0);
  r->size.store(size);
  r->made.store(made);
  r->released.store(released);
  r->start.store(start);
}

Record* NextRecord() { return &records[next_record++ % kRecords]; }

void Write(const char* text) {
  for (size_t left = std::strlen(text); left > 0;) {
    const ssize_t n = write(STDERR_FILENO, text, left);
    if (n <= 0) return;
    text += n;
    left -= static_cast<size_t>(n);
  }
}

// Does only what a signal handler may do: no lock, no allocation.
void OnFault(int signal, siginfo_t* info, void* context) {
  const int saved = errno;
  oldb_poison_story story;
  oldb_poison_find(reinterpret_cast<uintptr_t>(info->si_addr), &story);
  if (story.made != nullptr) {
    Write(story.released == nullptr
              ? "\nleveldb: a borrowed value was written to, or read past its end. It was made at\n"
              : "\nleveldb: a borrowed value was used after its release. It was made at\n");
    Write(story.made);
    if (story.released != nullptr) {
      Write("\nand released at\n");
      Write(story.released);
    }
    Write("\nand used by the goroutine that follows.\n");
  }
  errno = saved;
  const struct sigaction& before = signal == SIGBUS ? before_bus : before_segv;
  if ((before.sa_flags & SA_SIGINFO) != 0) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(signal);
  } else {
    sigaction(signal, &before, nullptr);  // the instruction faults again and ends the process
  }
}

int Install(int signal, struct sigaction* before) {
  if (sigaction(signal, nullptr, before) != 0) return errno;
  struct sigaction own = *before;  // keep its mask and its signal stack, which Go needs
  own.sa_sigaction = OnFault;
  own.sa_flags |= SA_SIGINFO | SA_ONSTACK;
  return sigaction(signal, &own, nullptr) == 0 ? 0 : errno;
}

}  // namespace

extern "C" {

int oldb_poison_install(void) OLDB_NOTHROW {
  PageSize();  // so that a handler does not make the first call
  const int failed = Install(SIGSEGV, &before_segv);
  // macOS sends SIGBUS for an inaccessible page.
  return failed != 0 ? failed : Install(SIGBUS, &before_bus);
}

int oldb_poison_copy(const char* data, size_t size, const char* made, char** copy) OLDB_NOTHROW {
  const size_t lead = reinterpret_cast<uintptr_t>(data) % 64;
  const size_t pages = RoundUp(lead + size);
  uintptr_t base;
  Record* record;
  {
    std::lock_guard<std::mutex> lock(mu);
    if (reserved_end - reserved < pages + PageSize()) {
      const size_t want = pages + PageSize() > kReserve ? pages + PageSize() : kReserve;
      void* p = mmap(nullptr, want, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      if (p == MAP_FAILED) return errno;
      reserved = reinterpret_cast<uintptr_t>(p);
      reserved_end = reserved + want;
    }
    base = reserved;
    reserved += pages + PageSize();
    record = NextRecord();
    Tell(record, base, pages + PageSize(), made, nullptr);
  }
  void* p = reinterpret_cast<void*>(base);
  if (mprotect(p, pages, PROT_READ | PROT_WRITE) != 0) return errno;
  *copy = reinterpret_cast<char*>(base + lead);
  std::memcpy(*copy, data, size);
  return mprotect(p, pages, PROT_READ) == 0 ? 0 : errno;
}

int oldb_poison_revoke(char* copy, size_t size, const char* made, const char* released) OLDB_NOTHROW {
  const uintptr_t base = reinterpret_cast<uintptr_t>(copy) / PageSize() * PageSize();
  const size_t pages = RoundUp(reinterpret_cast<uintptr_t>(copy) - base + size);
  {
    std::lock_guard<std::mutex> lock(mu);
    Record* record = nullptr;
    // Most values were made recently, so search backwards.
    for (size_t back = 1; back <= kRecords && back <= next_record && record == nullptr; back++) {
      Record* r = &records[(next_record - back) % kRecords];
      if (r->start.load() == base) record = r;
    }
    if (record == nullptr) record = NextRecord();
    Tell(record, base, pages + PageSize(), made, released);
  }
  void* p = reinterpret_cast<void*>(base);
  // A new mapping instead of mprotect alone: it returns the memory to the system, and merges with
  // adjacent mappings, whose number the system limits.
  if (mmap(p, pages, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED) return errno;
  return 0;
}

void oldb_poison_find(uintptr_t address, oldb_poison_story* story) OLDB_NOTHROW {
  *story = oldb_poison_story{};
  for (const Record& r : records) {
    const uintptr_t start = r.start.load();
    if (start == 0 || address < start || address - start >= r.size.load()) continue;
    story->made = r.made.load();
    story->released = r.released.load();
    return;
  }
}

}  // extern "C"
