package server

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strconv"
)

// The limits per client identify a client by the first of these that is known:
//
//   - the name in the credentials of the request
//   - the user of the process at the other end of a unix socket
//   - the IP address; for IPv6 the first 64 bits, because whoever has one address of such a network
//     has all of them

// connKey is the key of a request's *limitedConn in its context.
type connKey struct{}

// callerOf returns the identity of a request's sender.
func callerOf(r *http.Request, access Access) string {
	if access.Name != "" {
		return "name " + access.Name
	}
	if c, ok := r.Context().Value(connKey{}).(*limitedConn); ok {
		return c.peer.name
	}
	return peerOfAddress(r.RemoteAddr)
}

// peerOf returns the identity of a connection's peer, as known to the operating system.
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

// limitedOf returns the connection of a connectionLimit below the layers that Serve adds.
func limitedOf(c net.Conn) *limitedConn {
	for {
		switch layer := c.(type) {
		case *limitedConn:
			return layer
		case interface{ NetConn() net.Conn }: // of TLS, or of python.Listener
			c = layer.NetConn()
		default:
			return nil
		}
	}
}
