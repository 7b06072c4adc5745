//go:build !race && !asan && !openleveldb_poison

package native

const sanitized = false
