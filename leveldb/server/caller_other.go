//go:build !linux

package server

import (
	"errors"
	"net"
)

// peerUser always fails: all peers of a unix socket count as one client.
func peerUser(*net.UnixConn) (uint32, error) { return 0, errors.ErrUnsupported }
