#include "order_go.h"

#include <leveldb/c.h>
#include <leveldb/env.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <new>
#include <shared_mutex>
#include <string>
#include <utility>

#include "durable.h"
#include "env.h"
#include "mirror.h"
#include "table.h"

// A comparator in Go may panic, call runtime.Goexit, or contradict itself. LevelDB has no status
// for a comparison: it needs a result, and no result is safe. A wrong one could write a table in
// the wrong order. In builds with assertions, which distributions ship, it aborts the process. A
// comparison that fails therefore never returns. Its thread sleeps for the lifetime of the process,
// and everything that its frames own is leaked. Each call from Go runs on its own goroutine, so
// that the caller does not have to wait for it; see ordering.go.
//
// At that time LevelDB's other threads may be anywhere in the database. They may wait for a lock
// that will never be released, or write a file. The database therefore changes files only through
// its own environment: after oldb_order_stop no file changes, and the directory can be unlocked and
// reopened. Its compactions run on their own threads, because LevelDB's background thread serves
// all databases of the process.
//
// LevelDB asserts that the entries of a table and the tables of a level are in order. These
// assertions hold for any function that is antisymmetric, as long as no entry is dropped between
// two others. Antisymmetry is therefore checked for every comparison of a compaction and of
// opening, and for some of the others. An order with cycles can make LevelDB choose the tables of a
// compaction forever, so the number of comparisons between two changes of a file is limited.
//
// Keys are not shortened (FindShortestSeparator, FindShortSuccessor), as in LevelDB's C interface,
// Plyvel and levigo. The keys in the index of a table are then keys of the database, so the
// function sees no other keys.

extern "C" int oldb_go_compare(uintptr_t handle, int flags, char* a, size_t a_size, char* b, size_t b_size);

namespace {

using leveldb::Env;
using leveldb::Slice;
using leveldb::Status;

thread_local const oldb_order* current = nullptr;

// The state of a thread that compares keys.
struct Comparing {
  bool job;        // the thread runs a compaction
  unsigned calls;  // comparisons since the last check
  uint64_t since;  // comparisons of a compaction since its last change of a file
};
thread_local Comparing comparing = {false, 0, 0};

const unsigned kCheckEvery = 64;
const uint64_t kEndless = uint64_t{1} << 28;

// While a Reading exists, this thread reads a database with the given order.
class Reading final {
 public:
  explicit Reading(const oldb_order* order) : before_(std::exchange(current, order)) {}
  ~Reading() { current = before_; }

  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

 private:
  const oldb_order* const before_;
};

// Controls whether files may be changed.
class Gate final {
 public:
  // Calls change, unless the gate is closed. Close waits for calls in progress.
  template <typename F>
  Status Pass(const std::string& name, F change) {
    comparing.since = 0;
    const std::shared_lock<std::shared_mutex> guard(mutex_);
    return closed_ ? Status::IOError(name, "the comparator has failed") : change();
  }

  void Close() {
    const std::unique_lock<std::shared_mutex> guard(mutex_);
    closed_ = true;
  }

  bool closed() {
    const std::shared_lock<std::shared_mutex> guard(mutex_);
    return closed_;
  }

 private:
  std::shared_mutex mutex_;
  bool closed_ = false;
};

class GatedFile final : public leveldb::WritableFile {
 public:
  GatedFile(Gate* gate, std::string name, leveldb::WritableFile* file) : gate_(gate), name_(std::move(name)), file_(file) {}

  // Deleting the file could write its buffered data.
  ~GatedFile() override {
    if (gate_->closed()) static_cast<void>(file_.release());
  }

  Status Append(const Slice& data) noexcept override {
    return gate_->Pass(name_, [&] { return file_->Append(data); });
  }
  Status Flush() noexcept override {
    return gate_->Pass(name_, [&] { return file_->Flush(); });
  }
  Status Sync() noexcept override {
    return gate_->Pass(name_, [&] { return file_->Sync(); });
  }
  Status Close() noexcept override {
    return gate_->Pass(name_, [&] { return file_->Close(); });
  }

 private:
  Gate* const gate_;
  const std::string name_;
  std::unique_ptr<leveldb::WritableFile> file_;
};

class GatedEnv final : public leveldb::EnvWrapper {
 public:
  GatedEnv() : leveldb::EnvWrapper(oldb_env()) { handle.rep = this; }

  leveldb_env_t handle = {nullptr, false};
  Gate gate;

  Status NewWritableFile(const std::string& name, leveldb::WritableFile** result) noexcept override {
    return Open(name, result, [&] { return target()->NewWritableFile(name, result); });
  }
  Status NewAppendableFile(const std::string& name, leveldb::WritableFile** result) noexcept override {
    return Open(name, result, [&] { return target()->NewAppendableFile(name, result); });
  }

  // LevelDB 1.21 and 1.22 have only the name with Delete, so neither function is marked override.
  Status RemoveFile(const std::string& name) noexcept {
    return gate.Pass(name, [&] { return oldb_env_remove(name); });
  }
  Status DeleteFile(const std::string& name) noexcept { return RemoveFile(name); }

  Status RenameFile(const std::string& from, const std::string& to) noexcept override {
    return gate.Pass(from, [&] { return target()->RenameFile(from, to); });
  }

  // There is no status to return, so the process exits if there is no memory.
  void Schedule(void (*work)(void*), void* arg) noexcept override {
    target()->StartThread(
        [](void* p) noexcept {
          const std::unique_ptr<Job> job(static_cast<Job*>(p));
          const oldb::Compacting compacting;
          comparing.job = true;
          job->work(job->arg);
        },
        new Job{work, arg});
  }

 private:
  struct Job {
    void (*work)(void*);
    void* arg;
  };

  template <typename F>
  Status Open(const std::string& name, leveldb::WritableFile** result, F open) noexcept {
    *result = nullptr;
    return gate.Pass(name, [&] {
      const Status s = open();
      if (!s.ok()) return s;
      return oldb::Guarded(name, [&] {
        std::unique_ptr<leveldb::WritableFile> made(*result);
        *result = nullptr;
        *result = new GatedFile(&gate, name, made.get());
        static_cast<void>(made.release());
        return s;
      });
    });
  }
};

}  // namespace

struct oldb_order {
  oldb_order(uintptr_t handle, const char* name) : handle(handle), name(name) {}

  const uintptr_t handle;
  const std::string name;
  leveldb_comparator_t* comparator = nullptr;
  std::atomic<bool> opening{true};
  GatedEnv env;

  int Compare(const char* a, size_t a_size, const char* b, size_t b_size) const noexcept {
    Comparing& c = comparing;
    int flags = 0;
    if (c.job || opening.load(std::memory_order_relaxed) || ++c.calls >= kCheckEvery) {
      c.calls = 0;
      flags |= OLDB_CHECK_ORDER;
    }
    if (c.job && ++c.since > kEndless) flags |= OLDB_ENDLESS_ORDER;
    // Go does not write to the keys.
    return oldb_go_compare(handle, flags, const_cast<char*>(a), a_size, const_cast<char*>(b), b_size);
  }
};

namespace {

int CompareKeys(void* order, const char* a, size_t a_size, const char* b, size_t b_size) noexcept {
  return static_cast<const oldb_order*>(order)->Compare(a, a_size, b, b_size);
}

const char* NameOf(void* order) noexcept { return static_cast<const oldb_order*>(order)->name.c_str(); }

void Keep(void*) noexcept {}  // the order owns its comparator

}  // namespace

namespace oldb {

const oldb_order* CurrentOrder() { return current; }

int CompareInOrder(const oldb_order* order, const Slice& a, const Slice& b) {
  return order->Compare(a.data(), a.size(), b.data(), b.size());
}

}  // namespace oldb

extern "C" {

oldb_order* oldb_order_new(uintptr_t handle, const char* name) OLDB_NOTHROW {
  try {
    std::unique_ptr<oldb_order> order(new oldb_order(handle, name));
    order->comparator = leveldb_comparator_create(order.get(), Keep, CompareKeys, NameOf);
    return order.release();
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void oldb_order_use(oldb_order* order, leveldb_options_t* options, int environment) OLDB_NOTHROW {
  leveldb_options_set_comparator(options, order->comparator);
  if (environment != 0) leveldb_options_set_env(options, &order->env.handle);
}

void oldb_order_opened(oldb_order* order) OLDB_NOTHROW { order->opening.store(false); }

void oldb_order_stop(oldb_order* order) OLDB_NOTHROW { order->env.gate.Close(); }

void oldb_order_free(oldb_order* order) OLDB_NOTHROW {
  leveldb_comparator_destroy(order->comparator);
  delete order;
}

void oldb_ordered_get(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key,
                      size_t key_size, char* buf, size_t cap, oldb_value* out) OLDB_NOTHROW {
  const Reading reading(order);
  oldb_get(db, snapshot, flags, key, key_size, buf, cap, out);
}

void oldb_ordered_has(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags, const char* key,
                      size_t key_size, int* found, oldb_status* status) OLDB_NOTHROW {
  const Reading reading(order);
  oldb_has(db, snapshot, flags, key, key_size, found, status);
}

void oldb_ordered_write(leveldb_t* db, int sync, const char* packed, size_t size, oldb_status* status) OLDB_NOTHROW {
  oldb_write(db, sync, packed, size, status);
}

oldb_iter* oldb_ordered_iter_open(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags,
                                  const char* lower, size_t lower_size, const char* upper, size_t upper_size,
                                  oldb_entry* entries, char* keys, char* values, oldb_page* page) OLDB_NOTHROW {
  const Reading reading(order);
  return oldb_iter_open(db, snapshot, nullptr, flags, lower, lower_size, upper, upper_size, entries, keys, values, page);
}

void oldb_ordered_iter_fill(oldb_iter* iter, oldb_entry* entries, char* keys, char* values, oldb_page* page) OLDB_NOTHROW {
  oldb_iter_fill(iter, entries, keys, values, page);
}

void oldb_ordered_iter_seek(oldb_iter* iter, int how, const char* key, size_t key_size, oldb_entry* entries, char* keys,
                            char* values, oldb_page* page) OLDB_NOTHROW {
  oldb_iter_seek(iter, how, key, key_size, entries, keys, values, page);
}

oldb_lookup* oldb_ordered_lookup_open(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags,
                                      const char* packed, size_t packed_size, oldb_entry* entries, char* values,
                                      oldb_page* page) OLDB_NOTHROW {
  const Reading reading(order);
  return oldb_lookup_open(db, snapshot, flags, packed, packed_size, entries, values, page);
}

void oldb_ordered_lookup_fill(const oldb_order* order, oldb_lookup* lookup, const char* packed, size_t packed_size,
                              oldb_entry* entries, char* values, oldb_page* page) OLDB_NOTHROW {
  const Reading reading(order);
  oldb_lookup_fill(lookup, packed, packed_size, entries, values, page);
}

void oldb_ordered_count(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags,
                        const char* lower, size_t lower_size, const char* upper, size_t upper_size, uint64_t max,
                        uint64_t* count, oldb_status* status) OLDB_NOTHROW {
  const Reading reading(order);
  oldb_count(db, snapshot, nullptr, flags, lower, lower_size, upper, upper_size, max, count, status);
}

void oldb_ordered_gather(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags,
                         const char* packed, size_t packed_size, size_t count, const char* header, size_t header_size,
                         char* rows, size_t rows_size, uint8_t* states, oldb_status* status) OLDB_NOTHROW {
  const Reading reading(order);
  oldb_gather(db, snapshot, flags, packed, packed_size, count, header, header_size, rows, rows_size, states, status);
}

void oldb_ordered_prefetch(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, const char* packed,
                           size_t packed_size, uint64_t max, oldb_status* status) OLDB_NOTHROW {
  const Reading reading(order);
  oldb_prefetch(db, snapshot, packed, packed_size, max, status);
}

void oldb_ordered_prefetch_range(const oldb_order* order, leveldb_t* db, const oldb_snapshot* snapshot, int flags,
                                 const char* lower, size_t lower_size, const char* upper, size_t upper_size,
                                 uint64_t entries, uint64_t max, oldb_status* status) OLDB_NOTHROW {
  const Reading reading(order);
  oldb_prefetch_range(db, snapshot, flags, lower, lower_size, upper, upper_size, entries, max, status);
}

}  // extern "C"
