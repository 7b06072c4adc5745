package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
)

// clusterScheme begins the addresses of databases in a cluster: tikv://pd1:2379,pd2:2379/runs. The
// part before the slash is the place of the cluster. Without a name an address means all databases
// of the cluster.
const clusterScheme = "tikv://"

// Cluster opens the databases of clusters.
type Cluster interface {
	// Parse splits an address into the place of a cluster and the name of a database. The name is
	// empty if the address has none.
	Parse(address string) (place []string, name string, err error)
	// Open opens a database, and creates it unless the options say otherwise. Of the options, only
	// ReadOnly, ErrorIfMissing, ErrorIfExists and Logger apply.
	Open(ctx context.Context, place []string, name string, o *leveldb.Options) (*leveldb.DB, error)
	// List returns the names of all databases, sorted.
	List(ctx context.Context, place []string) ([]string, error)
	// Destroy deletes a database.
	Destroy(ctx context.Context, place []string, name string) error
}

// cluster is nil in a program that cannot open the databases of clusters.
var cluster Cluster

// SetCluster makes the commands open the databases of clusters. A program calls it before it runs a
// command.
func SetCluster(c Cluster) { cluster = c }

// clusterProgram has the same commands as openleveldb and a Cluster. It is a separate program
// because TiKV's client is larger than everything else.
var clusterProgram = Program{Name: "openleveldb-tikv", Needed: "addresses that begin with " + clusterScheme + " need", Target: "build-tikv"}

// Delegate does nothing if this program can open the database. Otherwise it replaces this process by
// the program that can, with the same arguments, and returns only if that fails.
func Delegate(name string) error {
	if !InCluster(name) || cluster != nil {
		return nil
	}
	return clusterProgram.Replace()
}

// IsAddress reports whether a name is the address of a database on a server or in a cluster, and not
// a directory.
func IsAddress(name string) bool {
	_, _, far := remote.ParseAddress(name)
	return far || InCluster(name)
}

// InCluster reports whether a name is an address in a cluster.
func InCluster(name string) bool { return strings.HasPrefix(name, clusterScheme) }

// WholeCluster reports whether a name is the address of a cluster, without a database.
func WholeCluster(name string) bool {
	place, isOne := strings.CutPrefix(name, clusterScheme)
	_, database, _ := strings.Cut(place, "/")
	return isOne && database == ""
}

// parseCluster splits an address in a cluster.
func parseCluster(address string) (place []string, name string, err error) {
	if cluster == nil {
		return nil, "", fmt.Errorf("this program does not open %s", address)
	}
	return cluster.Parse(address)
}

// parseDatabase is parseCluster for an address that must have the name of a database.
func parseDatabase(address string) (place []string, name string, err error) {
	place, name, err = parseCluster(address)
	if err == nil && name == "" {
		err = errors.New("the database name is empty: expected " + clusterScheme + "HOST:PORT/NAME")
	}
	return place, name, err
}

func openInCluster(address string, o *leveldb.Options) (*leveldb.DB, error) {
	if o.Shared {
		return nil, errors.New("--shared applies only to directories; the databases of a cluster are always shared")
	}
	place, name, err := parseDatabase(address)
	if err != nil {
		return nil, err
	}
	return cluster.Open(context.Background(), place, name, o)
}

// Databases are all databases of a cluster, or one of them.
type Databases struct {
	place []string
	only  string // the name of the only one; empty means all
}

// ClusterOf returns the databases that an address means: one, or without a name all of the cluster.
func ClusterOf(address string) (*Databases, error) {
	place, name, err := parseCluster(address)
	if err != nil {
		return nil, err
	}
	return &Databases{place, name}, nil
}

// Names returns the names of the databases that exist, sorted.
func (d *Databases) Names(ctx context.Context) ([]string, error) {
	names, err := cluster.List(ctx, d.place)
	if d.only != "" {
		names = slices.DeleteFunc(names, func(name string) bool { return name != d.only })
	}
	return names, err
}

// Open opens the database of that name. The error is fs.ErrPermission if it is not one of them.
func (d *Databases) Open(ctx context.Context, name string, o *leveldb.Options) (*leveldb.DB, error) {
	if d.only != "" && name != d.only {
		return nil, &leveldb.Error{Op: "open", Name: name, Err: fmt.Errorf("%w: only the database %s is served", fs.ErrPermission, d.only)}
	}
	return cluster.Open(ctx, d.place, name, o)
}

// DestroyInCluster deletes the database of an address.
func DestroyInCluster(ctx context.Context, address string) error {
	place, name, err := parseDatabase(address)
	if err != nil {
		return err
	}
	return cluster.Destroy(ctx, place, name)
}
