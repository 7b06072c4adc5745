package server

import (
	"net/http"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// served is a call that is being served.
type served struct {
	*Handler
	answer   *answer
	request  *http.Request
	access   Access
	database string
	options  wire.Options
	body     []byte // the rest of the body, after the options; valid during the call

	// Set by acquire:
	store driver.Store
	scope scope
	reads leveldb.ReadOptions // of the database
	pages pager               // reads a cursor
	// Set by withCursor: the pages of a list have only keys, and describeFar completes the children.
	keysOnly bool

	release []func() // releases what was acquired; nil entries were handed over
}

// procedure describes how a call is served.
type procedure struct {
	serve  func(c *served) error
	writes bool
	long   bool  // its body may be up to MaxBody
	cost   int64 // memory that a body uses, as a multiple of its length
}

// keysCost is the cost of a body with keys: they are copied to Go strings, to packed bytes, or to
// both.
const keysCost = 3

// procedures maps the calls of package wire to their procedures.
var procedures = map[string]procedure{
	wire.CallGet:      {serve: (*served).get, cost: keysCost},
	wire.CallArray:    {serve: (*served).array, cost: keysCost},
	wire.CallPart:     {serve: (*served).part, cost: keysCost},
	wire.CallLocate:   {serve: (*served).locate, cost: keysCost},
	wire.CallHas:      {serve: (*served).has, cost: keysCost},
	wire.CallPut:      {serve: (*served).put, cost: bodyCost, writes: true, long: true},
	wire.CallDelete:   {serve: (*served).delete, cost: keysCost, writes: true},
	wire.CallWrite:    {serve: (*served).write, cost: bodyCost, writes: true, long: true},
	wire.CallLookup:   {serve: (*served).lookup, cost: keysCost},
	wire.CallGather:   {serve: (*served).gather, cost: keysCost},
	wire.CallRange:    {serve: (*served).scan, cost: keysCost},
	wire.CallCursor:   {serve: (*served).openCursor, cost: keysCost},
	wire.CallSeek:     {serve: (*served).seek, cost: keysCost},
	wire.CallCount:    {serve: (*served).count, cost: keysCost},
	wire.CallSize:     {serve: (*served).size, cost: keysCost},
	wire.CallSplit:    {serve: (*served).split, cost: keysCost},
	wire.CallEstimate: {serve: (*served).estimate, cost: keysCost},
	wire.CallCompact:  {serve: (*served).compact, cost: keysCost, writes: true},
	wire.CallProperty: {serve: (*served).property, cost: keysCost},
	wire.CallOpen:     {serve: (*served).open, cost: keysCost},
	wire.CallSnapshot: {serve: (*served).takeSnapshot, cost: keysCost},
	wire.CallRenew:    {serve: (*served).renew, cost: keysCost},
	wire.CallRelease:  {serve: (*served).releaseSnapshot, cost: keysCost},
	wire.CallAbandon:  {serve: (*served).abandon, cost: keysCost},
}

// serveCall serves a call of the Go client, or one of reads.
func (h *Handler) serveCall(a *answer, r *http.Request, access Access, name string) error {
	if _, ok := reads[name]; ok {
		return h.serveRead(a, r, access, name)
	}
	procedure, known := procedures[name]
	if !known {
		return wire.Refusal(http.StatusNotFound, "no call %q in this version", name)
	}
	a.call = name
	if r.Method != http.MethodPost {
		a.Header().Set("Allow", http.MethodPost)
		return wire.Refusal(http.StatusMethodNotAllowed, "%s requires POST, not %s", name, r.Method)
	}
	if kind := r.Header.Get("Content-Type"); kind != wire.ContentType {
		return wire.Refusal(http.StatusUnsupportedMediaType, "the Content-Type of a call must be %s, not %q", wire.ContentType, kind)
	}
	c := &served{Handler: h, pages: pager{h: h, answer: a}, answer: a, request: r, access: access, database: r.URL.Query().Get(wire.ParamDatabase)}
	a.database = c.database
	if procedure.writes && access.ReadOnly {
		return leveldb.ErrReadOnly
	}
	limit := h.options.MaxBody
	if !procedure.long {
		limit = min(limit, wire.MaxShortBody)
	}
	body, release, err := h.body(a, r, limit, procedure.cost)
	if err != nil {
		return err
	}
	c.release = append(c.release, release)
	a.Header().Set("Content-Type", wire.ContentType)
	return c.run(procedure, body)
}

// run serves a call whose body was received.
func (c *served) run(p procedure, body []byte) (err error) {
	defer c.end()
	if c.options, c.body, err = wire.ParseOptions(body); err != nil {
		return err
	}
	return p.serve(c)
}

// databaseRelease is the index of the database's release function in served.release. The body's
// comes first.
const databaseRelease = 1

// acquire acquires the database until the end of the call, and the snapshot if the call names one.
func (c *served) acquire(create bool) error {
	db, release, err := c.Handler.acquire(c.database, create)
	if err != nil {
		return err
	}
	c.release = append(c.release, release)
	c.store, c.scope, c.reads = db.Driver(), scope(db.Prefix()), db.ReadOptions()
	if c.options.Snapshot == 0 {
		return nil
	}
	l, err := c.snapshots.take(c.options.Snapshot, c.owner(), nil)
	if err != nil {
		return err
	}
	c.release = append(c.release, func() { c.snapshots.release(l, c.Handler.options.Lease) })
	c.store = l.value
	return nil
}

// end releases what was acquired.
func (c *served) end() {
	c.pages.close()
	for i := len(c.release) - 1; i >= 0; i-- {
		if c.release[i] != nil {
			c.release[i]()
		}
	}
	clear(c.release)
	c.release = c.release[:0]
}

// handOver returns the release function of the database; the caller must call it.
func (c *served) handOver() func() {
	release := c.release[databaseRelease]
	c.release[databaseRelease] = nil
	return release
}

// owner returns the owner of this call's snapshots and ranges.
func (c *served) owner() owner { return owner{c.database, c.access.Name} }

// hold reserves n bytes of the handler's memory until the end of the call.
func (c *served) hold(n int64) error { return c.answer.hold(c.request.Context(), n) }

// pin reads the value of a key for the response.
func (c *served) pin(key string) (driver.Value, error) {
	return c.Handler.pin(c.request.Context(), c.answer, c.store, c.scope.key(key), c.read())
}

// read returns the options of a read: those that the client requested, combined with those of the
// database.
func (c *served) read() leveldb.ReadOptions {
	return leveldb.ReadOptions{
		VerifyChecksums: c.options.VerifyChecksums || c.reads.VerifyChecksums,
		DontFillCache:   c.options.DontFillCache || c.reads.DontFillCache,
	}
}

func (c *served) written() leveldb.WriteOptions { return leveldb.WriteOptions{Sync: c.options.Sync} }

// done sends an empty response.
func (c *served) done() error { return c.answer.send(nil) }

func (c *served) sendNumber(n uint64) error { return c.answer.send(wire.AppendNumber(nil, n)) }
