package leveldb

import (
	"errors"
	"fmt"
	"sync"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// buildChunk is the size in bytes of the entries that are handed over to LevelDB at once. They fit
// into a processor's cache.
const buildChunk = 512 << 10

// keepChunk is the size of the largest chunk whose memory is used again.
const keepChunk = 128 << 20

// part is what one goroutine builds. While it collects a chunk of entries, the chunk before is
// written by another goroutine.
type part struct {
	building *building
	mu       sync.Mutex // held by the call in progress
	over     bool
	err      error // of close

	tables *native.TableWriter
	sorter *sorter // nil for entries in order
	limit  int     // size of a chunk
	batch  *driver.Batch
	spare  *driver.Batch // being written, if writing is not nil
	// writing receives the result of writing spare.
	writing chan error

	some bool
	last []byte // key
}

// begin begins a call, which ends with mu.Unlock.
func (p *part) begin() error {
	if !p.mu.TryLock() {
		return fmt.Errorf("%w: another call of this Builder is in progress; Part returns one for another goroutine", ErrInvalidArgument)
	}
	return nil
}

// check begins to put an entry: it returns an error if there is one already, or if the key does not
// follow the key before.
func (p *part) check(key string) error {
	if p.over {
		return ErrClosed
	}
	if err := p.building.failure(); err != nil {
		return err
	}
	if p.sorter == nil && p.some && key <= string(p.last) {
		return errOrder(key, string(p.last))
	}
	return nil
}

// put adds the entry whose value encode appends to dst.
func (p *part) put(key string, encode func(dst []byte) ([]byte, error)) error {
	if err := p.begin(); err != nil {
		return err
	}
	defer p.mu.Unlock()
	if err := p.check(key); err != nil {
		return err
	}
	if err := p.batch.PutWith(key, encode); err != nil {
		return err
	}
	return p.added(key)
}

// putRaw adds an entry. A large value is written at once, without copying it into a batch.
func (p *part) putRaw(key string, stored []byte) error {
	if err := p.begin(); err != nil {
		return err
	}
	defer p.mu.Unlock()
	if err := p.check(key); err != nil {
		return err
	}
	if len(stored) >= copyAlone && p.sorter == nil {
		if err := driver.CheckSize(len(key), len(stored)); err != nil {
			return err
		}
		if err := errors.Join(p.flush(), p.wait()); err != nil {
			return err
		}
		if err := p.tables.Put(key, stored); err != nil {
			return p.building.failed(err)
		}
	} else if err := p.batch.Put(key, stored); err != nil {
		return err
	}
	return p.added(key)
}

// added is called when an entry was added.
func (p *part) added(key string) error {
	p.some = true
	if p.sorter == nil {
		p.last = append(p.last[:0], key...)
	}
	return p.mayFlush()
}

func (p *part) mayFlush() error {
	if p.batch.Size() < p.limit {
		return nil
	}
	return p.flush()
}

// flush begins to write the batch, after the one before is written. An error is recorded for the
// whole build.
func (p *part) flush() error {
	if err := p.wait(); err != nil || p.batch.Len() == 0 {
		return err
	}
	full := p.batch
	p.batch, p.spare = p.spare, full
	writing := make(chan error, 1)
	p.writing = writing
	write := p.tables.Write
	if p.sorter != nil {
		write = p.sorter.add
	}
	go func() { writing <- write(full) }()
	return nil
}

// wait waits until the spare batch is written, and empties it.
func (p *part) wait() error {
	if p.writing == nil {
		return nil
	}
	err := <-p.writing
	p.writing = nil
	if p.spare.Size() > keepChunk && p.sorter == nil {
		p.spare = new(driver.Batch)
	}
	p.spare.Reset()
	if err != nil {
		return p.building.failed(err)
	}
	return nil
}

// close ends the part. Its tables are written, but not yet synced.
func (p *part) close() error {
	if err := p.begin(); err != nil {
		return err
	}
	defer p.mu.Unlock()
	if p.over {
		return p.err
	}
	p.err = p.finish()
	if p.err != nil {
		p.err = p.building.failed(p.err)
	}
	p.end()
	return p.err
}

func (p *part) finish() error {
	if err := p.building.failure(); err != nil {
		return err
	}
	if p.sorter != nil {
		if err := p.merge(); err != nil {
			return err
		}
	}
	if err := p.flush(); err != nil {
		return err
	}
	if err := p.wait(); err != nil {
		return err
	}
	return p.tables.Finish()
}

// merge sorts all entries and passes them on in order.
func (p *part) merge() error {
	if err := p.wait(); err != nil {
		return err
	}
	s, rest := p.sorter, p.batch
	p.sorter, p.limit, p.batch = nil, buildChunk, new(driver.Batch)
	p.spare = new(driver.Batch)
	return s.merge(rest, func(key string, value []byte) error {
		if err := p.batch.Put(key, value); err != nil {
			return err
		}
		return p.mayFlush()
	})
}

// closed reports whether the part has ended.
func (p *part) closed() bool {
	if !p.mu.TryLock() {
		return false
	}
	defer p.mu.Unlock()
	return p.over
}

// abort ends the part, if it is not closed, and with it the build.
func (p *part) abort() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	p.err = p.building.failed(fmt.Errorf("%w: a part was aborted", ErrClosed))
	p.end()
}

// end frees the part.
func (p *part) end() {
	p.over = true
	if p.writing != nil {
		<-p.writing
	}
	p.tables.Close()
	p.batch, p.spare, p.writing, p.sorter = nil, nil, nil, nil
}
