//go:build !linux

package shared

import "syscall"

// reach returns a path that leads to a socket.
func reach(path string) (through string, release func(), err error) {
	return path, func() {}, nil
}

// onlyOwner does nothing: here the mode of a socket can be set only after it is bound.
func onlyOwner(string, string, syscall.RawConn) error { return nil }
