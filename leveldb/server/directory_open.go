package server

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// openDatabase opens a database. If create is set and the database does not exist, it creates it.
func (d *Directory) openDatabase(name string, create bool) (*leveldb.DB, io.Closer, error) {
	p, err := d.find(name, false)
	if create && errors.Is(err, fs.ErrNotExist) {
		if d.options.NoCreate || d.options.Open.ReadOnly {
			return nil, nil, notOpened(name, "", forbidden("there is no database, and it must not be created here"))
		}
		d.creating.Lock()
		defer d.creating.Unlock()
		p, err = d.find(name, true)
	} else {
		create = false
	}
	if err != nil {
		return nil, nil, notOpened(name, "", err)
	}
	options := d.options.Open
	options.ErrorIfMissing, options.ErrorIfExists = !create, false
	db, err := leveldb.Open(p.path, &options)
	if err != nil {
		return nil, nil, notOpened(name, p.path, errors.Join(err, p.Close()))
	}
	if err := p.verify(); err != nil {
		return nil, nil, notOpened(name, "", errors.Join(err, db.Close(), p.Close()))
	}
	store := db.Driver()
	if options.Write.Sync {
		store = synced{store}
	}
	return leveldb.New(store, filepath.Join(d.roots[0], filepath.FromSlash(name)), &options), p, nil
}

// synced is a Store that has written every write to disk when it returns.
type synced struct{ driver.Store }

// Far reports whether another process serves the database: see driver.Far.
func (s synced) Far() bool { return driver.Far(s.Store) }

func (s synced) Put(ctx context.Context, key string, value []byte, o leveldb.WriteOptions) error {
	o.Sync = true
	return s.Store.Put(ctx, key, value, o)
}

func (s synced) Delete(ctx context.Context, key string, o leveldb.WriteOptions) error {
	o.Sync = true
	return s.Store.Delete(ctx, key, o)
}

func (s synced) Write(ctx context.Context, batch *driver.Batch, o leveldb.WriteOptions) error {
	o.Sync = true
	return s.Store.Write(ctx, batch, o)
}
