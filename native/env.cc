#include "env.h"

#include "disk.h"
#include "durable.h"
#include "mirror.h"
#include "table.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>

namespace {

using leveldb::Env;
using leveldb::Status;
using oldb::Directory;
using oldb::Guarded;
using oldb::PosixError;

// A lock for LevelDB. It keeps the directory open as long as the database is open.
class DirectoryLock final : public leveldb::FileLock {
 public:
  DirectoryLock(std::string path, std::shared_ptr<Directory> directory)
      : path(std::move(path)), directory(std::move(directory)) {}

  const std::string path;
  const std::shared_ptr<Directory> directory;
};

// Files are written as described in durable.cc, tables are read as described in reading.cc and
// table.cc, and the rest is LevelDB's default environment. Package native locks the file LOCK before
// it calls LevelDB. LevelDB itself never opens that file: see dblock.Lock.
//
// Calls of the default environment are not made within Guarded, because no exception may propagate
// through LevelDB's code.
class CheckedEnv final : public leveldb::EnvWrapper {
 public:
  CheckedEnv() : leveldb::EnvWrapper(Env::Default()) { handle.rep = this; }

  // The environment as a handle of the C interface.
  leveldb_env_t handle = {nullptr, false};

  Status NewRandomAccessFile(const std::string& name, leveldb::RandomAccessFile** result) noexcept override {
    *result = nullptr;
    return Guarded(name, [&] { return oldb::OpenTable(name, result); });
  }

  Status NewWritableFile(const std::string& name, leveldb::WritableFile** result) noexcept override {
    *result = nullptr;
    return Guarded(name, [&] {
      std::shared_ptr<Directory> directory;
      const Status s = Find(oldb::DirectoryOf(name), &directory);
      return s.ok() ? oldb::NewFile(name, std::move(directory), result) : s;
    });
  }

  // LevelDB calls it only with reuse_logs. After an error it creates a new file.
  Status NewAppendableFile(const std::string& name, leveldb::WritableFile** result) noexcept override {
    *result = nullptr;
    return Guarded(name, [&] {
      std::shared_ptr<Directory> directory;
      const Status s = Find(oldb::DirectoryOf(name), &directory);
      return s.ok() ? oldb::ContinueFile(name, std::move(directory), result) : s;
    });
  }

  // Package native syncs the name of a new database. This function is for the directory "lost" of a
  // repair.
  Status CreateDir(const std::string& name) noexcept override {
    return Guarded(name, [&] {
      const int error = oldb::MakeDirectory(name);
      return error != 0 ? PosixError(name, error) : SyncNamesIn(oldb::DirectoryOf(name));
    });
  }

  // After a failed sync the names of files may not be on disk, so the files that they replace are
  // kept. Logs and manifests are kept until the name CURRENT is on disk. LevelDB never creates
  // another log or manifest with the same name. It may create a table with the name of a table that
  // it removed when it opened the database, but no CURRENT refers to the removed one.
  //
  // LevelDB 1.21 and 1.22 have only the name with Delete, so neither function is marked override.
  Status RemoveFile(const std::string& name) noexcept {
    return Guarded(name, [&] {
      if (const std::shared_ptr<Directory> directory = FindLocked(oldb::DirectoryOf(name))) {
        const Status s = directory->failure();
        if (!s.ok()) return s;
        directory->Forget(name);
        const std::string base = oldb::BaseOf(name);
        if ((oldb::IsManifest(base) || oldb::IsLog(base)) && directory->Postpone(name)) return s;
      }
      const int error = oldb::RemoveFile(name);
      return error != 0 ? PosixError(name, error) : Status::OK();
    });
  }
  Status DeleteFile(const std::string& name) noexcept { return RemoveFile(name); }

  // If the name cannot be synced, the file has been renamed nevertheless. LevelDB then removes the
  // file to which the renamed one refers, such as a new manifest, and RemoveFile rejects that.
  // Nothing may be allocated between the rename and the sync, because a failed allocation would not
  // make RemoveFile reject it.
  //
  // The name of a file that replaces another in an open database is synced later: see durable.cc.
  Status RenameFile(const std::string& from, const std::string& to) noexcept override {
    if (IsInfoLog(from)) return target()->RenameFile(from, to);
    return Guarded(from, [&] {
      const std::string from_path = oldb::DirectoryOf(from), to_path = oldb::DirectoryOf(to);
      std::shared_ptr<Directory> from_directory, to_directory;
      Status s = Find(to_path, &to_directory);
      if (s.ok() && from_path != to_path) s = Find(from_path, &from_directory);
      if (s.ok() && !to_directory->IsSynced(from)) s = SyncContent(from);
      if (!s.ok()) return s;
      const bool later = from_path == to_path && FindLocked(to_path) == to_directory && ::access(to.c_str(), F_OK) == 0;
      const int error = oldb::RenameFile(from, to);
      if (error != 0) return PosixError(from, error);
      if (later) {
        to_directory->Replaced();
        return to_directory->failure();
      }
      s = to_directory->SyncNames(to_directory->Changed());
      if (s.ok() && from_directory != nullptr) s = from_directory->SyncNames(from_directory->Changed());
      return s;
    });
  }

  Status LockFile(const std::string& name, leveldb::FileLock** lock) noexcept override {
    *lock = nullptr;
    return Guarded(name, [&] {
      const std::string path = oldb::DirectoryOf(name);
      std::shared_ptr<Directory> directory;
      const Status s = Directory::Open(path, &directory);
      if (!s.ok()) return s;
      std::unique_ptr<DirectoryLock> made(new DirectoryLock(path, directory));
      const std::lock_guard<std::mutex> guard(mutex_);
      locked_[path] = std::move(directory);
      *lock = made.release();
      return s;
    });
  }

  Status UnlockFile(leveldb::FileLock* lock) noexcept override {
    const std::unique_ptr<DirectoryLock> made(static_cast<DirectoryLock*>(lock));
    // If it fails, the next open removes the files that it would have removed.
    made->directory->SyncReplaced();
    const std::lock_guard<std::mutex> guard(mutex_);
    const auto found = locked_.find(made->path);
    if (found != locked_.end() && found->second == made->directory) locked_.erase(found);
    return Status::OK();
  }

  // LevelDB schedules only compactions. There is no status to return, so the process exits if there
  // is no memory.
  void Schedule(void (*work)(void*), void* arg) noexcept override {
    target()->Schedule(
        [](void* p) noexcept {
          const std::unique_ptr<Job> job(static_cast<Job*>(p));
          const oldb::Compacting compacting;
          job->work(job->arg);
        },
        new Job{work, arg});
  }

 private:
  struct Job {
    void (*work)(void*);
    void* arg;
  };

  static bool IsInfoLog(const std::string& name) {
    return name.size() > 4 && name.compare(name.size() - 4, 4, "/LOG") == 0;
  }

  std::shared_ptr<Directory> FindLocked(const std::string& path) {
    const std::lock_guard<std::mutex> guard(mutex_);
    const auto found = locked_.find(path);
    return found != locked_.end() ? found->second : nullptr;
  }

  // Finds the directory of an open database, or opens another directory. A repair locks nothing.
  Status Find(const std::string& path, std::shared_ptr<Directory>* result) {
    *result = FindLocked(path);
    return *result != nullptr ? Status::OK() : Directory::Open(path, result);
  }

  Status SyncNamesIn(const std::string& path) {
    std::shared_ptr<Directory> directory;
    const Status s = Find(path, &directory);
    return s.ok() ? directory->SyncNames(directory->Changed()) : s;
  }

  static Status SyncContent(const std::string& name) {
    const int fd = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return PosixError(name, errno);
    const int error = oldb::SyncFile(fd, name);
    oldb::CloseFile(fd, name);
    return error != 0 ? PosixError(name, error) : Status::OK();
  }

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Directory>> locked_;  // by path, as LevelDB spells it
};

CheckedEnv* TheEnv() {
  // Never freed, like LevelDB's own, because LevelDB's thread may outlive main.
  static CheckedEnv* const env = new CheckedEnv;
  return env;
}

}  // namespace

leveldb::Env* oldb_env() noexcept { return TheEnv(); }

leveldb::Status oldb_env_remove(const std::string& name) noexcept { return TheEnv()->RemoveFile(name); }

extern "C" {

void oldb_env_set(leveldb_options_t* options) OLDB_NOTHROW { leveldb_options_set_env(options, &TheEnv()->handle); }

void oldb_reuse_logs(leveldb_options_t* options) OLDB_NOTHROW { options->rep.reuse_logs = true; }

}  // extern "C"
