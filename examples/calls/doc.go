// Package calls runs every row of the tables in leveldb/GOLEVELDB.md with goleveldb or levigo, and
// with this library, on databases with the same content. It compares the results and the final
// contents of the databases.
package calls
