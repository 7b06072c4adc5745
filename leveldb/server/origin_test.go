package server

import (
	"context"
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCheckHost(t *testing.T) {
	loopback, other := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}, &net.TCPAddr{IP: net.IPv4(192, 168, 1, 5)}
	for _, c := range []struct {
		local net.Addr
		hosts []string
		good  []string
		bad   []string
	}{
		{loopback, nil,
			[]string{"localhost", "LOCALHOST:5000", "localhost.:5000", "127.0.0.1", "127.0.0.1:80", "127.1.2.3:5000", "[::1]:5000", "[::1]", "[::ffff:127.0.0.1]:1", ""},
			[]string{"evil.example", "evil.example:5000", "localhost.evil.example", "127.0.0.1.evil.example:5000", "192.168.1.5:5000", "0.0.0.0:5000", "[::]:5000", "[2001:db8::1]",
				"localhost:5000:5000", "local host", "2130706433", "0x7f.1", "127.1", "..", ".", ":5000"}},
		{&net.TCPAddr{IP: net.IPv6loopback}, []string{"db.example", "Other.Example:5000"},
			[]string{"localhost:5000", "db.example", "DB.example:80", "other.example", "127.0.0.1"},
			[]string{"evil.example", "db.example.evil.example", "192.168.1.5"}},
		{other, nil, []string{"evil.example", "db.example:5000", "192.168.1.5", "localhost"}, nil},
		{other, []string{"db.example"},
			[]string{"db.example:5000", "192.168.1.5:5000", "10.0.0.1", "[2001:db8::1]:5000", "localhost:5000"},
			[]string{"evil.example", "evil.example:5000", "example", "xdb.example"}},
		{&net.UnixAddr{Name: "/run/s"}, []string{"db.example"}, []string{"evil.example", "unix", "localhost"}, nil},
		{nil, nil, []string{"example.com"}, nil},
	} {
		check := func(host string) error {
			r := &http.Request{Method: http.MethodGet, Host: host, Header: http.Header{}}
			if c.local != nil {
				r = r.WithContext(context.WithValue(context.Background(), http.LocalAddrContextKey, c.local))
			}
			return checkOrigin(r, c.hosts)
		}
		for _, host := range c.good {
			assert.NoError(t, check(host), "%v %v %q", c.local, c.hosts, host)
		}
		for _, host := range c.bad {
			assert.ErrorContains(t, check(host), "not a name of this server", "%v %v %q", c.local, c.hosts, host)
		}
	}
}

func TestCheckCrossOrigin(t *testing.T) {
	for _, c := range []struct {
		site, origin string
		good         bool
	}{
		{"", "", true}, // not a browser
		{"same-origin", "http://localhost:5000", true},
		{"none", "", true}, // typed by a user
		{"same-origin", "", true},
		{"cross-site", "", false},
		{"same-site", "", false}, // another port of localhost
		{"cross-site", "http://localhost:5000", false},
		{"anything", "", false},
		{"", "http://localhost:5000", true},
		{"", "http://localhost:3000", false},
		{"", "http://evil.example", false},
		{"", "null", false},
		{"", "file://", false},
		{"", "chrome-extension://abc", false},
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT"} {
			r, err := http.NewRequest(method, "http://localhost:5000/getitem", nil)
			require.NoError(t, err)
			if c.site != "" {
				r.Header.Set("Sec-Fetch-Site", c.site)
			}
			if c.origin != "" {
				r.Header.Set("Origin", c.origin)
			}
			err = checkOrigin(r, nil)
			if c.good {
				assert.NoError(t, err, "%s %+v", method, c)
			} else {
				assert.ErrorIs(t, err, errCrossOrigin, "%s %+v", method, c)
			}
			assert.Equal(t, method, r.Method)
		}
	}
}
