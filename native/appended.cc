// Files to which LevelDB continues to append when it opens a database with reuse_logs.
//
// LevelDB appends to the last log and to the manifest, regardless of how they end. A process that
// was killed may have left the beginning of a record there. Readers take the bytes that follow for
// the rest of that record, find a wrong checksum, and drop the rest of the block: up to 32 KiB of
// later writes, even synced ones. A file is therefore continued only if it ends with an intact
// record. Otherwise LevelDB creates a new file, as it does without reuse_logs.

#include "durable.h"

#include "crc.h"
#include "format.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace oldb {

using leveldb::Status;

namespace {

// The format of records; see internal/dbfile/record.go.
const size_t kBlock = 32 << 10, kHeader = 7, kKindOffset = 6;
const char kWhole = 1, kFirst = 2, kMiddle = 3, kLast = 4;

// Reads n bytes. Returns an errno, or EIO at the end of the file.
int ReadAt(int fd, char* data, size_t n, off_t offset) {
  while (n > 0) {
    const ssize_t read = ::pread(fd, data, n, offset);
    if (read < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    if (read == 0) return EIO;
    data += read;
    n -= static_cast<size_t>(read);
    offset += read;
  }
  return 0;
}

// Returns the kind of the last piece in a block, or 0 if the block does not end with an intact
// piece. Up to 6 bytes at the end of a complete block are not used.
char LastPiece(const char* block, size_t size) {
  char kind = 0;
  size_t at = 0;
  while (size - at >= kHeader) {
    const char* const piece = block + at;
    const size_t n = static_cast<unsigned char>(piece[4]) | static_cast<size_t>(static_cast<unsigned char>(piece[5])) << 8;
    kind = piece[kKindOffset];
    if (kind < kWhole || kind > kLast || n > size - at - kHeader) return 0;
    if (ExtendCrc(0, piece + kKindOffset, n + 1) != UnmaskCrc(GetFixed32(piece))) return 0;
    at += kHeader + n;
  }
  return at == size || size == kBlock ? kind : 0;
}

}  // namespace

Status CheckEnd(int fd, const std::string& path) {
  struct stat info;
  if (::fstat(fd, &info) != 0) return PosixError(path, errno);
  if (info.st_size == 0) return Status::OK();
  const size_t rest = static_cast<size_t>(info.st_size) % kBlock;
  const size_t size = rest == 0 ? kBlock : rest;
  const std::unique_ptr<char[]> block(new char[kBlock]);
  const int error = ReadAt(fd, block.get(), size, info.st_size - static_cast<off_t>(size));
  if (error != 0) return PosixError(path, error);
  const char kind = LastPiece(block.get(), size);
  if (kind == kWhole || kind == kLast) return Status::OK();
  return Status::Corruption(path, "the last record is not complete");
}

}  // namespace oldb
