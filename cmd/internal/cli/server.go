package cli

import (
	"context"
	"net/url"
	"os"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb/remote"
)

// HoldsDatabases reports whether a name is the address of a server or a cluster, without the name of
// a database.
func HoldsDatabases(name string) bool {
	_, database, far := remote.ParseAddress(name)
	return far && database == "" || WholeCluster(name)
}

// DatabaseNames returns the names of the databases of a server or cluster, sorted.
func DatabaseNames(ctx context.Context, name string) ([]string, error) {
	if InCluster(name) {
		databases, err := ClusterOf(name)
		if err != nil {
			return nil, err
		}
		return databases.Names(ctx)
	}
	address, _, _ := remote.ParseAddress(name)
	return remote.List(ctx, address, &remote.Options{Token: os.Getenv(TokenVariable)})
}

// CompleteAddress returns the addresses of databases on a server that begin with a text. It returns
// none for the beginning of the address of a server.
func CompleteAddress(ctx context.Context, begun string) ([]string, error) {
	address, _, far := remote.ParseAddress(begun)
	if !far || address == begun {
		return nil, nil
	}
	server := begun[:len(address)+1] // with the slash, or the colon after a socket
	names, err := DatabaseNames(ctx, server)
	var addresses []string
	for _, name := range names {
		if strings.HasSuffix(server, "/") {
			name = (&url.URL{Path: name}).EscapedPath()
		}
		if strings.HasPrefix(server+name, begun) {
			addresses = append(addresses, server+name)
		}
	}
	return addresses, err
}
