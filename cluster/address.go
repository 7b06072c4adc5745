package cluster

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Scheme is the beginning of an address of a database in a cluster.
const Scheme = "tikv://"

// maxName is the maximum length of the name of a database in bytes.
const maxName = 255

// ParseAddress splits an address such as tikv://pd1:2379,pd2:2379/runs into the addresses of the PD
// servers and the name of the database. The name is empty if the address has none. A port may be
// omitted; it is then 2379. The error is ErrInvalidArgument.
func ParseAddress(s string) (pd []string, name string, err error) {
	rest, ok := strings.CutPrefix(s, Scheme)
	if !ok {
		return nil, "", invalid("address %.80q: must begin with %s", s, Scheme)
	}
	hosts, escaped, _ := strings.Cut(rest, "/")
	if strings.HasSuffix(escaped, "/") { // it would be part of the name: write %2F if it is
		return nil, "", invalid("address %.80q ends with a slash", s)
	}
	if name, err = url.PathUnescape(escaped); err != nil {
		return nil, "", invalid("address %.80q: %v", s, err)
	}
	if pd, err = completeHosts(strings.Split(hosts, ",")); err != nil {
		return nil, "", err
	}
	if name != "" {
		err = checkName(name)
	}
	return pd, name, err
}

// completeHosts adds the default port to the addresses of PD servers that have none.
func completeHosts(hosts []string) ([]string, error) {
	if len(hosts) == 0 {
		return nil, invalid("no address of a PD server")
	}
	complete := make([]string, len(hosts))
	for i, host := range hosts {
		name, port, err := net.SplitHostPort(host)
		if err != nil {
			name, port = strings.Trim(host, "[]"), defaultPort
		}
		if name == "" || strings.ContainsAny(name, "/@ ") {
			return nil, invalid("%q is not the address of a PD server, such as pd1:2379", host)
		}
		complete[i] = net.JoinHostPort(name, port)
	}
	return complete, nil
}

const defaultPort = "2379"

// address returns the address of a database, for errors.
func address(pd []string, name string) string { return Scheme + strings.Join(pd, ",") + "/" + name }

// checkName returns ErrInvalidArgument if name cannot be the name of a database.
func checkName(name string) error {
	switch {
	case name == "":
		return invalid("the database name is empty")
	case len(name) > maxName:
		return invalid("database name of %d bytes; at most %d", len(name), maxName)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return invalid("database name %q: must be printable text", name)
	}
	return nil
}

func invalid(format string, args ...any) error {
	return &driver.Error{Class: driver.ErrInvalidArgument, Text: fmt.Sprintf(format, args...)}
}
