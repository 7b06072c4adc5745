// Files and directories whose content survives a power cut in the order in which it was written.
// See durable.cc.
#ifndef OPENLEVELDB_NATIVE_DURABLE_H_
#define OPENLEVELDB_NATIVE_DURABLE_H_

#include <leveldb/env.h>
#include <leveldb/status.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace oldb {

// LevelDB's status for an errno, with the same text.
leveldb::Status PosixError(const std::string& context, int error);

// Calls f for LevelDB, through which nothing may be thrown, and returns an I/O error if f finds no
// memory.
template <typename F>
leveldb::Status Guarded(const std::string& name, F f) noexcept {
  try {
    return f();
  } catch (const std::bad_alloc&) {
    return leveldb::Status::IOError(name, "Cannot allocate memory");
  }
}

std::string DirectoryOf(const std::string& path);
std::string BaseOf(const std::string& path);

// Directory is the directory of a database while it is open. Its methods may be called from several
// threads. They allocate only where a call of the system fails, for the error. Without memory for
// it the process ends, because later calls must know of it.
class Directory final {
 public:
  static leveldb::Status Open(const std::string& path, std::shared_ptr<Directory>* result);
  ~Directory();

  // Counts a name that was created or renamed, and returns its number for SyncNames.
  uint64_t Changed() noexcept;
  // Returns when the names up to a number are on the disk.
  leveldb::Status SyncNames(uint64_t number) noexcept;
  leveldb::Status SyncAllNames() noexcept;

  // Takes over the descriptor of a log that was closed before its content was synced.
  void Retire(const std::string& log, int fd) noexcept;
  // Returns when the content of the retired logs is on the disk. Their names are: LevelDB does not
  // close a log before it has synced the manifest once more.
  leveldb::Status SyncRetired() noexcept;
  // Closes a retired log that is about to be removed.
  void Forget(const std::string& log) noexcept;

  // The first sync that failed. The system may then take for written what is not on the disk, so
  // that nothing can be promised until the database is opened again.
  leveldb::Status failure() noexcept;

 private:
  struct Log {
    std::string path;
    int fd;
  };

  Directory(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  leveldb::Status Failed(const leveldb::Status& s) noexcept;

  const std::string path_;
  const int fd_;
  std::mutex mutex_;         // guards what follows; not held while the disk works
  uint64_t changes_ = 1;     // what was there before may not be on the disk either
  uint64_t durable_ = 0;     // changes that are on the disk
  std::vector<Log> retired_;
  leveldb::Status failure_;
};

// Makes a file for LevelDB to write to.
leveldb::Status NewFile(const std::string& path, std::shared_ptr<Directory> directory, leveldb::WritableFile** result);

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_DURABLE_H_
