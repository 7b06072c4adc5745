package leveldb

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// BuildOptions configure [Build]. nil and the zero value select the defaults.
type BuildOptions struct {
	// Open holds the options for the tables and the values: Compression, BlockSize,
	// BlockRestartInterval, MaxFileSize, BloomFilterBits and Codec. nil selects the defaults. The
	// other fields have no effect.
	Open *Options
	// Sort accepts entries in any order. Of several values for a key, the last one is stored. The
	// entries are sorted in temporary files of the directory PATH.partial, which needs as much disk
	// space again. Values are written twice.
	Sort bool
	// Unique, with Sort, makes the build fail if a key is put twice. Close returns
	// ErrInvalidArgument, which names the key.
	Unique bool
	// SortMemory is about how much memory each part uses to sort, in bytes; it uses 4 MiB at least,
	// and more if a single value is larger. Default 256 MiB.
	SortMemory int
}

const defaultSortMemory = 256 << 20

// Builder writes a new database: see [Build]. It is for one goroutine at a time; a call during
// another one returns ErrInvalidArgument. Other goroutines use a Builder of their own, which Part
// returns. Abort may be called from any goroutine.
type Builder struct {
	*part
	root *Builder // of a part, nil otherwise; keeps it reachable
}

// Build begins to write a new database in path, at about the speed of the disk. Entries are put in
// increasing order of their keys, unless the option Sort is set. They are written once, as tables
// of LevelDB, without a log and without a compaction. LevelDB opens the result like any other
// database, and finds nothing to compact in it.
//
//	b, err := leveldb.Build(path, nil)
//	if err != nil {
//		return err
//	}
//	defer b.Abort()
//	for i, row := range rows {
//		if err := b.Put(fmt.Sprintf("%08d", i), row); err != nil {
//			return err
//		}
//	}
//	return b.Close()
//
// The database appears in path when Close has written everything to the disk. Until then it is in
// PATH.partial, in the same directory. Abort, or a Close that fails, leaves nothing. What a killed
// process leaves in PATH.partial is removed by the next Build to path.
//
// path may be an empty directory; anything else in path is fs.ErrExist. The parent directory must
// exist. The error is ErrLocked if the database is being built elsewhere.
func Build(path string, o *BuildOptions) (*Builder, error) {
	b, err := build(path, o)
	if err != nil {
		return nil, fail("build", path, err)
	}
	return b, nil
}

func build(path string, o *BuildOptions) (*Builder, error) {
	path, partial, err := partialOf(path)
	if err != nil {
		return nil, err
	}
	c, err := startBuild(path, partial, o)
	if err != nil {
		return nil, err
	}
	b := &Builder{part: c.parts[0]}
	runtime.AddCleanup(b, func(made leak.Origin) {
		if c.abort() {
			leak.Report("the builder of "+c.path, made)
		}
	}, leak.Here())
	return b, nil
}

// partialOf returns the absolute path of a new database, and that of the directory in which it is
// written. It returns an error if either is in the way.
func partialOf(path string) (whole, partial string, err error) {
	if path, err = native.AbsolutePath(path); err != nil {
		return "", "", err
	}
	path = filepath.Clean(path)
	partial = path + dbfile.PartialSuffix
	if err := vacant(path); err != nil {
		return "", "", err
	}
	return path, partial, unfinished(partial)
}

// building is a database that is being built.
type building struct {
	path   string
	codec  codec.Codec
	sort   int // memory for sorting; 0 for entries in order
	unique bool
	files  *native.Build
	noted  time.Time // of the last checkpoint

	mu     sync.Mutex // not held while entries are written
	parts  []*part
	err    error // the first error after which the database cannot be completed
	ending bool  // no part may be added
	ended  chan struct{}
	result error // of Close, when ended is closed
}

// startBuild begins to build path in the directory partial. The result has one part.
func startBuild(path, partial string, o *BuildOptions) (*building, error) {
	if o == nil {
		o = &BuildOptions{}
	}
	open := o.Open
	if open == nil {
		open = &Options{}
	}
	if o.SortMemory < 0 {
		return nil, fmt.Errorf("%w: option SortMemory is %d", ErrInvalidArgument, o.SortMemory)
	}
	tables := open.native()
	tables.ReadOnly, tables.NoLock = false, false
	c := &building{path: path, codec: open.Codec, unique: o.Unique, ended: make(chan struct{}), noted: time.Now()}
	if c.codec == nil {
		c.codec = codec.Default()
	}
	if o.Sort {
		if c.sort = o.SortMemory; c.sort == 0 {
			c.sort = defaultSortMemory
		}
	}
	var err error
	if c.files, err = native.StartBuild(partial, tables); err != nil {
		return nil, err
	}
	// Another build may have ended before this one had the lock.
	if err = vacant(path); err == nil {
		_, err = c.newPart()
	}
	if err != nil {
		return nil, errors.Join(err, c.files.End(true))
	}
	return c, nil
}

// Part returns a Builder of the same database for another goroutine. The keys of each part, and
// those put to b itself, must cover ranges that do not overlap. Close of the first Builder checks
// that, after all parts have been closed. Closing a part only ends it. Aborting a part, or an error
// of its Close, makes the whole build fail.
func (b *Builder) Part() (*Builder, error) {
	if b.part == nil {
		return nil, fail("build", "", errZeroBuilder)
	}
	p, err := b.building.newPart()
	if err != nil {
		return nil, fail("build", b.building.path, err)
	}
	root := b.root
	if root == nil {
		root = b
	}
	return &Builder{part: p, root: root}, nil
}

var errZeroBuilder = fmt.Errorf("%w: the Builder was not made by Build", ErrInvalidArgument)

// Put adds an entry. The value is encoded as DB.Put does it, and copied. If the key is not greater
// than that of the entry before, and Sort is not set, the error is ErrInvalidArgument and names
// both keys. After that error, and after an error of the value, the Builder can still be used.
// After an error of the disk, all later calls return it.
func (b *Builder) Put(key string, value any) error {
	return b.put(key, func(p *part) error {
		return p.put(key, func(dst []byte) ([]byte, error) { return p.building.codec.Append(dst, value) })
	})
}

// PutRaw adds an entry with stored bytes, verbatim, as DB.PutRaw does it. A value of 1 MiB or more
// is not copied in Go.
func (b *Builder) PutRaw(key string, stored []byte) error {
	return b.put(key, func(p *part) error { return p.putRaw(key, stored) })
}

func (b *Builder) put(key string, put func(p *part) error) error {
	if b.part == nil {
		return fail("put", key, errZeroBuilder)
	}
	err := checkKeyText(key)
	if err == nil {
		err = put(b.part)
	}
	runtime.KeepAlive(b)
	return fail("put", key, err)
}

// Close completes the database, or ends a part. When it returns nil for the Builder that Build
// returned, everything is on the disk and the database is in path. After an error nothing is left.
// Closing twice is harmless: the second call returns the same result as the first.
func (b *Builder) Close() error {
	if b.part == nil {
		return fail("build", "", errZeroBuilder)
	}
	var err error
	if b.root != nil {
		err = b.part.close()
	} else if err = b.part.begin(); err == nil {
		b.part.mu.Unlock()
		err = b.building.close()
	}
	runtime.KeepAlive(b)
	return fail("build", b.building.path, err)
}

// Abort gives the build up, and removes what it has written. It waits for calls in progress; later
// calls return ErrClosed. After Close it is harmless, so it can be deferred.
func (b *Builder) Abort() error {
	if b.part == nil {
		return nil
	}
	defer runtime.KeepAlive(b)
	if b.root != nil {
		b.part.abort()
		return nil
	}
	b.building.abort()
	return nil
}

// newPart adds a part.
func (c *building) newPart() (*part, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ending {
		return nil, ErrClosed
	}
	w, err := c.files.Writer()
	if err != nil {
		return nil, err
	}
	p := &part{building: c, tables: w, limit: buildChunk, batch: new(driver.Batch), spare: new(driver.Batch)}
	if c.sort > 0 {
		p.limit = min(max(c.sort/3, 1), maxRun)
		p.sorter = &sorter{files: c.files, memory: c.sort, unique: c.unique}
	}
	c.parts = append(c.parts, p)
	return p, nil
}

// failed records an error after which the database cannot be completed. It returns the first one.
func (c *building) failed(err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
	return c.err
}

// failure returns the error that was recorded.
func (c *building) failure() error { return c.failed(nil) }

// close completes the database.
func (c *building) close() error {
	if !c.end() {
		return c.result
	}
	err := c.complete()
	if err == nil {
		err = c.files.Publish()
	}
	c.finish(err, err != nil)
	return c.result
}

// end reports whether this call ends the building. Otherwise it waits for the call that does.
func (c *building) end() bool {
	c.mu.Lock()
	first := !c.ending
	c.ending = true
	c.mu.Unlock()
	if !first {
		<-c.ended
	}
	return first
}

// complete makes the directory a database. All parts but the first must be closed.
func (c *building) complete() error {
	for i, p := range c.parts {
		if i > 0 && !p.closed() {
			return c.failed(fmt.Errorf("%w: a part was not closed", ErrInvalidArgument))
		}
	}
	if err := c.parts[0].close(); err != nil {
		return err
	}
	return c.files.Install()
}

// checkpointEvery is the time between two checkpoints.
var checkpointEvery = 10 * time.Second

// checkpoint makes the directory a database of the tables that are on the disk, if there are new
// ones and the last checkpoint is some time ago.
func (c *building) checkpoint() error {
	if time.Since(c.noted) < checkpointEvery || !c.files.Grown() {
		return nil
	}
	err := c.files.Checkpoint()
	c.noted = time.Now()
	return err
}

// keep ends the building without publishing it. After an error, which keep returns, the directory
// is a database of what could be written if some is set, and otherwise is removed.
func (c *building) keep(err error, some bool) error {
	if !c.end() {
		return c.result
	}
	installed := false
	if err == nil || some {
		failed := c.complete()
		if err == nil {
			err = failed
		}
		if failed != nil && c.files.Grown() { // the entries that could not be written are missing
			err = errors.Join(err, c.files.Install())
		}
		installed = c.files.Installed()
	}
	c.finish(err, !installed)
	return c.result
}

// finish releases everything, and removes what was written if remove is set.
func (c *building) finish(result error, remove bool) {
	for _, p := range c.parts {
		p.abort()
	}
	c.result = errors.Join(result, c.files.End(remove))
	close(c.ended)
}

// abort gives the build up. It reports whether it was still in progress.
func (c *building) abort() bool {
	if !c.end() {
		return false
	}
	c.finish(ErrClosed, true)
	return true
}

// errOrder returns the error for a key that does not follow the key before.
func errOrder(key, last string) error {
	if key == last {
		return errTwice(key)
	}
	return fmt.Errorf("%w: it follows the key %s, which is greater; the option Sort accepts any order", ErrInvalidArgument, keytext.Quote(last))
}

// errTwice returns the error for a key that was put twice.
func errTwice(key string) error {
	return fmt.Errorf("%w: the key %s was put twice", ErrInvalidArgument, keytext.Quote(key))
}
