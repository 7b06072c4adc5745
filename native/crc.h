#ifndef OPENLEVELDB_NATIVE_CRC_H_
#define OPENLEVELDB_NATIVE_CRC_H_

#include <cstddef>
#include <cstdint>

namespace oldb {

// Returns the CRC-32C of bytes whose beginning has the checksum crc, and that continue with data.
// The checksum of no bytes is 0.
uint32_t ExtendCrc(uint32_t crc, const char* data, size_t size);

// The same without the instructions of the processor, for tests.
uint32_t ExtendCrcPortably(uint32_t crc, const char* data, size_t size);

// LevelDB stores checksums in masked form (util/crc32c.h). internal/dbfile has the same for Go.
const uint32_t kMaskDelta = 0xa282ead8u;
inline uint32_t MaskCrc(uint32_t crc) { return (crc >> 15 | crc << 17) + kMaskDelta; }
inline uint32_t UnmaskCrc(uint32_t masked) {
  const uint32_t rotated = masked - kMaskDelta;
  return rotated >> 17 | rotated << 15;
}

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_CRC_H_
