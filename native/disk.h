// System calls that change files, and the hooks with which tests record them and make them fail.
#ifndef OPENLEVELDB_NATIVE_DISK_H_
#define OPENLEVELDB_NATIVE_DISK_H_

#include <stddef.h>

#include "nothrow.h"

#ifdef __cplusplus
#include <string>

namespace oldb {

// Each call returns 0 or an errno. It is retried only after a signal.
int CreateFile(const std::string& path, int* fd);  // truncates an existing file
int WriteFile(int fd, const std::string& path, const char* data, size_t size);
int SyncFile(int fd, const std::string& path);  // the content and the size
int SyncDirectory(int fd, const std::string& path);  // the names in the directory
int CloseFile(int fd, const std::string& path);
int RenameFile(const std::string& from, const std::string& to);
int RemoveFile(const std::string& path);
int MakeDirectory(const std::string& path);

}  // namespace oldb

extern "C" {
#endif

// Records every later call that succeeds in the file fd, which must be open for appending. A
// negative fd stops recording. The format is documented in internal/disk.
void oldb_disk_record(int fd) OLDB_NOTHROW;

// Makes one later call of the given operation fail with an errno. Calls count only if their path
// contains name; skip of them succeed first. A failing write first writes part bytes. An errno of 0
// removes the plan. The operations are those of internal/disk.
void oldb_disk_fail(char operation, const char* name, long skip, int error, size_t part) OLDB_NOTHROW;

// Reports whether the planned call has failed.
int oldb_disk_failed(void) OLDB_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif  // OPENLEVELDB_NATIVE_DISK_H_
