package remote

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"strconv"
)

// Limits per client need to know who a client is. That is, in this order:
//
//   - the name in the credentials that a request was sent with;
//   - the user of the process at the other end of a unix socket;
//   - the IP address. Of IPv6 it is the first 64 bits, as whoever has one address of such a network has all of them.

// connKey is the key of a request's *limitedConn in its context.
type connKey struct{}

// callerOf returns who sent a request.
func callerOf(r *http.Request, access Access) string {
	if access.Name != "" {
		return "name " + access.Name
	}
	if c, ok := r.Context().Value(connKey{}).(*limitedConn); ok {
		return c.peer.name
	}
	return peerOfAddress(r.RemoteAddr)
}

// peerOf returns who is at the other end of a connection, as far as the operating system knows.
func peerOf(c net.Conn) string {
	if u, ok := c.(*net.UnixConn); ok {
		if uid, err := peerUser(u); err == nil {
			return "uid " + strconv.FormatUint(uint64(uid), 10)
		}
		return "unix"
	}
	return peerOfAddress(c.RemoteAddr().String())
}

func peerOfAddress(address string) string {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return "at " + address
	}
	ip := at.Addr().Unmap().WithZone("")
	if ip.Is6() {
		if network, err := ip.Prefix(64); err == nil {
			return "ip " + network.String()
		}
	}
	return "ip " + ip.String()
}

// withConn is for http.Server.ConnContext.
func withConn(ctx context.Context, c net.Conn) context.Context {
	if l := limitedOf(c); l != nil {
		return context.WithValue(ctx, connKey{}, l)
	}
	return ctx
}

// limitedOf returns the connection of a connectionLimit under the layers that Serve puts around it.
func limitedOf(c net.Conn) *limitedConn {
	for {
		switch layer := c.(type) {
		case *limitedConn:
			return layer
		case breakingConn:
			c = layer.Conn
		case *tls.Conn:
			c = layer.NetConn()
		default:
			return nil
		}
	}
}
