package leveldb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// CopyInto selects what Copy does with existing entries of the destination.
type CopyInto int

const (
	// CopyIntoEmpty copies only into a database without entries.
	CopyIntoEmpty CopyInto = iota
	// CopyMerge replaces existing entries that have the same key and keeps all others, as cp and
	// rsync do with files.
	CopyMerge
	// CopyMirror is like CopyMerge, and also deletes entries in the range that are not in the
	// source, as rsync --delete does.
	CopyMirror
)

// CopyOptions configure [Copy]. nil and the zero value select the defaults.
type CopyOptions struct {
	// Range selects the entries to copy; nil selects all. Keys are copied with its Prefix; to copy
	// without it, use src.Sub. If Reverse or Limit is set, the error is ErrInvalidArgument.
	Range *Range
	// Into selects what happens to existing entries of the destination.
	Into CopyInto
	// NoVerify skips reading back and comparing the written entries.
	NoVerify bool
	// Writers is the number of batches that are written at the same time. More than one makes a
	// copy faster if each write waits for a network, as in a cluster. Each writer uses up to 20 MiB
	// of memory. The source is read in one loop regardless, because the digest is that of all
	// entries in their order. Default 1.
	Writers int
	// Progress is called periodically with the number of entries and bytes that were copied, or
	// verified, since the previous call. It runs on the caller's goroutine.
	Progress func(verifying bool, entries int, bytes int64)
	// Reached is called before Progress while entries are copied, with a key of the source: all
	// entries before it have been read. The key is valid until Reached returns. ApproximateSize of
	// the range up to it tells how much of the source has been copied.
	Reached func(key string)
}

// CopyStats holds the result of [Copy] or [Backup]. After an error it covers the work done before
// the error.
type CopyStats struct {
	Entries int   // entries read from the source
	Bytes   int64 // size of their keys and values

	Written int // entries that were missing or had other values
	Deleted int // entries that were only in the destination: CopyMirror
	// Kept counts entries in the range that were only in the destination, and still are: CopyMerge.
	Kept int

	// Result is the digest of the range in the destination after the copy. It is the digest of the
	// source unless entries were Kept. It is zero after an error.
	Result   Digest
	Verified bool // the copy was read back and compared
}

// copyBatch is the size of a batch of entries, in bytes. A value of copyAlone bytes or more is
// written individually, without copying it into a batch; with several writers, a value of
// copyAloneOfMany bytes or more.
const (
	copyBatch       = 4 << 20
	copyAlone       = 1 << 20
	copyAloneOfMany = 16 << 20
)

// Copy copies entries from src to dst. Both may be local databases, databases on servers, or
// sub-databases. A sub-database is read without its prefix, and written with its prefix added.
// Stored bytes are copied verbatim, including keys that are not valid UTF-8.
//
// The source is read in one loop, and its checksums are verified. The copy holds the state of the
// source when the copy began, regardless of later writes. Existing entries of the destination are
// read in the same pass, and only differences are written, a few megabytes at a time. Memory use is
// bounded by one batch or the largest value, and by Writers. When Copy returns without an error, everything is on
// disk, and has been read back and compared unless NoVerify is set.
//
// The error is fs.ErrExist if CopyIntoEmpty finds entries, the error of ctx if ctx is done, and
// ErrCorrupt if the entries read back differ, for example because of other writers. Entries written
// before an error remain in the destination. Copying again with CopyMerge or CopyMirror resumes
// from there.
func Copy(ctx context.Context, dst, src *DB, o *CopyOptions) (CopyStats, error) {
	if o == nil {
		o = &CopyOptions{}
	}
	r, err := o.Range.whole()
	if err == nil && (o.Into < CopyIntoEmpty || o.Into > CopyMirror) {
		err = fmt.Errorf("%w: option Into is %d", ErrInvalidArgument, o.Into)
	}
	if err == nil && o.Writers < 0 {
		err = fmt.Errorf("%w: option Writers is %d", ErrInvalidArgument, o.Writers)
	}
	if err != nil {
		return CopyStats{}, fail("copy", src.name, err)
	}
	if err := sameOrder(src, dst.order); err != nil {
		return CopyStats{}, fail("copy", src.name, err)
	}
	old := r
	if o.Into == CopyIntoEmpty {
		for _, err := range dst.WithContext(ctx).Keys(&Range{Limit: 1}) {
			if err == nil {
				err = fail("copy", dst.name, inTheWay("it has entries already"))
			}
			return CopyStats{}, err
		}
		old = nil
	}
	c := newCopier(ctx, dst, o)
	if err := c.copy(src.WithContext(ctx), r, old); err != nil || o.NoVerify {
		return c.CopyStats, err
	}
	err = c.verify(dst.WithContext(ctx), r)
	return c.CopyStats, err
}

// sameOrder returns an error if src has a different comparator.
func sameOrder(src *DB, order *Comparator) error {
	name := func(c *Comparator) string {
		if c == nil {
			return driver.BytewiseName
		}
		return c.Name
	}
	if name(src.order) == name(order) {
		return nil
	}
	return &driver.Error{Class: ErrNotSupported, Text: fmt.Sprintf(
		"the source is in the order of the comparator %q, and the copy in that of %q; set the same Options.Comparator, or iterate over the source and put the entries",
		name(src.order), name(order))}
}

// compare compares two keys in the order of the database.
func (db *DB) compare(a, b string) (order int, err error) {
	if db.order == nil {
		return strings.Compare(a, b), nil
	}
	defer func() {
		if v := recover(); v != nil {
			err = &driver.Error{Class: ErrInvalidArgument, Text: fmt.Sprintf("the comparator %q panicked: %v", db.order.Name, v)}
		}
	}()
	return db.order.Compare([]byte(a), []byte(b)), nil
}

// ascending checks that keys are in bytewise order, unless the order of the database is known. A
// server may serve a database with a comparator. Merging it could delete the wrong entries.
type ascending struct {
	last []byte
	some bool
}

func (a *ascending) check(db *DB, key string) error {
	if _, known := db.store.(driver.Ordered); known {
		return nil
	}
	if a.some && key < string(a.last) {
		return fail("copy", db.name, &driver.Error{Class: ErrNotSupported, Text: "a comparator orders its keys; iterate over them and put the entries"})
	}
	a.last, a.some = append(a.last[:0], key...), true
	return nil
}

// copier holds the state of a copy.
type copier struct {
	CopyStats
	ctx     context.Context
	dst     *DB   // not bound to ctx, so that a write in progress completes
	into    *part // the new database, if dst only holds its name
	options *CopyOptions
	result  *digester
	writers *copyWriters
	batch   *driver.Batch
	deletes int // in the batch
	told    CopyStats
	from    *iterator // over the source; nil without a current key
}

func newCopier(ctx context.Context, dst *DB, o *CopyOptions) *copier {
	return &copier{ctx: ctx, dst: dst, options: o, result: newDigester(), writers: newCopyWriters(dst, o.Writers), batch: new(driver.Batch)}
}

// copy copies a range. old is the range of dst to compare with; it is nil if dst is known to be
// empty.
func (c *copier) copy(src *DB, r, old *Range) (err error) {
	defer func() { err = c.settle(err) }()
	from := src.careful().iterate(r, reuseKeys)
	defer from.close()
	c.from = from
	there := &iterator{}
	if old != nil {
		there = c.dst.WithContext(c.ctx).careful().iterate(old, reuseKeys)
	}
	defer there.close()
	more := there.next()
	var in, out ascending
	for from.next() {
		if err := in.check(src, from.key()); err != nil {
			return err
		}
		order := 1 // of the destination's entry relative to the source's
		for more {
			if err := out.check(c.dst, there.key()); err != nil {
				return err
			}
			if order, err = src.compare(there.key(), from.key()); err != nil {
				return fail("copy from", src.name, err)
			}
			if order >= 0 {
				break
			}
			if err := c.only(there); err != nil {
				return err
			}
			more = there.next()
		}
		same := more && order == 0
		// A comparator may order keys with different bytes as the same key.
		if err := c.take(from, there, same && there.key() == from.key()); err != nil {
			return err
		}
		if same {
			more = there.next()
		}
	}
	c.from = nil
	if from.err != nil {
		return fail("copy from", src.name, from.err)
	}
	for ; more; more = there.next() {
		if err := c.only(there); err != nil {
			return err
		}
	}
	if there.err != nil {
		return fail("copy to", c.dst.name, there.err)
	}
	if err := c.flush(true); err != nil {
		return err
	}
	c.Result = c.result.sum()
	return nil
}

// only handles an entry of dst that is not in src, as the options request.
func (c *copier) only(there *iterator) error {
	if c.options.Into != CopyMirror {
		c.Kept++
		return c.result.addEntry(there)
	}
	c.deletes++
	whole := c.dst.prefix + there.key()
	if err := c.batch.Delete(whole); err != nil {
		return fail("delete", whole, err)
	}
	return c.mayFlush()
}

// take copies the current entry of from. If compare is set, the current entry of there has the same
// key.
func (c *copier) take(from, there *iterator, compare bool) (err error) {
	stored, err := from.value()
	if err != nil {
		return from.wrong("get", err)
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "get", from.page.Key(from.index), &err)
	c.Entries++
	c.Bytes += int64(len(from.key())) + int64(len(stored.Bytes()))
	c.result.add(from.key(), stored.Bytes())
	if compare {
		same, err := there.holds(stored.Bytes())
		if err != nil || same {
			return errors.Join(err, c.mayTell())
		}
	}
	return c.put(c.dst.prefix+from.key(), stored.Bytes())
}

// holds reports whether the current entry has the given value.
func (w *iterator) holds(value []byte) (same bool, err error) {
	stored, err := w.value()
	if err != nil {
		return false, w.wrong("get", err)
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "get", w.page.Key(w.index), &err)
	return bytes.Equal(stored.Bytes(), value), nil
}

// put writes an entry, either immediately or with the next batch. It does not retain value.
func (c *copier) put(whole string, value []byte) error {
	if c.into != nil {
		if err := c.into.putRaw(whole, value); err != nil {
			return fail("put", whole, err)
		}
		c.Written++
		return c.mayTell()
	}
	if len(value) >= c.writers.alone() {
		if err := c.flush(false); err != nil {
			return err
		}
		if err := c.writers.put(whole, value); err != nil {
			return err
		}
		return c.mayTell()
	}
	if err := c.batch.Put(whole, value); err != nil {
		return fail("put", whole, err)
	}
	return c.mayFlush()
}

func (c *copier) mayFlush() error {
	if c.batch.Size() < copyBatch {
		return nil
	}
	return c.flush(false)
}

// mayTell reports progress if copyBatch bytes or more were read since the last report.
func (c *copier) mayTell() error {
	if c.Bytes-c.told.Bytes < copyBatch {
		return nil
	}
	return c.tell()
}

// flush writes the batch. If sync is set, everything written so far is on disk when it returns.
func (c *copier) flush(sync bool) error {
	if c.into == nil && (c.batch.Len() > 0 || sync) {
		deletes := c.deletes
		c.deletes = 0
		var err error
		if c.batch, err = c.writers.write(c.batch, deletes, sync); err != nil {
			return err
		}
	}
	return c.tell()
}

// settle waits for the writers, and counts what they have written. It returns err, or the error of a
// writer.
func (c *copier) settle(err error) error {
	failed := c.writers.wait()
	c.Written += int(c.writers.written.Load())
	c.Deleted += int(c.writers.deleted.Load())
	if err == nil {
		err = failed
	}
	return err
}

// tell reports progress. It returns an error if the context is done.
func (c *copier) tell() error {
	if c.options.Reached != nil && c.from != nil {
		c.options.Reached(c.from.key())
	}
	if c.options.Progress != nil {
		c.options.Progress(false, c.Entries-c.told.Entries, c.Bytes-c.told.Bytes)
	}
	c.told = c.CopyStats
	err := c.ctx.Err()
	if err == nil && c.into != nil {
		err = c.into.building.checkpoint()
	}
	return fail("copy", c.dst.name, err)
}

// verify reads the range of dst back and compares its digest.
func (c *copier) verify(dst *DB, r *Range) error {
	read, err := dst.digest(r, func(entries int, bytes int64) {
		if c.options.Progress != nil {
			c.options.Progress(true, entries, bytes)
		}
	})
	if err == nil && read != c.Result {
		err = fail("verify", dst.name, fmt.Errorf("%w: read back %d entries of %d bytes with SHA-256 %.16s…; copied %d entries of %d bytes with SHA-256 %.16s…",
			ErrCorrupt, read.Entries, read.Bytes, read, c.Result.Entries, c.Result.Bytes, c.Result))
	}
	c.Verified = err == nil
	return err
}
