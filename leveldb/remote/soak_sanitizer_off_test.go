//go:build !race && !asan

package remote_test

// soakMemory: what the process has of memory is what the program has asked for.
const soakMemory = true
