//go:build race || asan

package remote_test

// soakMemory: a sanitizer keeps what was freed, and books about it. The address sanitizer looks for leaks of C by itself.
const soakMemory = false
