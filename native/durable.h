// Files and directories whose contents reach the disk in the order in which they were written, so
// that a power failure preserves that order. See durable.cc.
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

// Returns LevelDB's status for an errno, with the same text as LevelDB.
leveldb::Status PosixError(const std::string& context, int error);

// Calls f and returns its status, or an I/O error if f runs out of memory. It guards code that
// LevelDB calls, because no exception may propagate through LevelDB.
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
bool IsManifest(const std::string& base);
bool IsLog(const std::string& base);

// Directory is the directory of an open database. Its methods may be called from several threads.
// They allocate only to record the error of a failed system call. If there is no memory for that,
// the process exits, because later calls must see the error.
class Directory final {
 public:
  static leveldb::Status Open(const std::string& path, std::shared_ptr<Directory>* result);
  ~Directory();

  // The number of the names that existed when the directory was opened. They may not be on disk
  // either.
  static constexpr uint64_t kExisting = 1;
  // Counts a created or renamed name, and returns its number for SyncNames.
  uint64_t Changed() noexcept;

  // Counts the name of a file that has replaced another one. After a power failure the replaced
  // file may reappear, until SyncReplaced or another sync of names.
  void Replaced() noexcept;
  leveldb::Status SyncReplaced() noexcept;
  // Postpones the removal of a file to the next sync of names, if a replaced file may reappear.
  // Returns false if none can. May throw std::bad_alloc.
  bool Postpone(const std::string& path);

  // Synced records that a file was closed after its content was synced. IsSynced reports whether
  // the last closed file is such a file and has this path, and no file was created since.
  void Synced(std::shared_ptr<const std::string> path) noexcept;
  bool IsSynced(const std::string& path) noexcept;

  // Syncs the names up to the given number to the disk.
  leveldb::Status SyncNames(uint64_t number) noexcept;
  leveldb::Status SyncAllNames() noexcept;

  // Takes ownership of the descriptor of a log that was closed before its content was synced.
  void Retire(const std::string& log, int fd) noexcept;
  // Syncs the contents of the retired logs to the disk. Their names are already there: LevelDB
  // syncs the manifest before it closes a log.
  leveldb::Status SyncRetired() noexcept;
  // Closes a retired log that is about to be removed.
  void Forget(const std::string& log) noexcept;

  // Returns the status of the first failed sync. After a failed sync, the system may consider data
  // written that is not on disk, so nothing is guaranteed until the database is reopened.
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
  std::mutex mutex_;         // guards the following fields; not held during disk operations
  uint64_t changes_ = kExisting;
  uint64_t durable_ = 0;     // changes that are on disk
  uint64_t replaced_ = 0;    // number of the last file that replaced another
  std::vector<std::string> postponed_;         // removals
  std::shared_ptr<const std::string> synced_;  // see Synced
  std::vector<Log> retired_;
  leveldb::Status failure_;
};

// Creates a file for LevelDB to write to.
leveldb::Status NewFile(const std::string& path, std::shared_ptr<Directory> directory, leveldb::WritableFile** result);

// Opens a log or a manifest to which LevelDB appends. It rejects a file that does not end with an
// intact record, because appended records could not be read. See appended.cc.
leveldb::Status ContinueFile(const std::string& path, std::shared_ptr<Directory> directory,
                             leveldb::WritableFile** result);

// Checks that a file of records ends with an intact record. fd must be open for reading.
leveldb::Status CheckEnd(int fd, const std::string& path);

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_DURABLE_H_
