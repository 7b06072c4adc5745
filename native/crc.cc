#include "crc.h"

#include <cstring>

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

// LevelDB does not export its own CRC-32C, which some distributions build without the instructions
// of the processor.
namespace {

class Tables {
 public:
  // Bit-reversed polynomial 0x82f63b78.
  Tables() {
    for (uint32_t i = 0; i < 256; i++) {
      uint32_t c = i;
      for (int bit = 0; bit < 8; bit++) c = (c >> 1) ^ (0x82f63b78u & (0u - (c & 1)));
      table_[0][i] = c;
    }
    for (uint32_t i = 0; i < 256; i++) {
      for (int k = 1; k < 8; k++) table_[k][i] = (table_[k - 1][i] >> 8) ^ table_[0][table_[k - 1][i] & 0xff];
    }
  }

  // Eight bytes at a time.
  uint32_t Extend(uint32_t c, const char* data, size_t n) const {
    const unsigned char* p = reinterpret_cast<const unsigned char*>(data);
    for (; n >= 8; n -= 8, p += 8) {
      c ^= static_cast<uint32_t>(p[0]) | static_cast<uint32_t>(p[1]) << 8 | static_cast<uint32_t>(p[2]) << 16 |
           static_cast<uint32_t>(p[3]) << 24;
      c = table_[7][c & 0xff] ^ table_[6][c >> 8 & 0xff] ^ table_[5][c >> 16 & 0xff] ^ table_[4][c >> 24] ^
          table_[3][p[4]] ^ table_[2][p[5]] ^ table_[1][p[6]] ^ table_[0][p[7]];
    }
    for (; n > 0; n--, p++) c = table_[0][(c ^ *p) & 0xff] ^ (c >> 8);
    return c;
  }

 private:
  uint32_t table_[8][256];
};

uint32_t Portable(uint32_t c, const char* data, size_t n) {
  static const Tables tables;
  return tables.Extend(c, data, n);
}

#if defined(__x86_64__)
#define OLDB_CRC_TARGET __attribute__((target("sse4.2")))
#define OLDB_CRC_8(c, v) static_cast<uint32_t>(__builtin_ia32_crc32di(c, v))
#define OLDB_CRC_1(c, v) __builtin_ia32_crc32qi(c, v)
bool HasInstructions() { return __builtin_cpu_supports("sse4.2") != 0; }
#elif defined(__aarch64__) && (defined(__linux__) || defined(__APPLE__))
#if defined(__clang__)
#define OLDB_CRC_TARGET __attribute__((target("crc")))
#define OLDB_CRC_8(c, v) __builtin_arm_crc32cd(c, v)
#define OLDB_CRC_1(c, v) __builtin_arm_crc32cb(c, v)
#else
#define OLDB_CRC_TARGET __attribute__((target("+crc")))
#define OLDB_CRC_8(c, v) __builtin_aarch64_crc32cx(c, v)
#define OLDB_CRC_1(c, v) __builtin_aarch64_crc32cb(c, v)
#endif
bool HasInstructions() {
#if defined(__linux__)
  const unsigned long crc32 = 1ul << 7;  // HWCAP_CRC32
  return (getauxval(AT_HWCAP) & crc32) != 0;
#else
  return true;  // every processor of Apple has them
#endif
}
#endif

#if defined(OLDB_CRC_TARGET)
OLDB_CRC_TARGET uint32_t Instructions(uint32_t c, const char* data, size_t n) {
  for (; n >= 8; n -= 8, data += 8) {
    uint64_t v;
    std::memcpy(&v, data, sizeof v);  // both processors are little-endian
    c = OLDB_CRC_8(c, v);
  }
  for (; n > 0; n--, data++) c = OLDB_CRC_1(c, static_cast<unsigned char>(*data));
  return c;
}
#endif

using Extend = uint32_t (*)(uint32_t, const char*, size_t);

Extend Choose() {
#if defined(OLDB_CRC_TARGET)
  if (HasInstructions()) return Instructions;
#endif
  return Portable;
}

}  // namespace

namespace oldb {

uint32_t ExtendCrc(uint32_t crc, const char* data, size_t size) {
  static const Extend extend = Choose();
  return ~extend(~crc, data, size);
}

uint32_t ExtendCrcPortably(uint32_t crc, const char* data, size_t size) { return ~Portable(~crc, data, size); }

}  // namespace oldb
