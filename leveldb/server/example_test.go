package server_test

import (
	"context"
	"fmt"
	"os"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
)

// A program serves a part of a database that it also uses itself. Clients of a unix socket see only
// the keys with the prefix, and cannot write.
func ExampleOpened() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	db, err := leveldb.Open(dir+"/db", nil)
	check(err)
	defer db.Close()
	check(db.Put("private/key", "secret"))
	check(db.Put("public/answer", 42))

	ctx, stop := context.WithCancel(context.Background())
	listener, err := server.Listen(ctx, "unix:"+dir+"/socket")
	check(err)
	handler := server.NewHandler(server.Opened{"public": db.Sub("public/")}, &server.HandlerOptions{ReadOnly: true})
	served := make(chan error)
	go func() { served <- server.Serve(ctx, listener, handler, nil) }()

	client, err := remote.Dial(ctx, "unix:"+dir+"/socket", "public", nil)
	check(err)
	answer, err := leveldb.Get[int](client, "answer")
	fmt.Println(answer, err)
	for key, err := range client.Keys(nil) {
		fmt.Println(key, err)
	}
	fmt.Println(client.Put("answer", 43))
	check(client.Close())
	stop()
	fmt.Println(<-served)
	// Output:
	// 42 <nil>
	// answer <nil>
	// leveldb: put "answer": read-only
	// <nil>
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
