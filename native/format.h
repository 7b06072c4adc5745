// The format of tables (doc/table_format.md of LevelDB), for the code here that reads and writes
// them without LevelDB. Package dbfile has the same for Go.
#ifndef OPENLEVELDB_NATIVE_FORMAT_H_
#define OPENLEVELDB_NATIVE_FORMAT_H_

#include <leveldb/slice.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace oldb {

// A table ends with a footer of 48 bytes:
//
//   offset 0   handle of the metaindex block: offset and size, varints
//   then       handle of the index block
//   offset 40  magic number 0xdb4775248b80fb57, little-endian
//
// A block of size N is followed by its kind (1 byte: 0 uncompressed, 1 Snappy, 2 zstd) and the
// masked CRC-32C of both (4 bytes).
const size_t kFooterSize = 48;
const size_t kTrailerSize = 5;
const char kMagic[] = "\x57\xfb\x80\x8b\x24\x75\x47\xdb";
const char kUncompressed = 0;

// A user key is followed by its sequence number and the kind of the entry (8 bytes together).
const size_t kTagSize = 8;

// Decodes a varint at the start of *in and removes it. Returns false if it does not end there.
inline bool GetVarint(leveldb::Slice* in, uint64_t* value) {
  *value = 0;
  for (int shift = 0; shift < 64 && !in->empty(); shift += 7) {
    const uint64_t byte = static_cast<unsigned char>((*in)[0]);
    in->remove_prefix(1);
    *value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

inline void PutVarint(std::string* dst, uint64_t v) {
  for (; v >= 0x80; v >>= 7) dst->push_back(static_cast<char>(v | 0x80));
  dst->push_back(static_cast<char>(v));
}

inline uint32_t GetFixed32(const char* p) {
  uint32_t n;
  std::memcpy(&n, p, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  n = __builtin_bswap32(n);
#endif
  return n;
}

inline void PutFixed32(std::string* dst, uint32_t v) {
  for (int shift = 0; shift < 32; shift += 8) dst->push_back(static_cast<char>(v >> shift & 0xff));
}

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_FORMAT_H_
