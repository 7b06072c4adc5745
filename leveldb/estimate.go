package leveldb

import (
	"context"
	"errors"
	"math"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

const (
	// countAlways is the maximum number of entries that EstimatedCount counts in any range.
	countAlways = 10_000
	// countSmall is that maximum for a range of at most readWhole bytes on disk. Most entries of
	// such a range may be in the memtable, which has no size on disk.
	countSmall = 1 << 20

	// estimateParts is the number of parts, of about equal size, into which a range is cut. A
	// sample of entries is read at the beginning of each part.
	estimateParts = 64
	// A sample ends after sampleSize bytes on disk. If a block is larger, the sample ends after
	// sampleEntries and at least one block. It ends after maxSample entries in any case, as in the
	// memtable.
	sampleSize    = 32 << 10
	sampleEntries = 4 << 10
	maxSample     = 64 << 10
	// firstSample is the number of entries that are read before the first query for the size of the
	// sample.
	firstSample = 4
)

// EstimatedCount returns the approximate number of entries in a range, without reading most of
// them. A nil r selects all. The time taken does not grow with the size of the range.
//
// The number is exact for up to 10,000 entries, and for up to a million entries in a range of at
// most 16 MiB on disk. For a larger range it is estimated from the size on disk and the number of
// entries per byte at 64 points of the range. The estimate is usually within a few percent, and
// nearly always within a factor of two. In two cases it may not even have the right order of
// magnitude:
//
//   - Entries that are much smaller than the others, and together take less than 2 % of the size,
//     may be missed.
//   - Recent writes that are not in a table yet may be missed if all of them are at one point of
//     the range. They take at most twice WriteBufferSize.
//
// The result is at most Limit, if that is set. Reverse is ignored. Use Count for the exact number.
func (db *DB) EstimatedCount(r *Range) (int, error) {
	s, cut := db.span(r)
	s.Reverse = false
	n, err := db.estimate(s)
	return int(min(n, math.MaxInt)), db.failRange("estimate count", cut, err)
}

func (db *DB) estimate(s driver.Span) (uint64, error) {
	if store, ok := db.store.(driver.Estimator); ok {
		n, err := store.EstimateCount(db.ctx, s, db.read)
		if !errors.Is(err, driver.ErrNotSupported) {
			return n, err
		}
	}
	e := &estimator{db: db, ctx: db.ctx, store: db.store, span: s, options: db.read}
	e.options.DontFillCache = true
	return e.count()
}

// estimator estimates the number of entries in a span.
type estimator struct {
	db      *DB
	ctx     context.Context
	store   driver.Store
	span    driver.Span
	options driver.ReadOptions
}

// count counts the entries of a small span, and estimates the number of those in a large one.
func (e *estimator) count() (uint64, error) {
	if err := e.span.Check(); err != nil {
		return 0, err
	}
	size, err := e.store.ApproximateSize(e.ctx, e.span.Lower, e.span.Upper)
	if err != nil {
		return 0, err
	}
	some := e.span
	some.Limit = countAlways
	if size <= readWhole {
		some.Limit = countSmall
	}
	if e.span.Limit > 0 {
		some.Limit = min(some.Limit, e.span.Limit)
	}
	n, err := e.store.Count(e.ctx, some, e.options)
	if err != nil || n < uint64(some.Limit) || some.Limit == e.span.Limit {
		return n, err
	}
	estimate, err := e.sample()
	if err != nil {
		return 0, err
	}
	n = max(n, uint64(min(estimate, math.MaxInt64)))
	if e.span.Limit > 0 {
		n = min(n, uint64(e.span.Limit))
	}
	return n, nil
}

// sample returns the sum of the estimates for the parts of the span.
func (e *estimator) sample() (sum float64, err error) {
	whole := e.span
	whole.Limit = 0
	cuts, err := e.db.cuts(&Range{}, whole, estimateParts)
	if err != nil {
		return 0, err
	}
	lower := whole.Lower
	for _, upper := range append(cuts, whole.Upper) {
		n, err := e.part(lower, upper)
		if err != nil {
			return 0, err
		}
		sum += n
		lower = upper
	}
	return sum, nil
}

// part estimates the number of entries of a part from those at its beginning.
func (e *estimator) part(lower, upper string) (float64, error) {
	entries, size := 0, uint64(0)
	// The size of entries is known only for complete blocks. A sample that ended with the first
	// block would usually be shorter than that block.
	first := uint64(0)
	span := driver.Span{Lower: lower, Upper: upper, KeysOnly: true, Reuse: true}
	for step := firstSample; ; step *= 4 {
		span.Limit = step
		n, key, err := e.skip(span)
		if err != nil {
			return 0, err
		}
		entries += n
		if n < step {
			return float64(entries), nil // the part is complete
		}
		if e.db.order != nil {
			// A comparator may not know a key that is not in the database, or may put it anywhere.
			span.Lower, span.ExcludeLower = key, true
		} else {
			span.Lower = key + "\x00"
		}
		if size, err = e.store.ApproximateSize(e.ctx, lower, span.Lower); err != nil {
			return 0, err
		}
		if first == 0 {
			first = size
		}
		more := size - min(first, size) // a compaction may have changed the sizes
		if more >= sampleSize || more > 0 && entries >= sampleEntries || entries >= maxSample {
			break
		}
	}
	all, err := e.store.ApproximateSize(e.ctx, lower, upper)
	if err != nil || size == 0 { // the sample is in the memtable
		return float64(entries), err
	}
	return max(float64(entries), float64(all)*float64(entries)/float64(size)), nil
}

// skip reads the keys of a span. It returns their number and the last one.
func (e *estimator) skip(span driver.Span) (entries int, last string, err error) {
	cursor, err := e.store.Scan(e.ctx, span, e.options)
	if err != nil {
		return 0, "", err
	}
	defer cursor.Close()
	for {
		page, err := cursor.Next(e.ctx)
		if err != nil || page == nil {
			return entries, last, err
		}
		entries += page.Len()
		last = strings.Clone(page.Key(page.Len() - 1))
		if err := page.Err(); err != nil {
			return entries, last, err
		}
	}
}
