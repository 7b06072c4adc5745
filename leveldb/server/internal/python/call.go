package python

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/leveldb/server/internal/pickle"
)

// call describes how a call is served. See the package comment for the calls.
type call struct {
	method string
	keyed  bool // the parameter key is required
	writes bool
	serve  func(*request) error
}

var calls = map[string]call{
	"getitem":              {method: http.MethodGet, keyed: true, serve: (*request).getitem},
	"setitem":              {method: http.MethodPost, keyed: true, writes: true, serve: (*request).setitem},
	"delitem":              {method: http.MethodDelete, keyed: true, writes: true, serve: (*request).delitem},
	"dblen":                {method: http.MethodGet, serve: (*request).dblen},
	"iterator":             {method: http.MethodGet, serve: (*request).iterator},
	"repr":                 {method: http.MethodGet, serve: (*request).repr},
	"get_prefixed_db_path": {method: http.MethodGet, serve: (*request).prefixedPath},
}

// Calls returns the names of the calls, sorted.
func Calls() []string { return slices.Sorted(maps.Keys(calls)) }

// Owns reports whether requests for a path are answered in the way that the Python client needs.
// This applies to its calls, below any path, and to all paths that are not our own, so that the
// client raises an exception if its address is wrong.
func Owns(path string) bool {
	_, known := calls[path[strings.LastIndexByte(path, '/')+1:]]
	return known || !strings.HasPrefix(path, wire.Prefix) && path != wire.PathMetrics
}

// Content types that the Python package's server uses.
const (
	typeBytes = "application/octet-stream"
	typeText  = "text"
)

// request is one call of the Python client.
type request struct {
	Server
	w     http.ResponseWriter
	r     *http.Request
	query query
}

// Serve serves a call. If it returns an error, the caller must respond with [Refuse], or abort the
// response if it has begun.
func Serve(w http.ResponseWriter, r *http.Request, s Server) error {
	// The client appends the path to the address as given, which may end in a slash. Python's
	// server accepts that.
	name := strings.TrimLeft(r.URL.Path, "/")
	call, known := calls[name]
	if !known {
		return wire.Refusal(http.StatusNotFound, "no call %q", r.URL.Path)
	}
	s.Begin(name, "")
	if r.Method != call.method {
		w.Header().Set("Allow", call.method)
		return wire.Refusal(http.StatusMethodNotAllowed, "%s requires the method %s", name, call.method)
	}
	query, err := parseQuery(r.URL.RawQuery, call.keyed)
	if err != nil {
		return err
	}
	s.Begin(name, query.database)
	if call.writes && s.ReadOnly() {
		return leveldb.ErrReadOnly
	}
	return call.serve(&request{s, w, r, query})
}

// with calls fn with the database. If the database does not exist and create is not set, it calls
// fn with nil.
func (p *request) with(create bool, fn func(db *leveldb.DB) error) error {
	db, release, err := p.Acquire(p.query.database, create)
	if err != nil {
		// Compare the code, because the error of a database with a missing file also matches
		// fs.ErrNotExist.
		if !create && !p.ReadOnly() && wire.CodeOf(err).Name == "no_database" {
			return fn(nil)
		}
		return err
	}
	defer release()
	return fn(db)
}

func (p *request) getitem() error {
	return p.with(false, func(db *leveldb.DB) error {
		if db != nil {
			value, err := p.Pin(db, p.query.prefix+p.query.key)
			switch {
			case err == nil:
				defer value.Release()
				p.answer(typeBytes, value.Bytes())
				return nil
			case !errors.Is(err, leveldb.ErrNotFound):
				return err
			}
		}
		p.answer(typeBytes, nil)
		return nil
	})
}

// setitem stores the body unchanged. Its content is for the client's decoder.
func (p *request) setitem() error {
	stored, done, err := p.Body()
	if err != nil {
		return err
	}
	defer done()
	return p.with(true, func(db *leveldb.DB) error {
		if err := db.PutRaw(p.query.prefix+p.query.key, stored); err != nil {
			return err
		}
		p.answer(typeText, []byte(p.query.key))
		return nil
	})
}

func (p *request) delitem() error {
	return p.with(false, func(db *leveldb.DB) error {
		if db != nil {
			if err := db.Delete(p.query.prefix + p.query.key); err != nil {
				return err
			}
		}
		p.answer(typeText, []byte(p.query.key))
		return nil
	})
}

func (p *request) dblen() error {
	return p.with(false, func(db *leveldb.DB) error {
		n := 0
		if db != nil {
			var err error
			if n, err = db.Count(p.query.span()); err != nil {
				return err
			}
		}
		encoded, err := codec.Default().Append(nil, n)
		if err == nil {
			p.answer(typeBytes, encoded)
		}
		return err
	})
}

// iterator writes the entries as they are read, at the pace of the client. It removes the prefixes
// from the keys, but not the starting_by part.
func (p *request) iterator() error {
	return p.with(false, func(db *leveldb.DB) error {
		p.head(typeBytes)
		list := pickle.NewList(p.w)
		var err error
		if db != nil {
			err = p.fill(list, db)
		}
		if err == nil {
			err = list.Close()
		}
		if list.Err() != nil {
			p.Abort()
		}
		return err // aborts a response that has begun
	})
}

// fill appends the entries that the query selects.
func (p *request) fill(list *pickle.List, db *leveldb.DB) error {
	prefix := db.Prefix() + p.query.prefix
	span := driver.PrefixSpan(prefix + p.query.startingBy)
	if order := driver.ComparatorOf(db.Driver()); order != nil && span.Lower != "" {
		return fmt.Errorf("%w: the comparator %q orders the keys, so that a prefix is not a range", driver.ErrNotSupported, order.Name)
	}
	span.KeysOnly, span.Reuse = !p.query.includeValue, true
	return p.Scan(db, span, func(page *driver.Page) error {
		for i := range page.Len() {
			if err := p.query.append(list, page, i, len(prefix)); err != nil {
				return err
			}
		}
		return nil
	})
}

// append appends entry i of a page, without the first cut bytes of its key.
func (q query) append(list *pickle.List, page *driver.Page, i, cut int) error {
	switch {
	case q.includeValue:
		value, err := page.Value(i)
		if err != nil {
			return err
		}
		defer value.Release()
		if q.includeKey {
			return list.Pair([]byte(page.Key(i)[cut:]), value.Bytes())
		}
		return list.Bytes(value.Bytes())
	case q.includeKey:
		return list.Bytes([]byte(page.Key(i)[cut:]))
	}
	return list.None()
}

func (p *request) repr() error {
	return p.with(false, func(*leveldb.DB) error {
		p.answer(typeText, fmt.Appendf(nil, "%s(path='%s', db=%s)", p.query.class, p.query.database, p.query.name()))
		return nil
	})
}

// prefixedPath serves a call that Python's client makes but Python's server lacks.
func (p *request) prefixedPath() error {
	return p.with(false, func(*leveldb.DB) error {
		p.answer(typeText, []byte(p.query.name()))
		return nil
	})
}
