package remote

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// Dial opens a database of a server, and creates it if there is none and neither the options nor the server forbid it. The
// address is "http://host:port", "https://host:port", "host:port", which is http, or "unix:/path/to.sock"; credentials may be
// in it, as in "http://user:password@host:port". nil options are the defaults. The caller closes the DB.
//
// ctx is for Dial alone: the calls of the database are bound to a context by DB.WithContext. A server that does not answer is an
// error at once, without Options.Retries.
//
// The error is fs.ErrNotExist or fs.ErrExist as the options say, fs.ErrPermission if the server does not serve that name or
// you may not create it, ErrUnauthorized, ErrUnavailable, ErrProtocol if something else answers at the address, or one of
// leveldb.Open's.
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
		return fail(fmt.Errorf("%w: no database is named", leveldb.ErrInvalidArgument))
	}
	made := leak.Here()
	readOnly, err := c.open(ctx)
	if err != nil {
		c.end()
		return fail(err)
	}
	c.where = name
	s := &clientStore{client: c, ctx: context.Background(), handle: new(handle), readOnly: readOnly || c.options.ReadOnly}
	runtime.AddCleanup(s.handle, func(c *client) {
		if c.end() {
			leak.Report("the connection to "+name, made)
		}
	}, c)
	return leveldb.New(s, name, &leveldb.Options{Read: c.options.Read, Write: c.options.Write, Codec: c.options.Codec}), nil
}

// open asks for the database, and says whether it may only be read.
func (c *client) open(ctx context.Context) (readOnly bool, err error) {
	create := !c.options.ErrorIfMissing && !c.options.ReadOnly
	request := wire.OpenRequest{Create: create, ErrorIfExists: c.options.ErrorIfExists}.Append(wire.Options{}.Append(nil))
	// It is no write: to ask twice is harmless, but that the database exists the second time.
	answered, err := c.plain(ctx, &call{name: wire.CallOpen, head: request, write: c.options.ErrorIfExists, atOnce: true}, nil, 16)
	if err != nil {
		return false, err
	}
	answer, err := wire.ParseOpenAnswer(answered)
	return answer.ReadOnly, c.name(err)
}

// List gives the names of the databases that a server has, sorted. Of the options those about the way to the server count. The
// errors are those of Dial.
func List(ctx context.Context, address string, o *Options) ([]string, error) {
	var names []string
	shown, err := get(ctx, address, wire.PathDatabases, o, &names)
	if err != nil {
		return nil, &leveldb.Error{Op: "list", Name: shown, Err: err}
	}
	return names, nil
}

// maxList is the longest list of databases that is read, in bytes.
const maxList = 64 << 20

// get reads a JSON document of the server into dst. It returns the address without credentials.
func get(ctx context.Context, address, path string, o *Options, dst any) (shown string, err error) {
	c, err := newClient(address, "", o)
	if err != nil {
		return "server", err // the address may hold a password, and its error says what is wrong
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
