package cluster

import (
	"context"
	"encoding/binary"
	"runtime"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Open opens a database in the cluster with the given PD servers, of which one that can be reached
// is enough. It creates the database if it does not exist, unless the options forbid that. The
// caller must close the DB. nil options select the defaults.
//
// ctx applies to Open only. Use DB.WithContext to bind the database's calls to a context.
//
// The error is fs.ErrNotExist or fs.ErrExist as the options request, ErrInvalidArgument for a wrong
// address, name or option, and ErrUnavailable if the cluster cannot be reached.
func Open(ctx context.Context, pd []string, name string, o *Options) (*leveldb.DB, error) {
	shown := address(pd, name)
	fail := func(err error) (*leveldb.DB, error) { return nil, &leveldb.Error{Op: "open", Name: shown, Err: err} }
	if err := checkName(name); err != nil {
		return fail(err)
	}
	c, err := connect(ctx, pd, o)
	if err != nil {
		return fail(err)
	}
	db, err := c.open(ctx, shown, name)
	if err != nil {
		c.abandon()
		return fail(err)
	}
	return db, nil
}

// open opens a database with a client that then belongs to it.
func (c *client) open(ctx context.Context, shown, name string) (*leveldb.DB, error) {
	made := leak.Here()
	info, err := c.openInfo(ctx, name)
	if err != nil {
		return nil, c.fail(ctx, err)
	}
	db := newDatabase(c, shown, name, info)
	s := &store{db: db}
	runtime.AddCleanup(s, func(db *database) {
		if !db.isClosed() {
			leak.Report("the connection to "+db.address, made)
			report("closing a database", db.close())
		}
	}, db)
	return leveldb.New(s, shown, &leveldb.Options{Read: c.options.Read, Write: c.options.Write, Codec: c.options.Codec}), nil
}

// fail returns the error of a call that belongs to no open database.
func (c *client) fail(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil {
		if err != nil {
			err = classify(err)
		}
		return err
	}
	return ctx.Err()
}

// abandon closes a client after an error.
func (c *client) abandon() { report("closing a connection", c.close()) }

// List returns the names of the databases in a cluster, sorted. Of the options, only those that
// concern the connection apply.
func List(ctx context.Context, pd []string, o *Options) ([]string, error) {
	var names []string
	err := with(ctx, pd, o, func(c *client) (err error) {
		names, err = c.names(ctx)
		return err
	})
	if err != nil {
		return nil, &leveldb.Error{Op: "list", Name: address(pd, ""), Err: err}
	}
	return names, nil
}

// Destroy removes a database. The error is ErrNotFound and fs.ErrNotExist if there is none. Handles
// that have it open return ErrNotFound from a few seconds later on, and what they write until then
// is lost. Those that cannot read the catalog refuse to write from about a minute later on.
//
// The space is freed by a later Compact of any database of the cluster, when garbage collection has
// passed the time of the destruction, so that open snapshots remain correct.
func Destroy(ctx context.Context, pd []string, name string, o *Options) error {
	err := checkName(name)
	if err == nil {
		err = with(ctx, pd, o, func(c *client) error { return c.destroy(ctx, name) })
	}
	if err != nil {
		return &leveldb.Error{Op: "destroy", Name: address(pd, name), Err: err}
	}
	return nil
}

// with connects to a cluster for one call.
func with(ctx context.Context, pd []string, o *Options, use func(c *client) error) error {
	c, err := connect(ctx, pd, o)
	if err != nil {
		return err
	}
	defer c.abandon()
	return c.fail(ctx, use(c))
}

// destroy removes the entry of a database, and notes that its keys are to be removed.
func (c *client) destroy(ctx context.Context, name string) error {
	if c.options.ReadOnly {
		return driver.ErrReadOnly
	}
	return c.repeat(ctx, func(ctx context.Context, t *transaction) error {
		info, err := t.info(ctx, name)
		if err != nil {
			if isNotFound(classify(err)) {
				return missing()
			}
			return err
		}
		number := string(binary.BigEndian.AppendUint32(nil, uint32(info.space)))
		if err := t.Delete(catalog.key(kindName, name)); err != nil {
			return err
		}
		if err := t.Set(catalog.key(kindDestroyed, number), binary.BigEndian.AppendUint64(nil, t.StartTS())); err != nil {
			return err
		}
		return t.commit(ctx, false)
	})
}
