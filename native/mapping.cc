#include "mapping.h"

#include "durable.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <mutex>

// LevelDB itself maps at most 1000 tables per process, in one mapping each, and leaves everything
// to the kernel. For a mapping without advice, Linux reads around every page that is not in memory:
// the read_ahead_kb of the disk, often megabytes, for a row of a few kilobytes. With MADV_RANDOM it
// reads only the page that was touched, so that a block of 1 MiB takes 256 reads, one after the
// other. Neither is what a program wants, but LevelDB knows which bytes it will touch. So the pages
// are requested (Request) before they are touched.
namespace oldb {

using leveldb::Status;

namespace {

// Returns half the number of mappings that Linux allows a process, as a number of files with two
// mappings each. The other half is for the rest of the program: Go ends the process when it cannot
// map memory.
long DefaultLimit() {
  long count = 65530;
  if (std::FILE* const f = std::fopen("/proc/sys/vm/max_map_count", "re")) {
    if (std::fscanf(f, "%ld", &count) != 1) count = 65530;
    std::fclose(f);
  }
  return sizeof(void*) < 8 ? 0 : count / 4;
}

std::atomic<long>& Limit() {
  static std::atomic<long> limit{DefaultLimit()};
  return limit;
}

std::atomic<long> mapped_files{0};

// Mapped is every mapping, by its first byte.
class Mapped final {
 public:
  static Mapped& All() {
    static Mapped* const all = new Mapped;  // never destroyed: databases may outlive static objects
    return *all;
  }

  void Add(const char* start, const Mapping* file) {
    std::lock_guard<std::mutex> lock(mutex_);
    files_.emplace(start, file);
  }

  void Remove(const char* start) {
    std::lock_guard<std::mutex> lock(mutex_);
    files_.erase(start);
  }

  // Returns the mapping that memory belongs to, and its first byte; nullptr if there is none.
  const Mapping* Find(const char* p, size_t n, const char** start) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto after = files_.upper_bound(p);
    if (after == files_.begin()) return nullptr;
    --after;
    *start = after->first;
    const uint64_t offset = static_cast<uint64_t>(p - *start), size = after->second->size();
    return offset <= size && n <= size - offset ? after->second : nullptr;
  }

 private:
  std::mutex mutex_;
  std::map<const char*, const Mapping*> files_;
};

const uint64_t kPage = static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));

// The size of one request. The kernel sends it to the disk as one, if the pages are contiguous there,
// and a disk serves several small requests at once.
const uint64_t kRequest = 256 << 10;

uint64_t PageOf(uint64_t offset) { return offset & ~(kPage - 1); }

// Reports whether the pages from the given one on are in memory. One call covers 512 pages.
bool ResidentPages(char* page, size_t n) {
#if defined(__linux__)
  unsigned char pages[512];
#else
  char pages[512];
#endif
  while (n > 0) {
    const size_t part = std::min(n, sizeof pages * static_cast<size_t>(kPage));
    if (::mincore(page, part, pages) != 0) return true;  // nothing is known
    const size_t count = (part + kPage - 1) / kPage;
    for (size_t i = 0; i < count; i++) {
      if ((pages[i] & 1) == 0) return false;
    }
    page += part;
    n -= part;
  }
  return true;
}

// Linux reports the pages of a file as resident, whatever they are, to a process that neither owns
// the file nor may write to it (mm/mincore.c).
bool SeesPages(const std::string& name, const struct stat& info) {
  return info.st_uid == ::geteuid() || ::geteuid() == 0 || ::access(name.c_str(), W_OK) == 0;
}

// Sizes in which CopyAhead copies, and how far ahead of the copy it requests.
const size_t kCopyPiece = 1 << 20, kCopyAhead = 8 << 20;

}  // namespace

Status Mapping::Open(const std::string& name, std::unique_ptr<Mapping>* result) {
  std::unique_ptr<Mapping> made(new Mapping(name));
  const int fd = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return PosixError(name, errno);
  struct stat info;
  if (::fstat(fd, &info) != 0) {
    const Status s = PosixError(name, errno);
    ::close(fd);
    return s;
  }
  made->size_ = static_cast<uint64_t>(info.st_size);
  made->inode_ = static_cast<uint64_t>(info.st_ino);
  made->Map(fd);
  if (made->mapped() && !SeesPages(name, info)) {
    made->fd_ = fd;
  } else {
    ::close(fd);
  }
  *result = std::move(made);
  return Status::OK();
}

void Mapping::Map(int fd) {
  if (size_ == 0) return;
  if (mapped_files.fetch_add(1) < Limit().load()) {
    void* const random = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd, 0);
    void* const ordered = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd, 0);
    if (random != MAP_FAILED && ordered != MAP_FAILED) {
      ::madvise(random, size_, MADV_RANDOM);
      ::madvise(ordered, size_, MADV_SEQUENTIAL);
      random_ = static_cast<char*>(random);
      ordered_ = static_cast<char*>(ordered);
      Mapped::All().Add(random_, this);
      Mapped::All().Add(ordered_, this);
      return;
    }
    if (random != MAP_FAILED) ::munmap(random, size_);
    if (ordered != MAP_FAILED) ::munmap(ordered, size_);
  }
  mapped_files.fetch_sub(1);
}

Mapping::~Mapping() {
  if (mapped()) {
    Mapped::All().Remove(random_);
    Mapped::All().Remove(ordered_);
    ::munmap(random_, size_);
    ::munmap(ordered_, size_);
    mapped_files.fetch_sub(1);
  }
  if (fd_ >= 0) ::close(fd_);
}

int Mapping::Read(uint64_t offset, size_t n, char* buffer, size_t* read) const {
  *read = 0;
  const int fd = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  int error = 0;
  while (*read < n) {
    const ssize_t got = ::pread(fd, buffer + *read, n - *read, static_cast<off_t>(offset + *read));
    if (got > 0) {
      *read += static_cast<size_t>(got);
    } else if (got == 0) {
      break;
    } else if (errno != EINTR) {
      error = errno;
      break;
    }
  }
  ::close(fd);
  return error;
}

bool Mapping::Resident(uint64_t offset, size_t n) const {
  const uint64_t end = std::min(size_, offset + n);
  if (!mapped() || offset >= end) return true;
  if (fd_ < 0) return ResidentPages(random_ + PageOf(offset), end - PageOf(offset));
#ifdef RWF_NOWAIT
  for (const uint64_t at : {offset, end - 1}) {
    char byte;
    const iovec to{&byte, 1};
    if (::preadv2(fd_, &to, 1, static_cast<off_t>(at), RWF_NOWAIT) < 0 && errno == EAGAIN) return false;
  }
#endif
  return true;
}

void Mapping::Request(uint64_t offset, size_t n) const {
  const uint64_t end = std::min(size_, offset + n);
  if (!mapped()) return;
  for (uint64_t at = PageOf(offset); at < end; at += kRequest) {
    ::madvise(random_ + at, std::min(kRequest, end - at), MADV_WILLNEED);
  }
}

void RequestMemory(const char* p, size_t n) {
  if (n == 0) return;
  const auto page = [](const char* q) { return reinterpret_cast<char*>(PageOf(reinterpret_cast<uintptr_t>(q))); };
  if (ResidentPages(page(p + n / 2), 1)) return;
  ::madvise(page(p), static_cast<size_t>(p + n - page(p)), MADV_WILLNEED);
}

bool FindMemory(const char* p, size_t n, char* name, size_t room, uint64_t* offset, uint64_t* inode) {
  const char* start;
  const Mapping* const file = Mapped::All().Find(p, n, &start);
  if (file == nullptr) return false;
  const std::string& path = file->name();
  const size_t slash = path.rfind('/'), from = slash == std::string::npos ? 0 : slash + 1;
  if (path.size() - from >= room) return false;
  std::memcpy(name, path.c_str() + from, path.size() - from + 1);
  *offset = static_cast<uint64_t>(p - start);
  *inode = file->inode();
  return true;
}

void CopyAhead(char* dst, const char* src, size_t n) {
  if (n > kCopyPiece) RequestMemory(src, std::min(n, kCopyAhead));
  for (; n > kCopyPiece; dst += kCopyPiece, src += kCopyPiece, n -= kCopyPiece) {
    if (n > kCopyAhead) RequestMemory(src + kCopyAhead, std::min(n - kCopyAhead, kCopyPiece));
    std::memcpy(dst, src, kCopyPiece);
  }
  std::memcpy(dst, src, n);
}

}  // namespace oldb

extern "C" {

void oldb_request_memory(const char* p, size_t n) OLDB_NOTHROW { oldb::RequestMemory(p, n); }

int oldb_find_memory(const char* p, size_t n, char* name, size_t room, uint64_t* offset, uint64_t* inode) OLDB_NOTHROW {
  return oldb::FindMemory(p, n, name, room, offset, inode) ? 1 : 0;
}

long oldb_mapping_limit(long files) OLDB_NOTHROW { return oldb::Limit().exchange(files); }

}  // extern "C"
