//go:build !race && !asan && !openleveldb_poison

package leveldb_test

const sanitized = false
