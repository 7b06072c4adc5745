package shared

import "time"

// SetTimeout replaces the timeout of sessions that follow from now on. It returns the previous one.
func SetTimeout(d time.Duration) (before time.Duration) {
	before, timeout = timeout, d
	return before
}
