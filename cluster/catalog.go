package cluster

import (
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// databaseInfo is the entry of a database in the catalog:
//
//	offset 0   version of the layout: 1
//	offset 1   number of the database, 4 bytes, big-endian
//	offset 5   1 if the database may have large values, otherwise 0
//	offset 6   timestamp of the creation, 8 bytes, big-endian
type databaseInfo struct {
	space   space
	chunked bool
	created uint64
}

const (
	layoutVersion = 1
	infoSize      = 1 + 4 + 1 + 8
)

func (i databaseInfo) stored() []byte {
	b := make([]byte, infoSize)
	b[0] = layoutVersion
	binary.BigEndian.PutUint32(b[1:], uint32(i.space))
	if i.chunked {
		b[5] = 1
	}
	binary.BigEndian.PutUint64(b[6:], i.created)
	return b
}

func parseInfo(b []byte) (databaseInfo, error) {
	if len(b) > 0 && b[0] > layoutVersion {
		return databaseInfo{}, &driver.Error{Class: driver.ErrNotSupported, Text: "a later version of this program has created the database"}
	}
	if len(b) != infoSize || b[0] != layoutVersion {
		return databaseInfo{}, corrupt("the entry of the database in the catalog has %d bytes", len(b))
	}
	return databaseInfo{space(binary.BigEndian.Uint32(b[1:])), b[5] != 0, binary.BigEndian.Uint64(b[6:])}, nil
}

// info returns the entry of a database. The error is that of the client if there is none.
func (c *client) info(ctx context.Context, name string) (databaseInfo, error) {
	stored, err := c.kv.GetSnapshot(math.MaxUint64).Get(ctx, catalog.key(kindName, name))
	if err != nil {
		return databaseInfo{}, err
	}
	return parseInfo(stored)
}

// info returns the entry of a database in the state of the transaction.
func (t *transaction) info(ctx context.Context, name string) (databaseInfo, error) {
	stored, err := t.Get(ctx, catalog.key(kindName, name))
	if err != nil {
		return databaseInfo{}, err
	}
	return parseInfo(stored)
}

// repeat makes a transaction until no other one conflicts with it.
func (c *client) repeat(ctx context.Context, attempt func(ctx context.Context, t *transaction) error) (err error) {
	ctx, done := limit(ctx, c.options.Timeout)
	defer done(&err)
	for {
		t, err := c.begin(ctx)
		if err != nil {
			return err
		}
		err = attempt(ctx, t)
		t.end()
		if ctx.Err() != nil || !errors.Is(err, errRepeat) {
			return err
		}
	}
}

// openInfo returns the entry of a database, and creates the database if the options allow it.
func (c *client) openInfo(ctx context.Context, name string) (info databaseInfo, err error) {
	o := &c.options
	err = c.repeat(ctx, func(ctx context.Context, t *transaction) error {
		info, err = t.info(ctx, name)
		switch {
		case err == nil && o.ErrorIfExists:
			return &driver.Error{Class: driver.ErrInvalidArgument, Text: "the database exists (option ErrorIfExists)", Cause: fs.ErrExist}
		case err == nil || !isNotFound(classify(err)):
			return err
		case o.ErrorIfMissing || o.ReadOnly:
			return missing()
		}
		info = databaseInfo{created: t.StartTS()}
		if info.space, err = t.assign(ctx); err != nil {
			return err
		}
		if err := t.Set(catalog.key(kindName, name), info.stored()); err != nil {
			return err
		}
		return t.commit(ctx, false)
	})
	return info, err
}

// missing is the error of a database that does not exist.
func missing() error {
	return &driver.Error{Class: driver.ErrNotFound, Text: "there is no such database", Cause: fs.ErrNotExist}
}

// assign returns the next number of a database.
func (t *transaction) assign(ctx context.Context) (space, error) {
	key := catalog.key(kindLast, "")
	last := uint32(0)
	switch stored, err := t.Get(ctx, key); {
	case err == nil && len(stored) == 4:
		last = binary.BigEndian.Uint32(stored)
	case err == nil:
		return 0, corrupt("the last number in the catalog has %d bytes", len(stored))
	case !isNotFound(classify(err)):
		return 0, err
	}
	if last >= math.MaxUint32-1 {
		return 0, &driver.Error{Class: driver.ErrTooLarge, Text: "all numbers of databases are used"}
	}
	return space(last + 1), t.Set(key, binary.BigEndian.AppendUint32(nil, last+1))
}

// names returns the names of all databases, sorted.
func (c *client) names(ctx context.Context) (names []string, err error) {
	err = c.each(ctx, catalog.key(kindName, ""), catalog.key(kindName+1, ""), func(key, _ []byte) error {
		names = append(names, string(key[prefixSize:]))
		return nil
	})
	return names, err
}

// each calls use with the entries of a range of TiKV's keys, in the current state.
func (c *client) each(ctx context.Context, from, to []byte, use func(key, value []byte) error) error {
	v, err := c.viewNow(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &stream{view: v, ctx: ctx, size: firstEntries, limit: -1, left: part{from: from, to: to}}
	for {
		pairs, err := s.next(ctx)
		if err != nil || pairs == nil {
			return err
		}
		for _, p := range pairs {
			if err := use(p.Key, p.Value); err != nil {
				return err
			}
		}
	}
}
