package remote

import (
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/native"
)

// ParseAddress splits the address of a database on a server. A command line can use it to accept an
// address in place of a path:
//
//	http://host:5000/runs/2024      the database runs/2024 of the server http://host:5000
//	https://user:password@host/a    likewise, with credentials
//	unix:/run/openleveldb.sock:a    the database a of the server on the socket /run/openleveldb.sock
//
// ok reports whether text has one of these forms; anything else is a path. ParseAddress does not
// validate the parts; Dial does.
func ParseAddress(text string) (address, database string, ok bool) {
	if rest, is := strings.CutPrefix(text, unixScheme); is {
		path, database, _ := strings.Cut(rest, ":")
		return unixScheme + path, database, true
	}
	for _, scheme := range []string{"http://", "https://"} {
		rest, is := strings.CutPrefix(text, scheme)
		if !is {
			continue
		}
		// A slash in a password must be written as %2F, so the first slash ends the address.
		host, escaped, _ := strings.Cut(rest, "/")
		database, err := url.PathUnescape(escaped)
		if err != nil {
			database = escaped // use it unchanged as a name
		}
		return scheme + host, database, true
	}
	return "", "", false
}

const unixScheme = "unix:"

// endpoint is the location of a server.
type endpoint struct {
	network, place string  // to connect to
	base           url.URL // scheme and host of requests
	user           *url.Userinfo
	name           string // for errors: the address without credentials
}

// parseEndpoint parses an address as Dial accepts it. secure reports whether Options.TLS is set.
func parseEndpoint(address string, secure bool) (endpoint, error) {
	wrong := func(format string, args ...any) (endpoint, error) {
		return endpoint{}, fmt.Errorf("%w: address: "+format, append([]any{leveldb.ErrInvalidArgument}, args...)...)
	}
	if path, is := strings.CutPrefix(address, unixScheme); is {
		if path == "" {
			return wrong("unix: requires the path of a socket, such as unix:/run/openleveldb.sock")
		}
		// Connections are made for as long as the database is open. The working directory may
		// change in that time.
		place, err := native.AbsolutePath(path)
		if err != nil {
			return endpoint{}, fmt.Errorf("address: %w", err)
		}
		e := endpoint{network: "unix", place: place, base: url.URL{Scheme: "http", Host: "localhost"}, name: address}
		if secure {
			e.base.Scheme = "https"
		}
		return e, nil
	}
	whole := address
	if !strings.Contains(address, "://") {
		whole = "http://" + address
		if secure {
			whole = "https://" + address
		}
	}
	u, err := url.Parse(whole)
	if err != nil {
		// The error of package url includes the whole address, with the password.
		return wrong("must be http://host:port, https://host:port, host:port or unix:/path")
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return wrong("unknown scheme %q; must be http, https or unix", u.Scheme)
	case u.Hostname() == "":
		return wrong("no host in %s", shown.String())
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return wrong("unexpected path, query or fragment after %s; pass the database name separately", shown.String())
	case u.Scheme == "http" && secure:
		return wrong("Options.TLS is set, but %s does not use TLS", shown.String())
	}
	port := u.Port()
	if port == "" {
		port = u.Scheme // also the service name of the default port
	}
	return endpoint{
		network: "tcp", place: net.JoinHostPort(u.Hostname(), port), base: shown, user: u.User, name: shown.String(),
	}, nil
}
