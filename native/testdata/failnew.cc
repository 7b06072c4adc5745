// An operator new that fails once, for processes that are started with this library in LD_PRELOAD:
// see outofmemory_linux_test.go.
//
// OPENLEVELDB_FAIL_NEW names a file of 8 bytes, which the process maps too: a countdown to the
// allocation that fails.

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace {

int64_t none = 0;
int64_t* countdown = &none;

__attribute__((constructor)) void Map() {
  const char* const name = getenv("OPENLEVELDB_FAIL_NEW");
  const int file = name != nullptr ? open(name, O_RDWR | O_CLOEXEC) : -1;
  void* const p = file >= 0 ? mmap(nullptr, sizeof *countdown, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
  if (p == MAP_FAILED) abort();
  countdown = static_cast<int64_t*>(p);
}

}  // namespace

void* operator new(size_t size) {
  if (__atomic_load_n(countdown, __ATOMIC_RELAXED) > 0 && __atomic_sub_fetch(countdown, 1, __ATOMIC_RELAXED) == 0) throw std::bad_alloc();
  void* const p = malloc(size != 0 ? size : 1);
  if (p == nullptr) throw std::bad_alloc();
  return p;
}

void operator delete(void* p) noexcept { free(p); }
void operator delete(void* p, size_t) noexcept { free(p); }
