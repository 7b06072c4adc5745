// Package server serves LevelDB databases over HTTP, so that several processes can use them. Each
// database is open in the server only.
//
//	directory, err := server.OpenDirectory("/data", nil)
//	if err != nil { … }
//	defer directory.Close()
//	handler := server.NewHandler(directory, nil)
//	listener, err := server.Listen(ctx, "127.0.0.1:5000")
//	if err != nil { … }
//	err = server.Serve(ctx, listener, handler, nil) // until ctx ends
//
// The command `openleveldb serve --root /data` does the same. [Opened] serves databases that the
// program has opened itself. A [Handler] is an http.Handler, so a program can also serve it with
// its own http.Server.
//
// # Clients
//
// A [Handler] serves two kinds of client on the same port:
//
//   - Package remote uses /v1/. It transfers stored bytes exactly as LevelDB holds them, streamed
//     ranges, batches and gathered rows. Errors travel as codes, which the client turns back into
//     the same errors. Short calls share a connection, which the client upgrades from HTTP. A
//     Handler whose ResponseWriter cannot be hijacked serves them over HTTP.
//   - The Python package's client works unchanged, with LevelDB(db_path,
//     server_address="http://…"). It ignores the status of a response. To report an error, the
//     Handler therefore breaks the connection in the middle of the response, and the requests
//     library raises an exception.
//
// # Browsers and curl
//
// With HandlerOptions.Page, a Handler serves a page that shows the databases in a browser. The page,
// and people with tools such as curl, read with GET:
//
//	/v1/databases   the names of the databases
//	/v1/list        the children of a prefix: db, prefix, separator or group, from or after,
//	                limit
//	/v1/entry       type, size, dtype, shape and damage of a value: db, key
//	/v1/value       a value: db, key, form, select
//
// The parameters are in the query. Keys are bytes, so %FF in a key is the byte 255. In the JSON of a
// response, a key is a string, or {"base64": "…"} if it is not UTF-8. Each response is JSON unless
// form requests something else.
//
// list returns {"children": […], "more": false}. A child is an entry whose key has no separator after
// the prefix, or for all others, once, the prefix that ends with the first separator. Without a
// separator every entry is a child. At most limit children are returned, 1000 by default, and fewer
// if their keys are long. Groups of entries are skipped, however large they are. A dtype of more
// than 256 bytes ends with "…"; entry returns all of it. An array whose dtype needs more memory than
// a client may use has neither dtype nor shape.
//
// more reports whether there are further children. To continue, send next of the response as from,
// which is where the new response begins. If the last child is long, next is only what distinguishes
// the first child not sent from it, so that it fits into a request. There is no next if they have
// the same first 64 KiB. The last child as after works too, unless its key was cut. An entry whose key needs more memory than a
// client may use has only the first 4 KiB of its key, and an error. Two such keys with the same
// beginning, one after the other, end the listing with an error.
//
// Without a separator, group=20 is for keys that are plain concatenations: more than 20 entries with
// the same character after the prefix are one child, the prefix that all of them have in common.
//
//	curl 'http://127.0.0.1:5000/v1/list?db=runs&prefix=run/1/&separator=/'
//	{"children":[{"key":"run/1/loss","kind":"ndarray","bytes":928,"dtype":"float64","shape":[100]}],"more":false}
//
// entry decodes a text or a document to find damage. In a database that is itself on another server
// or in another process, it does so up to a length of 1 MiB. There, an entry in list has no bytes
// and no kind if the other side is of an earlier version.
//
// value has the forms json (the default), raw (the elements of an array in C order and
// little-endian, or the bytes of another value), npy (an array as a .npy file) and stored (the bytes
// as they are in LevelDB, with the tag). select selects a part of an array, as numpy does with
// indices and ranges, or a range of bytes in the forms raw and stored. Only the selected part is
// read and sent, unless it is in a compressed block. That is also true of a database that is itself
// on another server or in another process.
//
//	curl 'http://127.0.0.1:5000/v1/value?db=runs&key=run/1/loss&select=-2:'
//	{"dtype":"<f8","shape":[2],"data":[0.25,0.125]}
//	curl -o image.npy 'http://127.0.0.1:5000/v1/value?db=runs&key=image&form=npy&select=3,:,0:100'
//
// After an error, the header Openleveldb-Error of the response holds its code, and the body its text.
//
// # Access control
//
// A [Directory] serves only the databases below its root; no name leads outside it. Without
// credentials, everybody who can reach the port may read and write. For this reason `openleveldb
// serve` listens on this machine only, unless told otherwise, and [Serve] refuses other addresses.
// A web page cannot reach a server on this machine, because the Host header of a request must name
// this machine. [ReadCredentials] reads names with passwords and tokens, each either read-write or
// read-only.
//
// # Limits
//
// [HandlerOptions] bound the memory, the requests and the snapshots of all clients together, and
// the share of each client. A request that does not fit waits, and is then refused. A client that
// makes no progress is disconnected.
//
// # Lifetimes and concurrency
//
// Everything in this package is safe for use by multiple goroutines. A Handler does not own its
// databases: close the Handler first, which Serve does, then the databases. Every write that was
// acknowledged is in LevelDB; with WriteOptions.Sync it is on disk.
package server
