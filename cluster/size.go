package cluster

import (
	"context"
	"math"

	pd "github.com/tikv/pd/client"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// PD knows the sizes of regions only, which are about 100 MiB. So a span in few regions is read,
// as far as this does not take long.
const (
	fewRegions  = 3
	readEntries = 32 << 10
	readBytes   = 16 << 20
	countMost   = 1 << 20
)

// Count implements driver.Store.
func (s *store) Count(ctx context.Context, span driver.Span, o driver.ReadOptions) (n uint64, err error) {
	v, err := s.state(ctx, o)
	if err != nil {
		return 0, err
	}
	s.db.client.keeper.hold(v.ts)
	defer s.db.client.keeper.release(v.ts)
	bound, done := s.db.bind(ctx)
	defer done()
	from, to := s.db.space.span(span.Lower, span.Upper)
	r := &stream{view: v, ctx: bound, keysOnly: true, size: 4 * firstEntries, limit: -1, left: part{from: from, to: to}}
	if span.Limit > 0 {
		r.limit = span.Limit
	}
	for {
		pairs, err := r.next(bound)
		if err != nil || pairs == nil {
			return n, s.db.fail(ctx, err)
		}
		n += uint64(len(pairs))
	}
}

// ApproximateSize implements driver.Store. The sizes of large values are those of their chunks.
func (s *store) ApproximateSize(ctx context.Context, lower, upper string) (uint64, error) {
	span := driver.Span{Lower: lower, Upper: upper}
	v, err := s.state(ctx, driver.ReadOptions{DontFillCache: true})
	if err != nil || span.Empty() {
		return 0, err
	}
	bound, done := s.db.bind(ctx)
	defer done()
	size, err := s.size(bound, v, span)
	return size, s.db.fail(ctx, err)
}

func (s *store) size(ctx context.Context, v *view, span driver.Span) (size uint64, err error) {
	few, err := s.inFewRegions(ctx, span)
	if err != nil {
		return 0, err
	}
	if few {
		complete, err := s.read(ctx, v, span, s.db.client.web != nil, func(_ string, n int) { size += uint64(n) })
		if complete || err != nil {
			return size, err
		}
	}
	from, to := s.db.space.span(span.Lower, span.Upper)
	some, err := s.db.client.statistics(ctx, from, to)
	if err != nil {
		return 0, err
	}
	all, err := s.db.client.statistics(ctx, s.db.space.data(""), s.db.space.key(kindData+1, ""))
	if err != nil {
		return 0, err
	}
	chunks, err := s.db.client.statistics(ctx, s.db.space.key(kindChunk, ""), s.db.space.key(kindChunk+1, ""))
	if err != nil {
		return 0, err
	}
	share := 1.0
	if all.MiB > 0 {
		share = min(1, float64(some.MiB)/float64(all.MiB))
	}
	return max(size, some.MiB<<20+uint64(share*float64(chunks.MiB<<20))), nil
}

// EstimateCount implements driver.Estimator. For many regions, the number is PD's, which counts
// every version that has not been collected.
func (s *store) EstimateCount(ctx context.Context, span driver.Span, o driver.ReadOptions) (uint64, error) {
	limit := uint64(math.MaxUint64)
	if span.Limit > 0 {
		limit = uint64(span.Limit)
	}
	if err := s.mayRead(ctx); err != nil {
		return 0, err
	}
	if span.Empty() {
		return 0, nil
	}
	bound, done := s.db.bind(ctx)
	defer done()
	few, err := s.inFewRegions(bound, span)
	if err != nil {
		return 0, s.db.fail(ctx, err)
	}
	counted := uint64(0)
	if few {
		some := span
		if limit > countMost && s.db.client.web != nil {
			some.Limit = countMost
		}
		if counted, err = s.Count(ctx, some, o); err != nil || some.Limit != countMost || counted < countMost {
			return counted, err
		}
	}
	from, to := s.db.space.span(span.Lower, span.Upper)
	known, err := s.db.client.statistics(bound, from, to)
	return min(limit, max(counted, known.Keys)), s.db.fail(ctx, err)
}

// statistics returns PD's estimates for the regions that overlap a range of TiKV's keys.
func (c *client) statistics(ctx context.Context, from, to []byte) (s regionStats, err error) {
	ctx, done := limit(ctx, c.options.Timeout)
	defer done(&err)
	if c.web != nil {
		return c.web.stats(ctx, from, to)
	}
	regions, err := c.kv.GetRegionCache().LoadRegionsInKeyRange(c.backoff(ctx), from, to)
	return regionStats{Regions: len(regions)}, err
}

// inFewRegions reports whether a span is best read.
func (s *store) inFewRegions(ctx context.Context, span driver.Span) (bool, error) {
	if s.db.client.web == nil {
		return true, nil // there are no statistics
	}
	regions, err := s.regionsOf(ctx, span, fewRegions+1)
	return len(regions) <= fewRegions, err
}

// regionsOf returns at most most regions of a span, in order.
func (s *store) regionsOf(ctx context.Context, span driver.Span, most int) (regions []*pd.Region, err error) {
	ctx, done := limit(ctx, s.db.options.Timeout)
	defer done(&err)
	from, to := s.db.space.span(span.Lower, span.Upper)
	err = s.db.client.retry(ctx, func() error {
		regions, err = s.db.client.pd.ScanRegions(ctx, from, to, most)
		return err
	})
	return regions, err
}

// read calls use with the keys of a span and the sizes of the entries. If bounded is set and there
// are many, it stops and reports false.
func (s *store) read(ctx context.Context, v *view, span driver.Span, bounded bool, use func(key string, size int)) (complete bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	from, to := s.db.space.span(span.Lower, span.Upper)
	r := &stream{view: v, ctx: ctx, size: firstEntries, limit: -1, left: part{from: from, to: to}}
	entries, bytes := 0, 0
	for {
		pairs, err := r.next(ctx)
		if err != nil || pairs == nil {
			return err == nil, err
		}
		for _, p := range pairs {
			value, h, err := parseStored(p.Value)
			if err != nil {
				return false, err
			}
			use(string(p.Key[prefixSize:]), len(p.Key)-prefixSize+len(value)+int(h.size))
			entries++
			bytes += len(p.Key) + len(p.Value)
		}
		if bounded && (entries > readEntries || bytes > readBytes) {
			return false, nil
		}
	}
}
