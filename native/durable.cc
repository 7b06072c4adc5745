#include "durable.h"

#include "disk.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

// With LevelDB's own files (util/env_posix.cc of 1.23), synced writes are not durable across a
// power failure:
//
//   - A log is closed without a sync when the next log begins, so earlier writes may be lost
//     although a later synced write is not.
//   - The name of a new log is not synced until the manifest is, so a synced write may be in a file
//     without a name.
//   - A record of the manifest is written before the names of the tables in it are synced, and may
//     reach the disk first.
//   - The name CURRENT is not synced before the manifest that it previously named is removed.
//   - After a failed write, the next write follows the bytes that arrived. Data after a torn record
//     is lost or, in a manifest, prevents the database from being opened.
//
// The files in this package behave differently:
//
//   log        Before its first byte is written, the previous logs and the name CURRENT are synced.
//              Its first sync also syncs its name.
//   manifest   Before bytes are written, all names in the directory are synced.
//   rename     The file is synced before it, and the directory after it (env.cc).
//   CURRENT    If it replaces another one, the directory is synced later: before the next byte of a
//              log or manifest, or when the database is closed. No log and no manifest is removed
//              before that, so the database is the same with either CURRENT.
//   any file   After a failed call, every later call fails with the same error.
//
// Opening a database therefore waits for the disk no more often than with LevelDB's own files.
namespace oldb {

using leveldb::Slice;
using leveldb::Status;

Status PosixError(const std::string& context, int error) {
  return error == ENOENT ? Status::NotFound(context, std::strerror(error)) : Status::IOError(context, std::strerror(error));
}

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool IsManifest(const std::string& base) { return base.compare(0, 8, "MANIFEST") == 0; }

bool IsLog(const std::string& base) { return base.size() > 4 && base.compare(base.size() - 4, 4, ".log") == 0; }

std::string BaseOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

Status Directory::Open(const std::string& path, std::shared_ptr<Directory>* result) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return PosixError(path, errno);
  try {
    result->reset(new Directory(path, fd));
  } catch (const std::bad_alloc&) {
    CloseFile(fd, path);
    throw;
  }
  return Status::OK();
}

Directory::~Directory() {
  for (const Log& log : retired_) CloseFile(log.fd, log.path);
  CloseFile(fd_, path_);
}

uint64_t Directory::Changed() noexcept {
  const std::lock_guard<std::mutex> guard(mutex_);
  synced_.reset();
  return ++changes_;
}

void Directory::Replaced() noexcept {
  const std::lock_guard<std::mutex> guard(mutex_);
  replaced_ = ++changes_;
}

Status Directory::SyncReplaced() noexcept {
  uint64_t replaced;
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    replaced = replaced_;
  }
  return SyncNames(replaced);
}

bool Directory::Postpone(const std::string& path) {
  const std::lock_guard<std::mutex> guard(mutex_);
  if (durable_ >= replaced_) return false;
  postponed_.push_back(path);
  return true;
}

void Directory::Synced(std::shared_ptr<const std::string> path) noexcept {
  const std::lock_guard<std::mutex> guard(mutex_);
  synced_ = std::move(path);
}

bool Directory::IsSynced(const std::string& path) noexcept {
  const std::lock_guard<std::mutex> guard(mutex_);
  return synced_ != nullptr && *synced_ == path;
}

Status Directory::SyncNames(uint64_t number) noexcept {
  uint64_t changes;
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (!failure_.ok() || durable_ >= number) return failure_;
    changes = changes_;
  }
  const int error = SyncDirectory(fd_, path_);
  if (error != 0) return Failed(PosixError(path_, error));
  std::vector<std::string> postponed;
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    durable_ = std::max(durable_, changes);
    if (durable_ >= replaced_) postponed.swap(postponed_);
  }
  // LevelDB ignores these errors too. It removes the remaining files when it reopens the database.
  for (const std::string& path : postponed) RemoveFile(path);
  return Status::OK();
}

Status Directory::SyncAllNames() noexcept {
  uint64_t changes;
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    changes = changes_;
  }
  return SyncNames(changes);
}

void Directory::Retire(const std::string& log, int fd) noexcept {
  try {
    const std::lock_guard<std::mutex> guard(mutex_);
    retired_.push_back(Log{log, fd});
  } catch (const std::bad_alloc&) {
    CloseFile(fd, log);
    Failed(Status::IOError(log, "Cannot allocate memory"));
  }
}

Status Directory::SyncRetired() noexcept {
  std::vector<Log> logs;
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (!failure_.ok() || retired_.empty()) return failure_;
    logs.swap(retired_);
  }
  Status s;
  for (const Log& log : logs) {
    if (s.ok()) {
      const int error = SyncFile(log.fd, log.path);
      if (error != 0) s = Failed(PosixError(log.path, error));
    }
    CloseFile(log.fd, log.path);
  }
  return s;
}

void Directory::Forget(const std::string& log) noexcept {
  int fd = -1;
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    for (auto it = retired_.begin(); it != retired_.end(); ++it) {
      if (it->path != log) continue;
      fd = it->fd;
      retired_.erase(it);
      break;
    }
  }
  if (fd >= 0) CloseFile(fd, log);
}

Status Directory::failure() noexcept {
  const std::lock_guard<std::mutex> guard(mutex_);
  return failure_;
}

Status Directory::Failed(const Status& s) noexcept {
  const std::lock_guard<std::mutex> guard(mutex_);
  if (failure_.ok()) failure_ = s;
  return failure_;
}

namespace {

const size_t kBufferSize = 64 << 10;  // as in LevelDB

// Like those of a Directory, the methods of a File allocate only for an error. None uses Guarded:
// if a failure were not recorded, the next write would follow a torn one.
class File final : public leveldb::WritableFile {
 public:
  // continued is set for a file with content, which may not be on disk.
  File(const std::string& path, int fd, std::shared_ptr<Directory> directory, bool continued)
      : shared_path_(std::make_shared<const std::string>(path)),
        path_(*shared_path_),
        directory_(std::move(directory)),
        fd_(fd),
        unsynced_(continued) {
    const std::string base = BaseOf(path_);
    manifest_ = IsManifest(base);
    log_ = IsLog(base);
    number_ = continued ? Directory::kExisting : directory_->Changed();
  }

  // LevelDB deletes a log without closing it.
  ~File() override {
    if (fd_ >= 0) Close();
  }

  Status Append(const Slice& data) noexcept override {
    if (!failure_.ok()) return failure_;
    const size_t fits = std::min(data.size(), kBufferSize - used_);
    std::memcpy(buffer_ + used_, data.data(), fits);
    used_ += fits;
    if (fits == data.size()) return Status::OK();
    const Status s = WriteBuffer();
    if (!s.ok()) return s;
    const Slice rest(data.data() + fits, data.size() - fits);
    if (rest.size() >= kBufferSize) return Write(rest.data(), rest.size());
    std::memcpy(buffer_, rest.data(), rest.size());
    used_ = rest.size();
    return Status::OK();
  }

  Status Flush() noexcept override { return WriteBuffer(); }

  Status Sync() noexcept override {
    Status s = WriteBuffer();
    if (s.ok() && log_) s = directory_->SyncRetired();  // Write may not have done it yet
    if (s.ok() && log_) s = directory_->SyncNames(number_);
    if (s.ok()) s = Check(SyncFile(fd_, path_));
    if (!s.ok()) return Failed(s);
    unsynced_ = false;
    return s;
  }

  Status Close() noexcept override {
    const Status s = WriteBuffer();
    const int fd = fd_;
    fd_ = -1;
    if (log_ && unsynced_) {
      directory_->Retire(path_, fd);
      return s;
    }
    const Status closed = Check(CloseFile(fd, path_));
    if (s.ok() && closed.ok() && !unsynced_) directory_->Synced(shared_path_);
    return s.ok() ? closed : s;
  }

 private:
  Status Check(int error) const { return error == 0 ? Status::OK() : PosixError(path_, error); }

  Status Failed(const Status& s) {
    if (failure_.ok()) failure_ = s;
    return failure_;
  }

  Status WriteBuffer() {
    if (!failure_.ok() || used_ == 0) return failure_;
    const size_t size = used_;
    used_ = 0;
    return Write(buffer_, size);
  }

  Status Write(const char* data, size_t size) {
    Status s;
    if (manifest_) {
      s = directory_->SyncAllNames();
    } else if (log_ && (!written_ || !unsynced_)) {
      s = directory_->SyncReplaced();
      if (s.ok()) s = directory_->SyncRetired();
    }
    written_ = unsynced_ = true;
    if (s.ok()) s = Check(WriteFile(fd_, path_, data, size));
    return s.ok() ? s : Failed(s);
  }

  const std::shared_ptr<const std::string> shared_path_;
  const std::string& path_;
  const std::shared_ptr<Directory> directory_;
  int fd_;
  bool manifest_, log_;
  uint64_t number_;       // number of the name in the directory
  bool written_ = false;  // bytes were written
  bool unsynced_;         // there are bytes that may not be on disk
  Status failure_;         // the error of the first call that failed
  size_t used_ = 0;        // bytes used in the buffer
  char buffer_[kBufferSize];
};

// Returns a File for the descriptor, or closes the descriptor if there is no memory.
File* MakeFile(const std::string& path, int fd, std::shared_ptr<Directory> directory, bool continued) {
  try {
    return new File(path, fd, std::move(directory), continued);
  } catch (const std::bad_alloc&) {
    CloseFile(fd, path);
    throw;
  }
}

}  // namespace

Status NewFile(const std::string& path, std::shared_ptr<Directory> directory, leveldb::WritableFile** result) {
  int fd;
  const int error = CreateFile(path, &fd);
  if (error != 0) return PosixError(path, error);
  *result = MakeFile(path, fd, std::move(directory), false);
  return Status::OK();
}

Status ContinueFile(const std::string& path, std::shared_ptr<Directory> directory, leveldb::WritableFile** result) {
  const int fd = ::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC);
  if (fd < 0) return PosixError(path, errno);
  Status s = CheckEnd(fd, path);
  if (!s.ok()) {
    CloseFile(fd, path);
    return s;
  }
  std::unique_ptr<File> file(MakeFile(path, fd, directory, true));
  if (IsManifest(BaseOf(path))) {
    // LevelDB removes files that the manifest does not list. The last process may not have synced
    // the manifest.
    s = directory->SyncAllNames();
    if (s.ok()) s = file->Sync();
    if (!s.ok()) return s;
  }
  *result = file.release();
  return s;
}

}  // namespace oldb
