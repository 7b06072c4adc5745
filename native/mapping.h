// A file mapped for reading, and control over when its pages are read from the disk. See
// mapping.cc.
#ifndef OPENLEVELDB_NATIVE_MAPPING_H_
#define OPENLEVELDB_NATIVE_MAPPING_H_

#include <stddef.h>
#include <stdint.h>

#include "nothrow.h"

#ifdef __cplusplus
#include <leveldb/status.h>

#include <cstdint>
#include <memory>
#include <string>

namespace oldb {

// Mapping is a file that is open for reading. It is mapped twice, because the kernel reads ahead
// for a mapping as a whole: bytes at random and bytes in order need different advice. Its methods
// may be called from several threads, and do not allocate.
class Mapping final {
 public:
  static leveldb::Status Open(const std::string& name, std::unique_ptr<Mapping>* result);
  ~Mapping();

  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  const std::string& name() const { return name_; }
  uint64_t size() const { return size_; }
  uint64_t inode() const { return inode_; }

  // Reports whether the file is mapped. If not, because the process has too many mappings, or the
  // file is empty, the bytes are copied by Read.
  bool mapped() const { return random_ != nullptr; }

  // The first byte of the file. A page that is touched here is read alone.
  const char* random() const { return random_; }

  // The first byte of the file. When a page is touched here, the kernel reads what follows it, too.
  const char* ordered() const { return ordered_; }

  // Copies up to n bytes. The file is opened for it. Returns an errno, or 0.
  int Read(uint64_t offset, size_t n, char* buffer, size_t* read) const;

  // Reports whether all pages of the range are in memory, so that they can be read without the
  // disk. It costs as much as reading a few hundred bytes from memory.
  bool Resident(uint64_t offset, size_t n) const;

  // Makes the kernel read the pages of the range that are not in memory. It does not wait for the
  // disk, unless the disk's queue is full. What is past the end of the file is ignored.
  void Request(uint64_t offset, size_t n) const;

 private:
  explicit Mapping(std::string name) : name_(std::move(name)) {}

  void Map(int fd);

  const std::string name_;
  uint64_t size_ = 0, inode_ = 0;
  char* random_ = nullptr;
  char* ordered_ = nullptr;
  int fd_ = -1;  // open only if mincore reports nothing
};

// Requests memory that may belong to a Mapping, unless the page in its middle is in memory already.
void RequestMemory(const char* p, size_t n);

// Finds the Mapping that memory belongs to. If there is one, and its file name has less than room
// bytes, copies the name without the directory, and sets the offset in the file and the file's inode
// number. The Mapping must stay open during the call.
bool FindMemory(const char* p, size_t n, char* name, size_t room, uint64_t* offset, uint64_t* inode);

// Copies memory that may belong to a Mapping. More than 1 MiB is requested piece by piece, ahead of
// the copy.
void CopyAhead(char* dst, const char* src, size_t n);

}  // namespace oldb

extern "C" {
#endif

// See oldb::RequestMemory.
void oldb_request_memory(const char* p, size_t n) OLDB_NOTHROW;

// See oldb::FindMemory. Returns 1 if the memory belongs to a mapped file, otherwise 0.
int oldb_find_memory(const char* p, size_t n, char* name, size_t room, uint64_t* offset, uint64_t* inode) OLDB_NOTHROW;

// Sets the number of files that the process may map, and returns the previous number.
long oldb_mapping_limit(long files) OLDB_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_MAPPING_H_
