#include "shim.h"

#include <leveldb/db.h>
#include <leveldb/write_batch.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "internal.h"
#include "packed.h"

// Exceptions
//
// libleveldb is built without exceptions. An exception that passes through its frames runs none of
// their destructors: locks stay held, queues keep pointers to destroyed frames, and references are
// never dropped. So these rules hold for every function that Go calls, here and in the other files,
// and for every function of this package that LevelDB calls (its environments and their files):
//
//   1. Nothing throws. Every such function is noexcept.
//   2. What a call needs is allocated before LevelDB is entered. If that fails, the status is
//      OLDB_OUT_OF_MEMORY, nothing has been done, and the database can be used as before. A write
//      builds its batch here, and a large write first checks that LevelDB can allocate the memory
//      that it will need. WriteBatch and Status may be used here: they are strings, with neither
//      locks nor references.
//   3. If LevelDB itself runs out of memory, the process ends by std::terminate, which noexcept
//      calls. OnTerminate in status.cc prints the reason. Everything that goes through levigo ends
//      in the same way, because nothing there can catch an exception, and so does LevelDB's
//      background thread.
//   4. What a result needs is allocated after LevelDB has returned. If that fails, a read returns
//      OLDB_OUT_OF_MEMORY; the error of a write keeps its class and loses its text.

namespace {

using leveldb::Slice;
using leveldb::Status;
using namespace oldb;

leveldb::WriteOptions MakeWriteOptions(int sync) {
  leveldb::WriteOptions options;
  options.sync = sync != 0;
  return options;
}

// Smaller sizes come from memory that LevelDB has already.
const size_t kTryFrom = 64 << 10;

// Applies the batch that fill builds. fill reports whether the batch is well-formed. size is the
// approximate size of the entries.
template <typename Fill>
void Apply(leveldb_t* db, int sync, size_t size, oldb_status* status, Fill fill) {
  leveldb::WriteBatch batch;
  try {
    if (!fill(&batch)) {
      SetInvalidArgument(status, "Invalid argument: the entries of the batch do not fit its bytes");
      return;
    }
  } catch (const std::bad_alloc&) {
    SetOutOfMemory(status);
    return;
  }
  if (!HasMemory(size)) {
    SetOutOfMemory(status);
    return;
  }
  SetStatus(status, db->rep->Write(MakeWriteOptions(sync), &batch));
}

bool Unpack(Packed packed, leveldb::WriteBatch* batch) {
  while (!packed.empty()) {
    char op;
    size_t key_size, value_size;
    Slice key, value;
    if (!packed.ReadByte(&op) || !packed.ReadSize(&key_size) || !packed.ReadSize(&value_size)) return false;
    if (!packed.ReadBytes(key_size, &key) || !packed.ReadBytes(value_size, &value)) return false;
    if (op == 1) {
      batch->Put(key, value);
    } else if (op == 0 && value_size == 0) {
      batch->Delete(key);
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

namespace oldb {

bool HasMemory(size_t size) {
  if (size < kTryFrom) return true;
  char* const p = static_cast<char*>(::operator new(size, std::nothrow));
  if (p == nullptr) return false;
  *const_cast<volatile char*>(p) = 0;  // otherwise the compiler omits both calls
  ::operator delete(p);
  return true;
}

}  // namespace oldb

extern "C" {

void oldb_free(void* p) OLDB_NOTHROW { std::free(p); }

void oldb_copy(char* dst, const char* src, size_t size) OLDB_NOTHROW { std::memcpy(dst, src, size); }

int oldb_go_copies_bytewise(void) OLDB_NOTHROW {
#if defined(__x86_64__)
  unsigned a, b, c, d;
  const unsigned erms = 1u << 9, fsrm = 1u << 4;
  return __builtin_cpu_is("intel") && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & erms) != 0 && (d & fsrm) != 0;
#else
  return 0;
#endif
}

const oldb_snapshot* oldb_snapshot_new(leveldb_t* db) OLDB_NOTHROW {
  return reinterpret_cast<const oldb_snapshot*>(db->rep->GetSnapshot());
}

void oldb_snapshot_release(leveldb_t* db, const oldb_snapshot* snapshot) OLDB_NOTHROW {
  db->rep->ReleaseSnapshot(reinterpret_cast<const leveldb::Snapshot*>(snapshot));
}

void oldb_put(leveldb_t* db, int sync, const char* key, size_t key_size, const char* value, size_t value_size,
              oldb_status* status) OLDB_NOTHROW {
  Apply(db, sync, key_size + value_size, status, [&](leveldb::WriteBatch* batch) {
    batch->Put(Slice(key, key_size), Slice(value, value_size));
    return true;
  });
}

void oldb_delete(leveldb_t* db, int sync, const char* key, size_t key_size, oldb_status* status) OLDB_NOTHROW {
  Apply(db, sync, key_size, status, [&](leveldb::WriteBatch* batch) {
    batch->Delete(Slice(key, key_size));
    return true;
  });
}

void oldb_write(leveldb_t* db, int sync, const char* packed, size_t size, oldb_status* status) OLDB_NOTHROW {
  Apply(db, sync, size, status, [&](leveldb::WriteBatch* batch) { return Unpack(Packed(packed, size), batch); });
}

void oldb_property(leveldb_t* db, const char* name, size_t name_size, uintptr_t* text, oldb_status* status) OLDB_NOTHROW {
  SetStatus(status, Status::OK());
  std::string value;
  if (!db->rep->GetProperty(Slice(name, name_size), &value)) {
    status->code = OLDB_NOT_FOUND;
    return;
  }
  char* copy = static_cast<char*>(std::malloc(value.size() + 1));
  if (copy == nullptr) {
    SetOutOfMemory(status);
    return;
  }
  std::memcpy(copy, value.c_str(), value.size() + 1);
  *text = reinterpret_cast<uintptr_t>(copy);
}

}  // extern "C"
