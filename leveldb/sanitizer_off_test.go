//go:build !race && !asan

package leveldb_test

const sanitized = false
