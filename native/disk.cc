#include "disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <mutex>
#include <string>

namespace {

// The hooks. Without a hook, an operation costs one load of the flag. With one, operations are
// serialized, so that they are recorded in the order in which they took effect.
std::atomic<bool> hooked{false};

struct Hooks {
  std::mutex mutex;
  int journal = -1;
  char operation = 0;  // the operation that fails; 0 if none
  std::string name;
  long skip = 0;
  int error = 0;
  size_t part = 0;
  bool failed = false;
};

Hooks& TheHooks() {
  static Hooks* const hooks = new Hooks;  // LevelDB's thread may outlive main
  return *hooks;
}

int WriteAll(int fd, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t n = ::write(fd, data, size);
    if (n < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    data += n;
    size -= static_cast<size_t>(n);
  }
  return 0;
}

// Writes one record in one call, because Go code writes records to the same file.
void Record(Hooks* hooks, char operation, const std::string& path, const std::string& argument, const char* data, size_t size) {
  if (hooks->journal < 0) return;
  std::string record(1, operation);
  record.append("\t").append(path).append("\t").append(argument).append("\n").append(data, size);
  if (WriteAll(hooks->journal, record.data(), record.size()) != 0) {
    std::fputs("openleveldb: the record of disk operations cannot be written\n", stderr);
    std::abort();
  }
}

// Returns the errno with which the operation is planned to fail, or 0.
int Planned(Hooks* hooks, char operation, const std::string& path) {
  if (operation != hooks->operation || path.find(hooks->name) == std::string::npos || hooks->skip-- > 0) return 0;
  hooks->operation = 0;
  hooks->failed = true;
  return hooks->error;
}

template <typename Call>
int Do(char operation, const std::string& path, const std::string& argument, Call call) {
  if (!hooked.load(std::memory_order_relaxed)) return call();
  Hooks& hooks = TheHooks();
  const std::lock_guard<std::mutex> guard(hooks.mutex);
  int error = Planned(&hooks, operation, path);
  if (error == 0) error = call();
  if (error == 0) Record(&hooks, operation, path, argument, nullptr, 0);
  return error;
}

int Result(int result) { return result < 0 ? errno : 0; }

int Sync(int fd) {
#if defined(F_FULLFSYNC)
  // On macOS, fsync leaves the data in the cache of the disk. Some file systems do not support
  // F_FULLFSYNC.
  if (::fcntl(fd, F_FULLFSYNC) == 0) return 0;
#endif
#if defined(__linux__)
  return Result(::fdatasync(fd));
#else
  return Result(::fsync(fd));
#endif
}

void SetHooked(const Hooks& hooks) { hooked.store(hooks.journal >= 0 || hooks.operation != 0); }

}  // namespace

namespace oldb {

int CreateFile(const std::string& path, int* fd) {
  return Do('c', path, "", [&] {
    *fd = ::open(path.c_str(), O_TRUNC | O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    return Result(*fd);
  });
}

int WriteFile(int fd, const std::string& path, const char* data, size_t size) {
  if (!hooked.load(std::memory_order_relaxed)) return WriteAll(fd, data, size);
  Hooks& hooks = TheHooks();
  const std::lock_guard<std::mutex> guard(hooks.mutex);
  const int planned = Planned(&hooks, 'w', path);
  if (planned != 0) size = std::min(size, hooks.part);
  const int error = WriteAll(fd, data, size);
  if (error == 0) Record(&hooks, 'w', path, std::to_string(size), data, size);
  return planned != 0 ? planned : error;
}

int SyncFile(int fd, const std::string& path) {
  return Do('s', path, "", [&] { return Sync(fd); });
}

int SyncDirectory(int fd, const std::string& path) {
  return Do('d', path, "", [&] { return Sync(fd); });
}

int CloseFile(int fd, const std::string& path) {
  return Do('x', path, "", [&] { return Result(::close(fd)); });
}

int RenameFile(const std::string& from, const std::string& to) {
  return Do('r', from, to, [&] { return Result(std::rename(from.c_str(), to.c_str())); });
}

int RemoveFile(const std::string& path) {
  return Do('u', path, "", [&] { return Result(::unlink(path.c_str())); });
}

int MakeDirectory(const std::string& path) {
  return Do('m', path, "", [&] { return Result(::mkdir(path.c_str(), 0755)); });
}

}  // namespace oldb

extern "C" {

void oldb_disk_record(int fd) OLDB_NOTHROW {
  Hooks& hooks = TheHooks();
  const std::lock_guard<std::mutex> guard(hooks.mutex);
  hooks.journal = fd;
  SetHooked(hooks);
}

void oldb_disk_fail(char operation, const char* name, long skip, int error, size_t part) OLDB_NOTHROW {
  Hooks& hooks = TheHooks();
  const std::lock_guard<std::mutex> guard(hooks.mutex);
  hooks.operation = error != 0 ? operation : 0;
  hooks.name = name;
  hooks.skip = skip;
  hooks.error = error;
  hooks.part = part;
  hooks.failed = false;
  SetHooked(hooks);
}

int oldb_disk_failed(void) OLDB_NOTHROW {
  Hooks& hooks = TheHooks();
  const std::lock_guard<std::mutex> guard(hooks.mutex);
  return hooks.failed ? 1 : 0;
}

}  // extern "C"
