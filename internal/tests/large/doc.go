// Package large moves values of 2.2 GiB, whose size overflows 31 bits, through every path. They
// take 20 GiB of memory, so the tests run only if OPENLEVELDB_LARGE is set, as `make test-large`
// does.
package large
