package server

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

var errCrossOrigin = errors.New("the request is from a web page of another origin")

// checkOrigin refuses requests that a web page makes a browser send.
//
// A page of evil.example can make its name resolve to 127.0.0.1 (DNS rebinding). The browser then
// takes this server for the page's own origin, and the page can read everything. The Host header,
// however, still names evil.example. On a connection to a loopback address, Host must therefore be
// localhost, a loopback address, or one of hosts; the port does not matter. On another address, if
// hosts is not empty, Host must be one of hosts, localhost, or an IP address, which cannot be
// rebound. If hosts is empty, Host may be anything, because we cannot know all names of a machine.
// Browsers cannot reach a unix socket. An empty Host is permitted: it comes from HTTP/1.0, which no
// browser uses.
//
// A page can also send requests without reading the responses, with a form, an image or fetch. The
// headers that browsers set (Sec-Fetch-Site; Origin in old browsers) are checked by the rules of
// http.CrossOriginProtection, for GET as well. The response to a GET stays hidden from the page,
// because we send no CORS headers, but producing it has a cost. A browser that sends neither header
// can send only a GET, which changes nothing here. All calls of the Go client require a content
// type that a page cannot send.
func checkOrigin(r *http.Request, hosts []string) error {
	if err := checkHost(r, hosts); err != nil {
		return err
	}
	if r.Header["Sec-Fetch-Site"] == nil && r.Header["Origin"] == nil {
		return nil
	}
	post := *r
	post.Method = http.MethodPost
	if new(http.CrossOriginProtection).Check(&post) != nil {
		return errCrossOrigin
	}
	return nil
}

func checkHost(r *http.Request, hosts []string) error {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok || r.Host == "" {
		return nil
	}
	loopback := local.IP.IsLoopback()
	if !loopback && len(hosts) == 0 {
		return nil
	}
	host := hostname(r.Host)
	if host == "localhost" || slices.ContainsFunc(hosts, func(h string) bool { return hostname(h) == host }) {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil && (!loopback || ip.Unmap().IsLoopback()) {
		return nil
	}
	return fmt.Errorf("the Host header %.100q is not a name of this server", r.Host)
}

// hostname returns the host of a Host header in lower case, without port, brackets and final dot.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	} else {
		host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
