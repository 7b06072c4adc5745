#ifndef OPENLEVELDB_NATIVE_PACKED_H_
#define OPENLEVELDB_NATIVE_PACKED_H_

#include <leveldb/slice.h>

#include <cstddef>

namespace oldb {

using leveldb::Slice;

// Reads packed bytes. Their memory belongs to Go and may change at any time, so each length is read
// only once.
class Packed {
 public:
  static const size_t kKeyOverhead = 4;  // bytes before each key

  Packed(const char* data, size_t size) : p_(data), left_(size) {}

  bool empty() const { return left_ == 0; }
  size_t left() const { return left_; }

  bool ReadByte(char* byte) {
    if (left_ < 1) return false;
    *byte = *static_cast<const volatile char*>(p_);
    Skip(1);
    return true;
  }

  // Reads a length of 32 bits, little-endian.
  bool ReadSize(size_t* size) {
    if (left_ < 4) return false;
    const volatile unsigned char* u = reinterpret_cast<const volatile unsigned char*>(p_);
    *size = static_cast<size_t>(u[0]) | static_cast<size_t>(u[1]) << 8 | static_cast<size_t>(u[2]) << 16 |
            static_cast<size_t>(u[3]) << 24;
    Skip(4);
    return true;
  }

  // Points to the next size bytes. The caller may only copy or compare them.
  bool ReadBytes(size_t size, Slice* bytes) {
    if (left_ < size) return false;
    *bytes = Slice(p_, size);
    Skip(size);
    return true;
  }

  // Reads a length and the key of that length.
  bool ReadKey(Slice* key) {
    size_t size;
    return ReadSize(&size) && ReadBytes(size, key);
  }

  // Skips the next size bytes, which must be whole keys.
  bool Skip(size_t size) {
    if (left_ < size) return false;
    p_ += size, left_ -= size;
    return true;
  }

 private:

  const char* p_;
  size_t left_;
};

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_PACKED_H_
