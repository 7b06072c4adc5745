#include "readonly.h"

#include "durable.h"
#include "env.h"

#include <leveldb/db.h>
#include <leveldb/env.h>
#include <leveldb/write_batch.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <utility>
#include <vector>

// The handles of LevelDB's C interface, as its db/c.cc has defined them since the first release; the header keeps them opaque.
struct leveldb_t {
  leveldb::DB* rep;
};
struct leveldb_env_t {
  leveldb::Env* rep;
  bool is_default;
};

// Functions that LevelDB calls are noexcept: see "Exceptions" in shim.cc. Without memory for a file,
// which may hold as much as the log, they return an error, and so does Open. Schedule, which has no
// status to return, ends the process. LevelDB's own environment is called outside of Guarded.
namespace {

using leveldb::Env;
using leveldb::Slice;
using leveldb::Status;
using oldb::Guarded;

// The content of a file in memory, once it is written. It never changes and never moves, so readers may point into it.
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

// Points into the content, as LevelDB's own does into a mapped file: a table in memory is read without a copy, too.
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

// What LevelDB does to a database when it opens it, and what becomes of that here (db/db_impl.cc of 1.23):
//
//   CreateDir                                      it is there
//   LOG renamed to LOG.old, a new LOG              refused, which LevelDB takes for "no log of its own"
//   LockFile                                       granted: package native has locked the database, or was told not to
//   the logs read, and tables made of them         tables in memory, as large as the logs that no table holds yet
//   a new log, MANIFEST and CURRENT                in memory
//   old logs, manifests, and forgotten tables      marked as removed
//   a compaction scheduled, if one is due          held back until Seal, then ended without having done anything
//
// Everything else is read from disk through the default environment: tables are mapped as ever.
//
// After Seal no write may begin, and no compaction, which would build tables in memory for as long as the database is read:
// LevelDB schedules one whenever a table was passed over in vain often enough. It has no option against that, but it gives up
// compactions, writes and the removal of files, and none of its reads, after an error that a later write could not mend.
// So Seal makes one: a synced write of an empty batch, whose sync fails. Were a LevelDB to compact after that all the same, it
// would fail to make its table or to record its result, and leave the tables it has.
class ReadOnlyEnv final : public leveldb::EnvWrapper {
 public:
  ReadOnlyEnv() : leveldb::EnvWrapper(oldb_env()) { handle.rep = this; }

  // What the C interface takes for an environment.
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
    const Status s = target()->NewSequentialFile(name, result);
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

  // Only for reuse_logs, which no option here sets.
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

  // LevelDB 1.21 and 1.22 have the Delete names only, so none of the four says override.
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

  // A database has at most one compaction scheduled at a time, and waits for it when it is closed.
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

  // The error it gives is of a file that LevelDB could not open while it opened the database, and did without: that is what it
  // does, unless paranoid_checks is set, with a log that it must not read.
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

  // Makes content what there is under the name; nullptr removes it.
  void Publish(const std::string& name, Content content) {
    std::lock_guard<std::mutex> guard(mutex_);
    files_[name] = std::move(content);
  }

  static Status Refused(const std::string& name) { return Status::IOError(name, "the database is open read-only"); }

 private:
  static Status Removed(const std::string& name) { return Status::NotFound(name, "the file was removed"); }

  // Says whether the name was written or removed since the database was opened; else the disk has the answer.
  bool Find(const std::string& name, Content* content) {
    std::lock_guard<std::mutex> guard(mutex_);
    const auto found = files_.find(name);
    if (found == files_.end()) return false;
    *content = found->second;
    return true;
  }

  std::mutex mutex_;
  std::map<std::string, Content> files_;  // by whole name; nullptr is removed
  std::vector<std::pair<void (*)(void*), void*>> held_;
  Status unread_;        // the first file on disk that could not be opened for a read from its beginning
  std::string failure_;  // its text
  std::atomic<bool> sealed_{false};
};

// Collects what is written; the file has it when it is closed. LevelDB reads no file that it has not closed, and never closes
// the log and the manifest, which are forgotten with the database.
class MemoryWritableFile final : public leveldb::WritableFile {
 public:
  MemoryWritableFile(ReadOnlyEnv* env, std::string name) : env_(env), name_(std::move(name)) {}

  Status Append(const Slice& data) noexcept override {
    if (env_->sealed()) return Status::OK();  // of Seal: see Sync
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
