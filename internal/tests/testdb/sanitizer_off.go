//go:build !race && !asan && !openleveldb_poison

package testdb

// Sanitized reports whether the build has a sanitizer, or poisons borrowed memory. Both reserve
// addresses, keep freed memory and allocate more.
const Sanitized = false
