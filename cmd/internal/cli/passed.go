package cli

import (
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Passed measures how much of a range a loop has passed, in bytes of the tables on the disk. The
// size of all keys and values is not known in advance, so it cannot be the total, and compressed
// tables are smaller.
type Passed struct {
	db     *leveldb.DB
	within leveldb.Range
	total  int64
	passed int64
	next   time.Time // of a query: queries take a small part of the time, also over a slow network
}

// querying is the maximum part of the time that queries take, as its reciprocal.
const querying = 20

// NewPassed returns a Passed for a loop over a range; a nil r selects all.
func NewPassed(db *leveldb.DB, r *leveldb.Range) (*Passed, error) {
	p := &Passed{db: db}
	if r != nil {
		p.within = *r
	}
	total, err := db.ApproximateSize(r)
	p.total = int64(total)
	return p, err
}

// Total returns the size of the range. It is 0 if all entries are in memory.
func (p *Passed) Total() int64 { return p.total }

// To returns the size of what the loop has passed since the previous call, now that it has reached
// key, which is without the prefix of the range. The sum never exceeds the total. If LevelDB cannot
// return the size, the loop does not appear to advance.
func (p *Passed) To(key string) int64 {
	began := time.Now()
	if p.total == 0 || began.Before(p.next) {
		return 0
	}
	before := p.within
	if before.Reverse {
		before.Start, before.ExcludeStart = key, true
	} else {
		before.Stop, before.IncludeStop = key, false
	}
	at, err := p.db.ApproximateSize(&before)
	p.next = time.Now().Add(querying * time.Since(began))
	if err != nil {
		return 0
	}
	return p.to(int64(min(at, uint64(p.total))))
}

// Rest returns the size of what the loop has passed since the previous call, at its end.
func (p *Passed) Rest() int64 { return p.to(p.total) }

func (p *Passed) to(at int64) int64 {
	newly := max(at-p.passed, 0)
	p.passed += newly
	return newly
}
