package remote

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/pickle"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// pythonCall is a call of the Python package's client (openleveldb 0.1.5). That client works
// unchanged with a Handler:
//
//	method, path               parameters              body          response
//	GET /getitem               dbpath, prefixes*, key                stored bytes; empty if none
//	POST /setitem              dbpath, prefixes*, key  stored bytes  the key
//	DELETE /delitem            dbpath, prefixes*, key                the key
//	GET /dblen                 dbpath, prefixes*,                    an encoded int
//	                           starting_by*
//	GET /iterator              dbpath, prefixes*,                    a pickled list of (key, value)
//	                           starting_by*,                         tuples of bytes, of bytes or of
//	                           include_key,                          None
//	                           include_value
//	GET /repr                  dbpath, classname                     CLASSNAME(path='DBPATH', db=…)
//	GET /get_prefixed_db_path  dbpath, prefixes*                     the part of /repr after db=
//
// Parameters with a star may be repeated; their values are joined. A successful response has status
// 200. A failure can never be mistaken for a value; see refusePython.
//
// /setitem creates a database that does not exist. Until then the database appears empty to callers
// who may write to it, as with Python's own server, which creates it on first access. For other
// callers it is an error.
type pythonCall struct {
	method string
	keyed  bool // the parameter key is required
	writes bool
	serve  func(*pythonRequest) error
}

var pythonCalls = map[string]pythonCall{
	"getitem":              {method: http.MethodGet, keyed: true, serve: (*pythonRequest).getitem},
	"setitem":              {method: http.MethodPost, keyed: true, writes: true, serve: (*pythonRequest).setitem},
	"delitem":              {method: http.MethodDelete, keyed: true, writes: true, serve: (*pythonRequest).delitem},
	"dblen":                {method: http.MethodGet, serve: (*pythonRequest).dblen},
	"iterator":             {method: http.MethodGet, serve: (*pythonRequest).iterator},
	"repr":                 {method: http.MethodGet, serve: (*pythonRequest).repr},
	"get_prefixed_db_path": {method: http.MethodGet, serve: (*pythonRequest).prefixedPath},
}

// Content types that the Python package's server uses.
const (
	pythonBytes = "application/octet-stream"
	pythonText  = "text"
)

// isPython reports whether a path is answered in the way that the Python client needs. That applies
// to its calls, below any path, and to all paths that are not our own, so that the client raises an
// exception if its address is wrong.
func isPython(path string) bool {
	_, call := pythonCalls[path[strings.LastIndexByte(path, '/')+1:]]
	return call || !strings.HasPrefix(path, wire.Prefix) && path != wire.PathMetrics
}

// servePython serves a call of the Python client.
func (h *Handler) servePython(a *answer, r *http.Request, access Access) {
	if err := h.tryPython(a, r, access); err != nil {
		h.refuse(a, r, err)
	}
}

// tryPython serves the call, or returns the error to respond with.
func (h *Handler) tryPython(a *answer, r *http.Request, access Access) error {
	// The client appends the path to the address as given, which may end in a slash. Python's
	// server accepts that.
	name := strings.TrimLeft(r.URL.Path, "/")
	call, known := pythonCalls[name]
	if !known {
		return refusal(http.StatusNotFound, "there is no call %q", r.URL.Path)
	}
	a.call = name
	if r.Method != call.method {
		a.Header().Set("Allow", call.method)
		return refusal(http.StatusMethodNotAllowed, "%s is to be called with %s", name, call.method)
	}
	query, err := parsePythonQuery(r.URL.RawQuery, call.keyed)
	if err != nil {
		return err
	}
	a.database = query.database
	if call.writes && access.ReadOnly {
		return leveldb.ErrReadOnly
	}
	return call.serve(&pythonRequest{h, a, r, query, access})
}

// pythonRequest is one call of the Python client.
type pythonRequest struct {
	h      *Handler
	w      *answer
	r      *http.Request
	query  pythonQuery
	access Access
}

// with calls fn with the database. If the database does not exist and create is not set, it calls
// fn with nil.
func (p *pythonRequest) with(create bool, fn func(db *leveldb.DB) error) error {
	db, release, err := p.h.acquire(p.query.database, create)
	if err != nil {
		// Compare the code, because the error of a database with a missing file also matches
		// fs.ErrNotExist.
		if !create && !p.access.ReadOnly && wire.CodeOf(err).Name == "no_database" {
			return fn(nil)
		}
		return err
	}
	defer release()
	return fn(db)
}

func (p *pythonRequest) getitem() error {
	return p.with(false, func(db *leveldb.DB) error {
		found := false
		if db != nil {
			key := db.Prefix() + p.query.prefix + p.query.key
			value, err := p.h.pin(p.r.Context(), p.w, db.Driver(), key, db.ReadOptions())
			switch {
			case err == nil:
				defer value.Release()
				found = true
				p.answer(pythonBytes, value.Bytes())
			case !errors.Is(err, leveldb.ErrNotFound):
				return err
			}
		}
		if !found {
			p.answer(pythonBytes, nil)
		}
		return nil
	})
}

// setitem stores the body unchanged. Its content is for the client's decoder.
func (p *pythonRequest) setitem() error {
	stored, done, err := p.h.body(p.w, p.r, p.h.options.MaxBody, bodyCost)
	if err != nil {
		return err
	}
	defer done()
	return p.with(true, func(db *leveldb.DB) error {
		if err := db.PutRaw(p.query.prefix+p.query.key, stored); err != nil {
			return err
		}
		p.answer(pythonText, []byte(p.query.key))
		return nil
	})
}

func (p *pythonRequest) delitem() error {
	return p.with(false, func(db *leveldb.DB) error {
		if db != nil {
			if err := db.Delete(p.query.prefix + p.query.key); err != nil {
				return err
			}
		}
		p.answer(pythonText, []byte(p.query.key))
		return nil
	})
}

func (p *pythonRequest) dblen() error {
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
			p.answer(pythonBytes, encoded)
		}
		return err
	})
}

// iterator writes the entries as they are read, at the pace of the client. It removes the prefixes
// from the keys, but not the starting_by part.
func (p *pythonRequest) iterator() error {
	return p.with(false, func(db *leveldb.DB) error {
		p.head(pythonBytes)
		list := pickle.NewList(p.w)
		var err error
		if db != nil {
			err = p.fill(list, db)
		}
		if err == nil {
			err = list.Close()
		}
		switch {
		case err == nil:
		case list.Err() != nil:
			p.w.abort() // the client has gone
		case p.w.status != 0:
			p.h.options.Logger.Error("an iteration is broken off", "database", p.query.database, "error", err)
		}
		return err // aborts a response that has begun
	})
}

// fill appends the entries that the query selects.
func (p *pythonRequest) fill(list *pickle.List, db *leveldb.DB) error {
	prefix := db.Prefix() + p.query.prefix
	span := driver.PrefixSpan(prefix + p.query.startingBy)
	span.KeysOnly, span.Reuse = !p.query.includeValue, true
	ctx := p.r.Context()
	pages := pager{h: p.h, answer: p.w}
	defer pages.close()
	cursor, err := pages.open(ctx, db.ReadOptions(), func(o leveldb.ReadOptions) (driver.Cursor, error) { return db.Driver().Scan(ctx, span, o) })
	if err != nil {
		return err
	}
	defer cursor.Close()
	for {
		page, err := pages.next(ctx, cursor)
		if page == nil || err != nil {
			return err
		}
		for i := range page.Len() {
			if err := p.query.append(list, page, i, len(prefix)); err != nil {
				return err
			}
		}
		if err := page.Err(); err != nil {
			return err
		}
		if err := pages.reserve(ctx); err != nil {
			return err
		}
	}
}

// append appends entry i of a page, without the first cut bytes of its key.
func (q pythonQuery) append(list *pickle.List, page *driver.Page, i, cut int) error {
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

func (p *pythonRequest) repr() error {
	return p.with(false, func(*leveldb.DB) error {
		p.answer(pythonText, fmt.Appendf(nil, "%s(path='%s', db=%s)", p.query.class, p.query.database, p.query.name()))
		return nil
	})
}

// prefixedPath serves a call that Python's client makes but Python's server lacks.
func (p *pythonRequest) prefixedPath() error {
	return p.with(false, func(*leveldb.DB) error {
		p.answer(pythonText, []byte(p.query.name()))
		return nil
	})
}
