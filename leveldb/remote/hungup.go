package remote

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// hungUp reports whether the server has closed an idle connection, or sent something on it. It
// returns false if it cannot find out.
func hungUp(conn net.Conn) (gone bool) {
	if t, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		conn = t.NetConn()
	}
	s, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := s.SyscallConn()
	if err != nil {
		return true
	}
	err = raw.Control(func(fd uintptr) {
		var b [1]byte
		_, _, err := unix.Recvfrom(int(fd), b[:], unix.MSG_PEEK|unix.MSG_DONTWAIT)
		gone = err != unix.EAGAIN && err != unix.EINTR
	})
	return gone || err != nil
}
