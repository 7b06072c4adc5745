// The order of the tables in the levels of a database. See order.cc.
#ifndef OPENLEVELDB_NATIVE_ORDER_H_
#define OPENLEVELDB_NATIVE_ORDER_H_

#include <leveldb/db.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace oldb {

// Order holds the numbers of the tables of each level, in the order of their keys, at one moment.
// It is used to read ahead, so it may be out of date.
class Order final {
 public:
  // Reads the order from LevelDB. May throw std::bad_alloc.
  explicit Order(leveldb::DB* db);

  // Requests what a scan reads after the table in the file name, or before it if reverse is set:
  // the next tables, about size bytes.
  void RequestNext(const std::string& name, bool reverse, uint64_t size);

 private:
  static const size_t kRequested = 16;

  bool Requested(uint64_t number);

  std::vector<uint64_t> numbers_;  // of all levels, with 0 between levels
  uint64_t requested_[kRequested] = {};  // the last tables that were requested: a ring
  size_t next_ = 0;
};

}  // namespace oldb

#endif  // OPENLEVELDB_NATIVE_ORDER_H_
