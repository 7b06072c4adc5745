#include "env.h"

#include "disk.h"
#include "durable.h"
#include "table.h"

#include <fcntl.h>

#include <cerrno>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>

// The handle of LevelDB's C interface, as its db/c.cc has defined it since the first release; the
// header keeps it opaque.
struct leveldb_env_t {
  leveldb::Env* rep;
  bool is_default;
};

namespace {

using leveldb::Env;
using leveldb::Status;
using oldb::Directory;
using oldb::Guarded;
using oldb::PosixError;

// What LevelDB calls a lock. It keeps the directory open as long as the database.
class DirectoryLock final : public leveldb::FileLock {
 public:
  DirectoryLock(std::string path, std::shared_ptr<Directory> directory)
      : path(std::move(path)), directory(std::move(directory)) {}

  const std::string path;
  const std::shared_ptr<Directory> directory;
};

// Files are written as durable.cc says, tables are read as table.cc says, and the rest is LevelDB's
// default environment. Package native locks the file LOCK before it calls LevelDB, which therefore
// never opens that file: see lock.go.
class CheckedEnv final : public leveldb::EnvWrapper {
 public:
  CheckedEnv() : leveldb::EnvWrapper(Env::Default()) { handle.rep = this; }

  // What the C interface takes for an environment.
  leveldb_env_t handle = {nullptr, false};

  Status NewRandomAccessFile(const std::string& name, leveldb::RandomAccessFile** result) override {
    return Guarded(name, [&] { return oldb::CheckTable(name, target()->NewRandomAccessFile(name, result), result); });
  }

  Status NewWritableFile(const std::string& name, leveldb::WritableFile** result) override {
    *result = nullptr;
    return Guarded(name, [&] {
      std::shared_ptr<Directory> directory;
      const Status s = Find(oldb::DirectoryOf(name), &directory);
      return s.ok() ? oldb::NewFile(name, std::move(directory), result) : s;
    });
  }

  // The name of a new database is synced by package native; this is for "lost" of a repair.
  Status CreateDir(const std::string& name) override {
    return Guarded(name, [&] {
      const int error = oldb::MakeDirectory(name);
      return error != 0 ? PosixError(name, error) : SyncNamesIn(oldb::DirectoryOf(name));
    });
  }

  // After a failed sync the names of files may not be on the disk, so that what they replace is
  // kept.
  //
  // LevelDB 1.21 and 1.22 have the Delete name only, so neither says override.
  Status RemoveFile(const std::string& name) {
    return Guarded(name, [&] {
      if (const std::shared_ptr<Directory> directory = FindLocked(oldb::DirectoryOf(name))) {
        const Status s = directory->failure();
        if (!s.ok()) return s;
        directory->Forget(name);
      }
      const int error = oldb::RemoveFile(name);
      return error != 0 ? PosixError(name, error) : Status::OK();
    });
  }
  Status DeleteFile(const std::string& name) { return RemoveFile(name); }

  // If the name cannot be synced, the file has been renamed all the same. LevelDB then removes what
  // the file names, such as a new manifest, which RemoveFile refuses.
  Status RenameFile(const std::string& from, const std::string& to) override {
    return Guarded(from, [&] {
      if (oldb::BaseOf(from) == "LOG") return target()->RenameFile(from, to);
      Status s = SyncContent(from);
      if (!s.ok()) return s;
      const int error = oldb::RenameFile(from, to);
      if (error != 0) return PosixError(from, error);
      const std::string directory = oldb::DirectoryOf(to);
      s = SyncNamesIn(directory);
      if (s.ok() && oldb::DirectoryOf(from) != directory) s = SyncNamesIn(oldb::DirectoryOf(from));
      return s;
    });
  }

  Status LockFile(const std::string& name, leveldb::FileLock** lock) override {
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

  Status UnlockFile(leveldb::FileLock* lock) override {
    const std::unique_ptr<DirectoryLock> made(static_cast<DirectoryLock*>(lock));
    const std::lock_guard<std::mutex> guard(mutex_);
    const auto found = locked_.find(made->path);
    if (found != locked_.end() && found->second == made->directory) locked_.erase(found);
    return Status::OK();
  }

  // All that LevelDB schedules are compactions.
  void Schedule(void (*work)(void*), void* arg) override {
    target()->Schedule(
        [](void* p) {
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

  std::shared_ptr<Directory> FindLocked(const std::string& path) {
    const std::lock_guard<std::mutex> guard(mutex_);
    const auto found = locked_.find(path);
    return found != locked_.end() ? found->second : nullptr;
  }

  // Finds the directory of an open database, or opens another one. A repair locks nothing.
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
  static CheckedEnv* const env = new CheckedEnv;  // never freed, as LevelDB's own: its thread may outlive main
  return env;
}

}  // namespace

leveldb::Env* oldb_env() { return TheEnv(); }

extern "C" void oldb_env_set(leveldb_options_t* options) { leveldb_options_set_env(options, &TheEnv()->handle); }
