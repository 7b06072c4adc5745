package remote

import (
	"net/http"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
)

// served is a call that is being served.
type served struct {
	*Handler
	answer   *answer
	request  *http.Request
	access   Access
	database string
	options  wire.Options
	body     []byte // behind the options; for the time of the call

	store leveldb.Store // from acquire on
	scope scope

	release []func() // what was acquired; nil is what somebody else took over
}

// procedure is how a call is served.
type procedure struct {
	serve  func(c *served) error
	writes bool
	long   bool // its body may be as long as any
}

// procedures has the calls of package wire.
var procedures = map[string]procedure{
	wire.CallGet:      {serve: (*served).get},
	wire.CallArray:    {serve: (*served).array},
	wire.CallHas:      {serve: (*served).has},
	wire.CallPut:      {serve: (*served).put, writes: true, long: true},
	wire.CallDelete:   {serve: (*served).delete, writes: true},
	wire.CallWrite:    {serve: (*served).write, writes: true, long: true},
	wire.CallLookup:   {serve: (*served).lookup},
	wire.CallGather:   {serve: (*served).gather},
	wire.CallRange:    {serve: (*served).scan},
	wire.CallCount:    {serve: (*served).count},
	wire.CallSize:     {serve: (*served).size},
	wire.CallCompact:  {serve: (*served).compact, writes: true},
	wire.CallProperty: {serve: (*served).property},
	wire.CallOpen:     {serve: (*served).open},
	wire.CallSnapshot: {serve: (*served).takeSnapshot},
	wire.CallRenew:    {serve: (*served).renew},
	wire.CallRelease:  {serve: (*served).releaseSnapshot},
	wire.CallAbandon:  {serve: (*served).abandon},
}

// serveCall serves a call of the Go face.
func (h *Handler) serveCall(a *answer, r *http.Request, access Access, name string) error {
	procedure, known := procedures[name]
	if !known {
		return refusal(http.StatusNotFound, "there is no call %q in this version", name)
	}
	a.call = name
	if r.Method != http.MethodPost {
		a.Header().Set("Allow", http.MethodPost)
		return refusal(http.StatusMethodNotAllowed, "%s is a call for POST, not %s", name, r.Method)
	}
	if kind := r.Header.Get("Content-Type"); kind != wire.ContentType {
		return refusal(http.StatusUnsupportedMediaType, "the body of a call is %s, not %q", wire.ContentType, kind)
	}
	c := &served{Handler: h, answer: a, request: r, access: access, database: r.URL.Query().Get(wire.ParamDatabase)}
	a.database = c.database
	if procedure.writes && access.ReadOnly {
		return leveldb.ErrReadOnly
	}
	limit := h.options.MaxBody
	if !procedure.long {
		limit = min(limit, wire.MaxShortBody)
	}
	body, release, err := h.bodyOf(r, limit)
	if err != nil {
		return err
	}
	c.release = append(c.release, release)
	defer c.end()
	if c.options, c.body, err = wire.ParseOptions(body); err != nil {
		return err
	}
	a.Header().Set("Content-Type", wire.ContentType)
	return procedure.serve(c)
}

// databaseRelease is where in served.release the database's is; that of the body is the first.
const databaseRelease = 1

// acquire gets hold of the database, and of the snapshot if one is named, until the end of the call.
func (c *served) acquire(create bool) error {
	db, release, err := c.databases.Acquire(c.database, create)
	if err != nil {
		return err
	}
	c.release = append(c.release, release)
	c.store, c.scope = db.Store(), scope(db.Prefix())
	if c.options.Snapshot == 0 {
		return nil
	}
	l, err := c.snapshots.take(c.options.Snapshot, c.owner(), nil)
	if err != nil {
		return err
	}
	c.release = append(c.release, func() { c.snapshots.give(l, c.Handler.options.Lease) })
	c.store = l.value
	return nil
}

// end gives back what was acquired.
func (c *served) end() {
	for i := len(c.release) - 1; i >= 0; i-- {
		if c.release[i] != nil {
			c.release[i]()
		}
	}
	c.release = nil
}

// handOver gives the release of the database to the caller.
func (c *served) handOver() func() {
	release := c.release[databaseRelease]
	c.release[databaseRelease] = nil
	return release
}

// owner is whose the snapshots and ranges of this call are.
func (c *served) owner() owner { return owner{c.database, c.access.Name} }

func (c *served) read() leveldb.ReadOptions {
	return leveldb.ReadOptions{VerifyChecksums: c.options.VerifyChecksums, DontFillCache: c.options.DontFillCache}
}

func (c *served) written() leveldb.WriteOptions { return leveldb.WriteOptions{Sync: c.options.Sync} }

// done answers that it was done.
func (c *served) done() error { return c.answer.send(nil) }

func (c *served) sendNumber(n uint64) error { return c.answer.send(wire.AppendNumber(nil, n)) }
