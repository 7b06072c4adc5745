#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <string>

#include "internal.h"

namespace {

const std::terminate_handler terminate_before = std::get_terminate();

// Prints the message of rule 3 in shim.cc, and then calls the previous handler.
[[noreturn]] void OnTerminate() noexcept {
  try {
    if (std::current_exception() != nullptr) throw;
  } catch (const std::bad_alloc&) {
    const char text[] =
        "openleveldb: out of memory inside LevelDB, which cannot go on from there: the process ends. "
        "What was written before is in the database.\n";
    const ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    static_cast<void>(written);
  } catch (...) {
  }
  if (terminate_before != nullptr) terminate_before();
  std::abort();
}

const bool installed = (std::set_terminate(OnTerminate), true);

void SetText(oldb_status* out, int code, const std::string& text) {
  char* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy != nullptr) std::memcpy(copy, text.c_str(), text.size() + 1);
  out->code = code;
  out->text = reinterpret_cast<uintptr_t>(copy);
}

}  // namespace

namespace oldb {

using leveldb::Status;

// Keeps the class, which LevelDB's C interface drops. LevelDB also reports a file that it cannot
// open as NotFound. Only a missing key has no message, so a longer text means an I/O error.
void SetError(oldb_status* out, const Status& s) {
  std::string text;
  try {
    text = s.ToString();
  } catch (const std::bad_alloc&) {  // a missing key allocates nothing
    out->code = s.IsCorruption() ? OLDB_CORRUPTION : OLDB_IO_ERROR;
    return;
  }
  if (s.IsNotFound()) {
    if (text == "NotFound: ") {
      out->code = OLDB_NOT_FOUND;
      return;
    }
    SetText(out, OLDB_IO_ERROR, text);
  } else if (s.IsCorruption()) {
    SetText(out, OLDB_CORRUPTION, text);
  } else if (s.IsNotSupportedError()) {
    SetText(out, OLDB_NOT_SUPPORTED, text);
  } else if (s.IsInvalidArgument()) {
    SetText(out, OLDB_INVALID_ARGUMENT, text);
  } else {
    SetText(out, OLDB_IO_ERROR, text);
  }
}

void SetInvalidArgument(oldb_status* out, const char* text) {
  out->code = OLDB_INVALID_ARGUMENT;
  out->text = reinterpret_cast<uintptr_t>(strdup(text));
}

}  // namespace oldb
