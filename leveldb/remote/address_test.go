package remote

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// The scheme of an address defaults to http, or to https if Options.TLS is set.
func TestEndpoints(t *testing.T) {
	for _, c := range []struct {
		address        string
		secure         bool
		network, place string
		base           string
	}{
		{"h:1", false, "tcp", "h:1", "http://h:1"},
		{"h:1", true, "tcp", "h:1", "https://h:1"},
		{"h", false, "tcp", "h:http", "http://h"},
		{"https://h/", false, "tcp", "h:https", "https://h"},
		{"http://[::1]:5", false, "tcp", "[::1]:5", "http://[::1]:5"},
		{"unix:/s", false, "unix", "/s", "http://localhost"},
		{"unix:/s", true, "unix", "/s", "https://localhost"},
	} {
		e, err := parseEndpoint(c.address, c.secure)
		require.NoError(t, err)
		require.Equal(t, c.network, e.network)
		require.Equal(t, c.place, e.place)
		require.Equal(t, c.base, e.base.String())
	}
	for _, address := range []string{"unix:", "http://h?a", "http://h#a", "http://h/a", "h:1/a"} {
		_, err := parseEndpoint(address, false)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument, address)
	}
}
