#include "order.h"

#include "durable.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace oldb {

namespace {

// How much of the end of a table LevelDB reads when it opens the table, in most cases: index and
// footer.
const off_t kEnd = 64 << 10;

// Requests up to size bytes of a table, and its end. Returns the number of bytes, or 0 if the table
// cannot be opened: the scan will report that when it gets there.
uint64_t RequestTable(const std::string& name, bool reverse, uint64_t size) {
  const int fd = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  uint64_t requested = 0;
#ifdef POSIX_FADV_WILLNEED
  struct stat info;
  if (::fstat(fd, &info) == 0) {
    const off_t part = static_cast<off_t>(std::min<uint64_t>(size, static_cast<uint64_t>(info.st_size)));
    const off_t end = std::min(kEnd, info.st_size);
    ::posix_fadvise(fd, info.st_size - end, end, POSIX_FADV_WILLNEED);
    ::posix_fadvise(fd, reverse ? info.st_size - part : 0, part, POSIX_FADV_WILLNEED);
    requested = static_cast<uint64_t>(part);
  }
#endif
  ::close(fd);
  return requested;
}

}  // namespace

// The property has a line "--- level N ---" for each level, and after it a line for each of its
// tables, which begins with " NUMBER:" (Version::DebugString in db/version_set.cc). Keys are
// escaped, so they contain no line breaks. The tables of level 0 overlap: a scan reads all of them
// at once.
Order::Order(leveldb::DB* db) {
  std::string text;
  if (!db->GetProperty("leveldb.sstables", &text)) return;
  bool ordered = false;
  for (const char* line = text.c_str(); line != nullptr && *line != '\0';) {
    if (*line == '-') {
      int level = 0;
      ordered = std::sscanf(line, "--- level %d ---", &level) == 1 && level > 0;
      numbers_.push_back(0);
    } else if (ordered) {
      numbers_.push_back(std::strtoull(line, nullptr, 10));
    }
    line = std::strchr(line, '\n');
    if (line != nullptr) line++;
  }
  numbers_.push_back(0);
}

bool Order::Requested(uint64_t number) {
  if (std::find(requested_, requested_ + kRequested, number) != requested_ + kRequested) return true;
  requested_[next_] = number;
  next_ = (next_ + 1) % kRequested;
  return false;
}

void Order::RequestNext(const std::string& name, bool reverse, uint64_t size) {
  const std::string base = BaseOf(name);
  const uint64_t number = std::strtoull(base.c_str(), nullptr, 10);
  auto at = std::find(numbers_.begin(), numbers_.end(), number);
  if (number == 0 || at == numbers_.end()) return;
  const std::string suffix = base.substr(std::min(base.size(), base.find('.')));
  uint64_t requested = 0;
  for (size_t i = 0; i < kRequested && requested < size; i++) {
    at += reverse ? -1 : 1;
    if (*at == 0) return;  // the end of the level
    if (Requested(*at)) continue;
    char next[32];
    std::snprintf(next, sizeof next, "/%06llu", static_cast<unsigned long long>(*at));
    const uint64_t bytes = RequestTable(DirectoryOf(name) + next + suffix, reverse, size - requested);
    if (bytes == 0) return;
    requested += bytes;
  }
}

}  // namespace oldb
