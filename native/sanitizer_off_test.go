//go:build !race && !asan

package native

const sanitized = false
