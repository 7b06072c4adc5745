#include "infolog.h"

#include <leveldb/env.h>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <new>

#include "mirror.h"

// LevelDB writes most lines of its log while it holds the lock of the database, and some in calls
// that must not call back into Go. Each line is therefore written to a pipe, which a goroutine
// reads. If the goroutine is too slow, lines are dropped and counted. A write of up to PIPE_BUF
// bytes to a pipe either completes or fails, and is not interleaved with writes of other threads.
namespace {

#ifdef PIPE_BUF
const size_t kMost = PIPE_BUF < 4096 ? PIPE_BUF : 4096;
#else
const size_t kMost = 512;
#endif

// Reports whether lines with this format report an error. LevelDB's lines have no level.
bool ReportsError(const char* format) {
  for (const char* part : {"rror", "dropp", "gnoring", "MANIFEST write"}) {
    if (std::strstr(format, part) != nullptr) return true;
  }
  return false;
}

class InfoLog final : public leveldb::Logger {
 public:
  explicit InfoLog(int fd) : fd_(fd) {}
  ~InfoLog() override { ::close(fd_); }

  void Logv(const char* format, std::va_list arguments) noexcept override {
    const int before = errno;
    struct {
      oldb_infolog_line head;
      char text[kMost - sizeof(oldb_infolog_line)];
    } line = {};
    const int length = std::vsnprintf(line.text, sizeof line.text, format, arguments);
    size_t size = std::min(static_cast<size_t>(std::max(length, 0)), sizeof line.text - 1);
    while (size > 0 && line.text[size - 1] == '\n') size--;
    line.head.time = std::chrono::duration_cast<std::chrono::nanoseconds>(
                         std::chrono::system_clock::now().time_since_epoch()).count();
    line.head.size = static_cast<uint32_t>(size);
    line.head.failed = ReportsError(format);
    line.head.dropped = dropped_.exchange(0);
    ssize_t written;
    do {
      written = ::write(fd_, &line, sizeof line.head + size);
    } while (written < 0 && errno == EINTR);
    if (written < 0) dropped_.fetch_add(line.head.dropped + 1);
    errno = before;
  }

 private:
  const int fd_;
  std::atomic<uint32_t> dropped_{0};  // lines since the last one that was written
};

}  // namespace

extern "C" {

oldb_infolog* oldb_infolog_new(leveldb_options_t* options, int fd) OLDB_NOTHROW {
  InfoLog* const log = new (std::nothrow) InfoLog(fd);
  if (log == nullptr) {
    ::close(fd);
    return nullptr;
  }
  options->rep.info_log = log;
  return reinterpret_cast<oldb_infolog*>(log);
}

void oldb_infolog_free(oldb_infolog* log) OLDB_NOTHROW { delete reinterpret_cast<InfoLog*>(log); }

}  // extern "C"
