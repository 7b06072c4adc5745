package remote_test

import (
	"context"
	"fmt"
	"net"
	"os"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
)

// A server for the databases below a directory, and a client. Both run in one program here. The
// client is an ordinary *leveldb.DB. The client of the Python package works with the same server:
// LevelDB("runs", server_address="http://127.0.0.1:5000").
func Example() {
	root, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(root)

	// The server, as `openleveldb serve --root DIR` runs it.
	directory, err := server.OpenDirectory(root, nil)
	check(err)
	defer directory.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- server.Serve(ctx, listener, server.NewHandler(directory, nil), nil) }()

	// A client, in this process or any other.
	db, err := remote.Dial(ctx, "http://"+listener.Addr().String(), "runs", nil)
	check(err)
	run := db.Sub("run1/")
	batch := run.NewBatch()
	check(batch.Put("title", "first light"))
	check(batch.Put("frames", 2))
	check(batch.Write())
	for e, err := range run.Entries(nil) {
		check(err)
		value, err := e.Value()
		fmt.Println(e.Key(), value, err)
	}
	_, err = leveldb.Get[int](run, "title")
	fmt.Println(err)
	names, err := remote.List(ctx, listener.Addr().String(), nil)
	fmt.Println(names, err)
	check(db.Close())

	stop() // finishes accepted requests
	fmt.Println(<-served)
	// Output:
	// frames 2 <nil>
	// title first light <nil>
	// leveldb: get "run1/title": codec: decode str into int: type mismatch
	// [runs] <nil>
	// <nil>
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
