// Package plyvel runs every row of the tables in leveldb/PYTHON.md with the real Plyvel and in Go,
// on databases with the same content, and compares the results and the final contents of the
// databases.
package plyvel
