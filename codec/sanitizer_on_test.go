//go:build race || asan

package codec

// sanitized is set in builds with the race detector, under which a sync.Pool drops some of its
// items, and with the address sanitizer, which pads allocations.
const sanitized = true
