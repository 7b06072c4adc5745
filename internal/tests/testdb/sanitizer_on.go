//go:build race || asan || openleveldb_poison

package testdb

// Sanitized reports whether this is a build with a sanitizer, or one that poisons borrowed memory:
// they reserve addresses, keep what was freed and allocate more.
const Sanitized = true
