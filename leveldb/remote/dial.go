package remote

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// Dial opens a database on a server. It creates the database if it does not exist, unless the
// options or the server forbid that. The caller must close the DB. nil options select the defaults.
//
// The address is "http://host:port", "https://host:port", "host:port", which means http unless
// Options.TLS is set, or "unix:/path/to.sock". It may include credentials, as in
// "http://user:password@host:port".
//
// ctx applies to Dial only. Use DB.WithContext to bind the database's calls to a context. If the
// server cannot be reached, Dial fails at once; it does not apply Options.Retries.
//
// The error is one of these, or one of leveldb.Open's:
//
//   - fs.ErrNotExist or fs.ErrExist, as the options request
//   - fs.ErrPermission, if the server does not serve that name or the caller may not create it
//   - ErrUnauthorized
//   - ErrUnavailable
//   - ErrProtocol, if something other than an openleveldb server answers at the address
func Dial(ctx context.Context, address, database string, o *Options) (*leveldb.DB, error) {
	name := database
	fail := func(err error) (*leveldb.DB, error) { return nil, &leveldb.Error{Op: "open", Name: name, Err: err} }
	c, err := newClient(address, database, o)
	if err != nil {
		return fail(err)
	}
	name = c.endpoint.name + "/" + database
	if c.endpoint.network == "unix" {
		name = c.endpoint.name + ":" + database
	}
	if database == "" {
		return fail(fmt.Errorf("%w: the database name is empty", leveldb.ErrInvalidArgument))
	}
	made := leak.Here()
	readOnly, err := c.open(ctx)
	if err != nil {
		c.end()
		return fail(err)
	}
	c.where = name
	s := &clientStore{client: c, handle: new(handle), readOnly: readOnly || c.options.ReadOnly}
	runtime.AddCleanup(s.handle, func(c *client) {
		if c.end() {
			leak.Report("the connection to "+name, made)
		}
	}, c)
	return leveldb.New(s, name, &leveldb.Options{Read: c.options.Read, Write: c.options.Write, Codec: c.options.Codec}), nil
}

// open opens the database on the server and reports whether it is read-only.
func (c *client) open(ctx context.Context) (readOnly bool, err error) {
	create := !c.options.ErrorIfMissing && !c.options.ReadOnly
	request := wire.OpenRequest{Create: create, ErrorIfExists: c.options.ErrorIfExists}.Append(wire.Options{}.Append(nil))
	// This is not a write: sending it twice is harmless, unless ErrorIfExists is set.
	answered, err := c.plain(ctx, &call{name: wire.CallOpen, head: request, write: c.options.ErrorIfExists, atOnce: true}, nil, 16)
	if err != nil {
		return false, err
	}
	answer, err := wire.ParseOpenAnswer(answered)
	return answer.ReadOnly, c.name(err)
}

// List returns the names of the databases that a server has, sorted. Only the options that concern
// the connection apply. The errors are those of Dial.
func List(ctx context.Context, address string, o *Options) ([]string, error) {
	var names []string
	shown, err := get(ctx, address, wire.PathDatabases, o, &names)
	if err != nil {
		return nil, &leveldb.Error{Op: "list", Name: shown, Err: err}
	}
	return names, nil
}

// maxList is the maximum size, in bytes, of a list of databases.
const maxList = 64 << 20

// get reads a JSON document from the server into dst. It returns the address without credentials.
func get(ctx context.Context, address, path string, o *Options, dst any) (shown string, err error) {
	c, err := newClient(address, "", o)
	if err != nil {
		return "server", err // not the address, which may include a password
	}
	defer c.end()
	shown = c.endpoint.name
	text, err := c.plain(ctx, &call{method: http.MethodGet, path: path, kind: "application/json"}, nil, maxList)
	if err != nil {
		return shown, err
	}
	if err := json.Unmarshal(text, dst); err != nil {
		return shown, c.name(fmt.Errorf("%w: %w", wire.ErrProtocol, err))
	}
	return shown, nil
}
