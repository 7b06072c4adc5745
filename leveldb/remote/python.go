package remote

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/pickle"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// The calls of the Python package's client (openleveldb 0.1.5), so that it works against a Handler as it is:
//
//	method, path                parameters                              body            answer
//	GET /getitem                dbpath, prefixes*, key                                  stored bytes; nothing if there are none
//	POST /setitem               dbpath, prefixes*, key                  stored bytes    the key
//	DELETE /delitem             dbpath, prefixes*, key                                  the key
//	GET /dblen                  dbpath, prefixes*, starting_by*                         an encoded int
//	GET /iterator               dbpath, prefixes*, starting_by*,                        a pickled list: of (key, value) tuples of
//	                            include_key, include_value                              bytes, of bytes, or of None
//	GET /repr                   dbpath, classname                                       CLASSNAME(path='DBPATH', db=…)
//	GET /get_prefixed_db_path   dbpath, prefixes*                                       what /repr has for db
//
// Parameters with a star come any number of times, and are joined. A successful answer is 200; a failure is never one that
// could be taken for a value, see refusePython.
//
// A database that does not exist is created by /setitem. Until then it is empty for those who may write to it, as it would be
// with Python's own server, which creates it at the first look; for others it is an error.
type pythonCall struct {
	method string
	keyed  bool // there must be a key
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

// The content types that the Python package's server gives.
const (
	pythonBytes = "application/octet-stream"
	pythonText  = "text"
)

// isPython says whether a path is answered as the Python client needs it: its calls, wherever its address leads, and all paths
// that are none of ours, so that a mistaken address makes it raise.
func isPython(path string) bool {
	_, call := pythonCalls[path[strings.LastIndexByte(path, '/')+1:]]
	return call || !strings.HasPrefix(path, wire.Prefix) && path != wire.PathMetrics
}

// servePython answers a call of the Python client.
func (h *Handler) servePython(a *answer, r *http.Request, access Access) {
	if err := h.tryPython(a, r, access); err != nil {
		h.refuse(a, r, err)
	}
}

// tryPython answers, or gives the error to answer with.
func (h *Handler) tryPython(a *answer, r *http.Request, access Access) error {
	// The client puts the path behind the address as it was given, which may end in a slash; Python's server forgives that.
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

// pythonRequest is one call.
type pythonRequest struct {
	h      *Handler
	w      *answer
	r      *http.Request
	query  pythonQuery
	access Access
}

// with calls fn with the database; with nil if there is none, unless create is set.
func (p *pythonRequest) with(create bool, fn func(db *leveldb.DB) error) error {
	db, release, err := p.h.acquire(p.query.database, create)
	if err != nil {
		// The code, because fs.ErrNotExist is also in the error of a database that misses one of its files.
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
			value, err := p.h.pin(p.r.Context(), p.w, db.Store(), key, db.ReadOptions())
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

// setitem stores the body as it is: whatever it holds is for the client's decoder.
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
			if n, err = db.Len(p.query.span()); err != nil {
				return err
			}
		}
		encoded, err := codec.Default.Append(nil, n)
		if err == nil {
			p.answer(pythonBytes, encoded)
		}
		return err
	})
}

// iterator writes the entries as they are read, at the pace of the client. Keys are shown without the prefixes, but with what
// they were to start by.
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
			p.w.abort() // there is nobody to tell
		case p.w.status != 0:
			p.h.options.Logger.Error("an iteration is broken off", "database", p.query.database, "error", err)
		}
		return err // which breaks an answer off that has begun
	})
}

// fill appends the entries that the query selects.
func (p *pythonRequest) fill(list *pickle.List, db *leveldb.DB) error {
	prefix := db.Prefix() + p.query.prefix
	span := native.PrefixRange(prefix + p.query.startingBy)
	span.KeysOnly, span.Reuse = !p.query.includeValue, true
	ctx := p.r.Context()
	reserved, err := p.h.reserve(ctx, p.w)
	if err != nil {
		return err
	}
	done, err := p.h.reading(ctx)
	if err != nil {
		return err
	}
	cursor, err := db.Store().Scan(span, p.h.uncached(db.ReadOptions()))
	done()
	if err != nil {
		return err
	}
	defer cursor.Close()
	for {
		page, held, err := p.h.next(ctx, p.w, cursor, reserved)
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
		// What the cursor stands on counts until it has moved.
		if reserved, err = p.h.reserve(ctx, p.w); err != nil {
			return err
		}
		reserved += held
	}
}

// append appends entry i of a page, without the first cut bytes of its key.
func (q pythonQuery) append(list *pickle.List, page *leveldb.Page, i, cut int) error {
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

// prefixedPath answers a call that Python's client has and Python's server has not.
func (p *pythonRequest) prefixedPath() error {
	return p.with(false, func(*leveldb.DB) error {
		p.answer(pythonText, []byte(p.query.name()))
		return nil
	})
}
