package server

import (
	"net/http"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/server/internal/python"
)

// servePython serves a call of the Python client, or returns the error to respond with.
func (h *Handler) servePython(a *answer, r *http.Request, access Access) error {
	err := python.Serve(a, r, &pythonRequest{h, a, r, access})
	if err != nil && a.status != 0 {
		h.options.Logger.Error("a response is aborted", "call", a.call, "database", a.database, "error", err)
	}
	return err
}

// pythonRequest implements python.Server for one request.
type pythonRequest struct {
	h      *Handler
	a      *answer
	r      *http.Request
	access Access
}

func (p *pythonRequest) Begin(call, database string) { p.a.call, p.a.database = call, database }

func (p *pythonRequest) ReadOnly() bool { return p.access.ReadOnly }

func (p *pythonRequest) Acquire(database string, create bool) (*leveldb.DB, func(), error) {
	return p.h.acquire(database, create)
}

func (p *pythonRequest) Body() ([]byte, func(), error) {
	return p.h.body(p.a, p.r, p.h.options.MaxBody, bodyCost)
}

func (p *pythonRequest) Pin(db *leveldb.DB, key string) (driver.Value, error) {
	return p.h.pin(p.r.Context(), p.a, db.Driver(), db.Prefix()+key, db.ReadOptions())
}

func (p *pythonRequest) Scan(db *leveldb.DB, span driver.Span, each func(page *driver.Page) error) error {
	ctx := p.r.Context()
	pages := pager{h: p.h, answer: p.a}
	defer pages.close()
	cursor, err := pages.open(ctx, db.ReadOptions(), func(o leveldb.ReadOptions) (driver.Cursor, error) {
		return db.Driver().Scan(ctx, span, o)
	})
	if err != nil {
		return err
	}
	defer cursor.Close()
	for {
		page, err := pages.next(ctx, cursor)
		if page == nil || err != nil {
			return err
		}
		if err := each(page); err != nil {
			return err
		}
		if err := page.Err(); err != nil {
			return err
		}
		if err := pages.reserve(ctx); err != nil {
			return err
		}
	}
}

func (p *pythonRequest) Abort() { p.a.abort() }
