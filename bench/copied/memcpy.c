//go:build count_copies && linux && amd64

#include "memcpy.h"

// string.h is not included: it may define these as macros.
void* memcpy(void* to, const void* from, size_t size);
void* memmove(void* to, const void* from, size_t size);

static uint64_t counter;

uint64_t copied_bytes(void) { return __atomic_load_n(&counter, __ATOMIC_RELAXED); }

// Assembly, because compilers turn a copying loop into a call of memcpy, which would recurse
// forever.
static void Forward(void* to, const void* from, size_t size) {
  __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
}

static void Backward(void* to, const void* from, size_t size) {
  to = (char*)to + size - 1;
  from = (const char*)from + size - 1;
  __asm__ volatile("std; rep movsb; cld" : "+D"(to), "+S"(from), "+c"(size) : : "memory", "cc");
}

void* memmove(void* to, const void* from, size_t size) {
  __atomic_fetch_add(&counter, size, __ATOMIC_RELAXED);
  // If to is below from, the unsigned difference is large, too.
  if ((uintptr_t)to - (uintptr_t)from >= size) {
    Forward(to, from, size);
  } else {
    Backward(to, from, size);
  }
  return to;
}

void* memcpy(void* to, const void* from, size_t size) {
  __atomic_fetch_add(&counter, size, __ATOMIC_RELAXED);
  Forward(to, from, size);
  return to;
}

void copied_copy(char* to, const char* from, size_t size) { memcpy(to, from, size); }

void copied_move(char* to, const char* from, size_t size) { memmove(to, from, size); }
