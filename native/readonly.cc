#include "readonly.h"

#include "durable.h"
#include "env.h"
#include "mirror.h"

#include <leveldb/db.h>
#include <leveldb/env.h>
#include <leveldb/write_batch.h>

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <utility>
#include <vector>

// Functions that LevelDB calls are noexcept: see "Exceptions" in shim.cc. If there is no memory for
// a file, which may be as large as the log, they return an error, and so does Open. Schedule has no
// status to return, so it terminates the process. LevelDB's own environment is not called within
// Guarded.
namespace {

using leveldb::Env;
using leveldb::Slice;
using leveldb::Status;
using oldb::Guarded;

// The content of a complete file in memory. It never changes and never moves, so readers may point
// into it.
using Content = std::shared_ptr<const std::string>;

class MemorySequentialFile final : public leveldb::SequentialFile {
 public:
  explicit MemorySequentialFile(Content content) : content_(std::move(content)) {}

  Status Read(size_t n, Slice* result, char*) noexcept override {
    n = std::min(n, content_->size() - position_);
    *result = Slice(content_->data() + position_, n);
    position_ += n;
    return Status::OK();
  }

  Status Skip(uint64_t n) noexcept override {
    position_ += static_cast<size_t>(std::min<uint64_t>(n, content_->size() - position_));
    return Status::OK();
  }

 private:
  const Content content_;
  size_t position_ = 0;
};

// Returns pointers into the content, as LevelDB's own class does for a mapped file, so that a table
// in memory is read without a copy too.
class MemoryRandomAccessFile final : public leveldb::RandomAccessFile {
 public:
  explicit MemoryRandomAccessFile(Content content) : content_(std::move(content)) {}

  Status Read(uint64_t offset, size_t n, Slice* result, char*) const noexcept override {
    *result = Slice();
    if (offset > content_->size()) return Status::IOError("read past the end of a table in memory");
    *result = Slice(content_->data() + offset, std::min(n, content_->size() - static_cast<size_t>(offset)));
    return Status::OK();
  }

 private:
  const Content content_;
};

// What LevelDB does when it opens a database (db/db_impl.cc of 1.23), and what this environment
// does instead:
//
//   CreateDir                                   nothing: the directory exists
//   LOG renamed to LOG.old, a new LOG           refused; LevelDB then works without a LOG
//   LockFile                                    granted: package native has the lock, unless NoLock
//   the logs read, and tables made of them      tables in memory, as large as the replayed logs
//   a new log, MANIFEST and CURRENT             in memory
//   old logs, manifests and obsolete tables     marked as removed
//   a compaction scheduled, if one is due       delayed until Seal, then ended without any work
//
// Everything else is read from disk through the default environment. Tables are mapped as in a
// database that is open for writing (table.cc).
//
// After Seal no write and no compaction may begin. LevelDB schedules a compaction when reads have
// searched a table unsuccessfully often enough. It would build tables in memory for as long as the
// database is open, and has no option to prevent that. But after an error that a later write could
// not repair, it stops compactions, writes and the removal of files, while all reads continue. Seal
// causes such an error: a synced write of an empty batch, whose sync fails. If a version of LevelDB
// compacted nevertheless, it would fail to create its table or to record its result, and would keep
// its existing tables.
class ReadOnlyEnv final : public leveldb::EnvWrapper {
 public:
  ReadOnlyEnv() : leveldb::EnvWrapper(oldb_env()) { handle.rep = this; }

  // The environment as a handle of the C interface.
  leveldb_env_t handle = {nullptr, false};

  Status NewSequentialFile(const std::string& name, leveldb::SequentialFile** result) noexcept override {
    *result = nullptr;
    Content content;
    if (Find(name, &content)) {
      return Guarded(name, [&] {
        if (content == nullptr) return Removed(name);
        *result = new MemorySequentialFile(std::move(content));
        return Status::OK();
      });
    }
    // LevelDB may read the directory before package native has checked it, and must not block on a
    // pipe.
    struct stat info;
    const bool readable = ::stat(name.c_str(), &info) != 0 || S_ISREG(info.st_mode);
    Status s;
    if (readable) {
      s = target()->NewSequentialFile(name, result);
    } else {
      s = Guarded(name, [&] { return Status::IOError(name, "it is not a regular file"); });
    }
    std::lock_guard<std::mutex> guard(mutex_);
    if (!s.ok() && unread_.ok()) unread_ = s;
    return s;
  }

  Status NewRandomAccessFile(const std::string& name, leveldb::RandomAccessFile** result) noexcept override {
    *result = nullptr;
    Content content;
    if (!Find(name, &content)) return target()->NewRandomAccessFile(name, result);
    return Guarded(name, [&] {
      if (content == nullptr) return Removed(name);
      *result = new MemoryRandomAccessFile(std::move(content));
      return Status::OK();
    });
  }

  Status NewWritableFile(const std::string& name, leveldb::WritableFile** result) noexcept override;

  // Used only with reuse_logs, which is not set for readers.
  Status NewAppendableFile(const std::string& name, leveldb::WritableFile** result) noexcept override {
    *result = nullptr;
    return Refused(name);
  }

  bool FileExists(const std::string& name) noexcept override {
    Content content;
    return Find(name, &content) ? content != nullptr : target()->FileExists(name);
  }

  Status GetChildren(const std::string& dir, std::vector<std::string>* result) noexcept override {
    const Status s = target()->GetChildren(dir, result);
    if (!s.ok()) return s;
    return Guarded(dir, [&] {
      const std::string prefix = dir + "/";
      std::lock_guard<std::mutex> guard(mutex_);
      for (const auto& file : files_) {
        if (file.first.compare(0, prefix.size(), prefix) != 0) continue;
        const std::string child = file.first.substr(prefix.size());
        result->erase(std::remove(result->begin(), result->end(), child), result->end());
        if (file.second != nullptr) result->push_back(child);
      }
      return Status::OK();
    });
  }

  Status GetFileSize(const std::string& name, uint64_t* size) noexcept override {
    Content content;
    if (!Find(name, &content)) return target()->GetFileSize(name, size);
    *size = content != nullptr ? content->size() : 0;
    return content != nullptr ? Status::OK() : Removed(name);
  }

  // LevelDB 1.21 and 1.22 have only the names with Delete, so none of the four is marked override.
  Status RemoveFile(const std::string& name) noexcept {
    return Guarded(name, [&] {
      Publish(name, nullptr);
      return Status::OK();
    });
  }
  Status DeleteFile(const std::string& name) noexcept { return RemoveFile(name); }
  Status RemoveDir(const std::string& name) noexcept { return Refused(name); }
  Status DeleteDir(const std::string& name) noexcept { return Refused(name); }

  Status RenameFile(const std::string& from, const std::string& to) noexcept override {
    Content content;
    if (!Find(from, &content) || content == nullptr) return Refused(from);
    return Guarded(from, [&] {
      Publish(to, std::move(content));
      return RemoveFile(from);
    });
  }

  Status CreateDir(const std::string&) noexcept override { return Status::OK(); }

  Status NewLogger(const std::string& name, leveldb::Logger** result) noexcept override {
    *result = nullptr;
    return Refused(name);
  }

  Status LockFile(const std::string& name, leveldb::FileLock** lock) noexcept override {
    *lock = nullptr;
    return Guarded(name, [&] {
      *lock = new leveldb::FileLock;
      return Status::OK();
    });
  }

  Status UnlockFile(leveldb::FileLock* lock) noexcept override {
    delete lock;
    return Status::OK();
  }

  // A database has at most one compaction scheduled at a time, and waits for it when it closes.
  void Schedule(void (*work)(void*), void* arg) noexcept override {
    {
      std::lock_guard<std::mutex> guard(mutex_);
      if (!sealed()) {
        held_.emplace_back(work, arg);
        return;
      }
    }
    target()->Schedule(work, arg);
  }

  // Returns the text of an error if LevelDB could not open a file while it opened the database.
  // Unless paranoid_checks is set, LevelDB ignores a log that it cannot read.
  const char* Seal(leveldb::DB* db) {
    std::vector<std::pair<void (*)(void*), void*>> held;
    {
      std::lock_guard<std::mutex> guard(mutex_);
      sealed_.store(true);
      held.swap(held_);
    }
    leveldb::WriteOptions options;
    options.sync = true;
    leveldb::WriteBatch empty;
    const Status refused = db->Write(options, &empty);
    for (const auto& job : held) job.first(job.second);
    if (unread_.ok() && refused.ok()) unread_ = Status::NotSupported("this LevelDB writes when a sync has failed");
    failure_ = unread_.ToString();
    return unread_.ok() ? nullptr : failure_.c_str();
  }

  bool sealed() const { return sealed_.load(); }

  // Sets the content of the file with this name. nullptr removes the file.
  void Publish(const std::string& name, Content content) {
    std::lock_guard<std::mutex> guard(mutex_);
    files_[name] = std::move(content);
  }

  static Status Refused(const std::string& name) { return Status::IOError(name, "the database is open read-only"); }

 private:
  static Status Removed(const std::string& name) { return Status::NotFound(name, "the file was removed"); }

  // Reports whether the file was written or removed since the database was opened. If not, the file
  // on disk is used.
  bool Find(const std::string& name, Content* content) {
    std::lock_guard<std::mutex> guard(mutex_);
    const auto found = files_.find(name);
    if (found == files_.end()) return false;
    *content = found->second;
    return true;
  }

  std::mutex mutex_;
  std::map<std::string, Content> files_;  // by full name; nullptr if removed
  std::vector<std::pair<void (*)(void*), void*>> held_;
  Status unread_;        // error of the first file on disk that NewSequentialFile could not open
  std::string failure_;  // its text
  std::atomic<bool> sealed_{false};
};

// Collects written data, which becomes the content of the file at Close. LevelDB never reads a file
// before it closes it. It never closes the log and the manifest, which are discarded with the
// database.
class MemoryWritableFile final : public leveldb::WritableFile {
 public:
  MemoryWritableFile(ReadOnlyEnv* env, std::string name) : env_(env), name_(std::move(name)) {}

  Status Append(const Slice& data) noexcept override {
    if (env_->sealed()) return Status::OK();  // the write of Seal: see Sync
    return Guarded(name_, [&] {
      content_.append(data.data(), data.size());
      return Status::OK();
    });
  }

  Status Close() noexcept override {
    return Guarded(name_, [&] {
      content_.shrink_to_fit();
      env_->Publish(name_, std::make_shared<const std::string>(std::move(content_)));
      return Status::OK();
    });
  }

  Status Flush() noexcept override { return Status::OK(); }

  Status Sync() noexcept override { return env_->sealed() ? ReadOnlyEnv::Refused(name_) : Status::OK(); }

 private:
  ReadOnlyEnv* const env_;
  const std::string name_;
  std::string content_;
};

Status ReadOnlyEnv::NewWritableFile(const std::string& name, leveldb::WritableFile** result) noexcept {
  *result = nullptr;
  if (sealed()) return Refused(name);
  return Guarded(name, [&] {
    Publish(name, std::make_shared<const std::string>());
    *result = new MemoryWritableFile(this, name);
    return Status::OK();
  });
}

}  // namespace

extern "C" {

oldb_readonly* oldb_readonly_new(leveldb_options_t* options) OLDB_NOTHROW {
  ReadOnlyEnv* env = new ReadOnlyEnv;
  leveldb_options_set_env(options, &env->handle);
  return reinterpret_cast<oldb_readonly*>(env);
}

void oldb_readonly_free(oldb_readonly* env) OLDB_NOTHROW { delete reinterpret_cast<ReadOnlyEnv*>(env); }

const char* oldb_readonly_seal(oldb_readonly* env, leveldb_t* db) OLDB_NOTHROW {
  return reinterpret_cast<ReadOnlyEnv*>(env)->Seal(db->rep);
}

}  // extern "C"
