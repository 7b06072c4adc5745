//go:build !race && !asan

package codec

const sanitized = false
