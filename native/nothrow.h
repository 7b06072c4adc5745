// Every function that Go calls, or LevelDB calls back, is declared with OLDB_NOTHROW or noexcept:
// see "Exceptions" in shim.cc.
#ifndef OPENLEVELDB_NATIVE_NOTHROW_H_
#define OPENLEVELDB_NATIVE_NOTHROW_H_

#ifdef __cplusplus
#define OLDB_NOTHROW noexcept
#else
#define OLDB_NOTHROW
#endif

#endif  // OPENLEVELDB_NATIVE_NOTHROW_H_
