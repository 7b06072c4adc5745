package leveldb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
)

// CopyInto says what Copy does with the entries that there are already.
type CopyInto int

const (
	// CopyIntoEmpty copies into a database without entries only.
	CopyIntoEmpty CopyInto = iota
	// CopyMerge puts entries in place of those with the same key, and leaves the others as they are, as cp and rsync do with files.
	CopyMerge
	// CopyMirror is CopyMerge, and deletes what is in the range but not in the source, as rsync --delete does.
	CopyMirror
)

// CopyOptions say what is copied and how. nil and the zero value are the defaults.
type CopyOptions struct {
	// Range selects what is copied; nil is all. A Prefix stays on the keys; to copy without it, take src.Sub. Reverse and Limit
	// are ErrInvalidArgument.
	Range *Range
	// Into is what becomes of entries that there are already. Backup does not consider it.
	Into CopyInto
	// NoVerify spares the reading of what was written.
	NoVerify bool
	// Progress is told now and then how many entries and bytes have been copied, or verified, since it was told last. It is called
	// on the goroutine of the caller.
	Progress func(verifying bool, entries int, bytes int64)
	// Open is what Backup makes the new database with; nil is the default.
	Open *Options
}

// Copied is what Copy or Backup has done. After an error it is what was done until then.
type Copied struct {
	Entries int   // of the source, that were read
	Bytes   int64 // of their keys and values

	Written int // entries that were not there before, or had other values
	Deleted int // entries that were there only: CopyMirror
	Kept    int // entries in the range that were there only, and still are: CopyMerge

	// Result sums up what is in the range after the copy, which is what the source holds unless Kept. It is zero after an error.
	Result   Digest
	Verified bool // it has been read back
}

// copyBatch is how many bytes of entries are written at once. A value that is a batch by itself is not copied into one.
const (
	copyBatch = 4 << 20
	copyAlone = 1 << 20
)

// Copy copies entries from one database to another: local ones, on servers, sub-databases, which give their entries without their
// prefix and take them behind it. Stored bytes go over as they are, keys that are not UTF-8 included.
//
// The source is read in one loop with checksums verified, so that what arrives is the state of the moment when the copy began,
// whatever is written meanwhile. The destination is read along where it has entries, and only what differs is written, a few
// megabytes at a time; memory is that of a batch, or of the largest value. At the end all of it is on the disk, and, unless
// the options say otherwise, is read again and compared.
//
// The error is fs.ErrExist if CopyIntoEmpty finds entries; that of ctx if it ends; ErrCorrupt if what is read back differs, also
// because somebody else has written to it. What was written by then stays there: copying again with CopyMerge or CopyMirror goes
// on where it was.
func Copy(ctx context.Context, dst, src *DB, o *CopyOptions) (Copied, error) {
	if o == nil {
		o = &CopyOptions{}
	}
	r, err := o.Range.whole()
	if err == nil && (o.Into < CopyIntoEmpty || o.Into > CopyMirror) {
		err = fmt.Errorf("%w: option Into is %d", ErrInvalidArgument, o.Into)
	}
	if err != nil {
		return Copied{}, fail("copy", src.name, err)
	}
	old := r
	if o.Into == CopyIntoEmpty {
		for _, err := range dst.WithContext(ctx).Keys(&Range{Limit: 1}) {
			if err == nil {
				err = fail("copy", dst.name, inTheWay("it has entries already"))
			}
			return Copied{}, err
		}
		old = nil
	}
	c := newCopier(ctx, dst, o)
	if err := c.copy(src.WithContext(ctx), r, old); err != nil || o.NoVerify {
		return c.Copied, err
	}
	err = c.verify(dst.WithContext(ctx), r)
	return c.Copied, err
}

// copier does a copy.
type copier struct {
	Copied
	ctx     context.Context
	dst     *DB // not bound to ctx: a write that has begun is finished
	options *CopyOptions
	result  *digester
	batch   RawBatch
	deletes int // in the batch
	told    Copied
}

func newCopier(ctx context.Context, dst *DB, o *CopyOptions) *copier {
	return &copier{ctx: ctx, dst: dst, options: o, result: newDigester()}
}

// copy copies a range. old is the range of dst to compare with; nil if that is known to be empty.
func (c *copier) copy(src *DB, r, old *Range) error {
	from := src.careful().walk(r, passing)
	defer from.close()
	there := &walk{}
	if old != nil {
		there = c.dst.WithContext(c.ctx).careful().walk(old, passing)
	}
	defer there.close()
	more := there.next()
	for from.next() {
		for more && there.key() < from.key() {
			if err := c.only(there); err != nil {
				return err
			}
			more = there.next()
		}
		same := more && there.key() == from.key()
		if err := c.take(from, there, same); err != nil {
			return err
		}
		if same {
			more = there.next()
		}
	}
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

// only does with an entry of dst that src does not have what the options say.
func (c *copier) only(there *walk) error {
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

// take copies the present entry of from. With compare there has one of the same key.
func (c *copier) take(from, there *walk, compare bool) (err error) {
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

// holds says whether the present entry has the value.
func (w *walk) holds(value []byte) (same bool, err error) {
	stored, err := w.value()
	if err != nil {
		return false, w.wrong("get", err)
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "get", w.page.Key(w.index), &err)
	return bytes.Equal(stored.Bytes(), value), nil
}

// put writes an entry, soon. The value is not kept.
func (c *copier) put(whole string, value []byte) error {
	if len(value) >= copyAlone {
		if err := c.flush(false); err != nil {
			return err
		}
		// LevelDB reads it where it lies; that it can be read was seen when it was hashed.
		if err := c.dst.store.Put(whole, value, c.dst.write); err != nil {
			return fail("put", whole, err)
		}
		c.Written++
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

// mayTell tells of the progress if no batch was written for long.
func (c *copier) mayTell() error {
	if c.Bytes-c.told.Bytes < copyBatch {
		return nil
	}
	return c.tell()
}

// flush writes what is in the batch. With sync, all that was written is on the disk when it returns.
func (c *copier) flush(sync bool) error {
	o := c.dst.write
	o.Sync = o.Sync || sync
	if c.batch.Len() > 0 || sync {
		if err := c.dst.store.Write(&c.batch, o); err != nil {
			return fail("write batch", c.dst.name, err)
		}
		c.Written += c.batch.Len() - c.deletes
		c.Deleted += c.deletes
		c.deletes = 0
		c.batch.Reset()
	}
	return c.tell()
}

// tell tells of the progress, and says whether to go on.
func (c *copier) tell() error {
	if c.options.Progress != nil {
		c.options.Progress(false, c.Entries-c.told.Entries, c.Bytes-c.told.Bytes)
	}
	c.told = c.Copied
	return fail("copy", c.dst.name, c.ctx.Err())
}

// verify reads the range of dst again.
func (c *copier) verify(dst *DB, r *Range) error {
	read, err := dst.digest(r, func(entries int, bytes int64) {
		if c.options.Progress != nil {
			c.options.Progress(true, entries, bytes)
		}
	})
	if err == nil && read != c.Result {
		err = fail("verify", dst.name, fmt.Errorf("%w: %d entries of %d bytes with the hash %.16s… are there, and not the %d of %d bytes with %.16s… that were copied",
			ErrCorrupt, read.Entries, read.Bytes, read.Sum(), c.Result.Entries, c.Result.Bytes, c.Result.Sum()))
	}
	c.Verified = err == nil
	return err
}
