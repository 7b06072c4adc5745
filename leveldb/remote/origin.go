package remote

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

var errCrossOrigin = errors.New("a web page of another origin sent this request")

// checkOrigin refuses the requests that a web page makes a browser send.
//
// A page of evil.example can have its name resolve to 127.0.0.1 (DNS rebinding): to the browser the server is its own origin
// then, and the page reads what it likes. But the Host header still says evil.example. So on a connection to a loopback address
// Host must be localhost, a loopback address, or one of hosts, whatever the port. On another address it must be one of hosts,
// if there are any, localhost or an IP address, which no name stands behind; without hosts it can be anything, as we cannot know
// by which names a machine is known. No browser reaches a unix socket. An empty Host is one of HTTP/1.0, which no browser speaks.
//
// A page can also send requests without reading the answers, as a form, an image or fetch does. What browsers say about
// it (Sec-Fetch-Site; Origin, from old ones) is checked by the rules of http.CrossOriginProtection, and for GET too:
// its answer stays hidden from the page, since we send no CORS headers, but it is not for nothing. A browser that says neither
// can send a GET only, which changes nothing here; all calls of the Go face want a content type that a page cannot send.
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
	return fmt.Errorf("the Host header says %.100q, which is not a name of this server", r.Host)
}

// hostname is the host of a Host header without its port, brackets and final dot, in lower case.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	} else {
		host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
