package cluster

import (
	"context"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

const (
	// regionsPerPart is the number of regions per part from which on a span is cut at their bounds.
	regionsPerPart = 2
	// splitKeys is the number of keys that Split reads to cut a few regions.
	splitKeys = 4 << 20
	// splitRegions is the number of regions that are requested at once.
	splitRegions = 1024
	// splitPoints is the number of keys among which Split chooses.
	splitPoints = 8 << 10
)

// Split implements driver.Splitter. A span of many regions is cut between them, which are of about
// equal size, large values apart. A span of a few is cut at equal numbers of keys, and a small span
// by the sizes of its entries.
func (s *store) Split(ctx context.Context, span driver.Span, n int, o driver.ReadOptions) ([]string, error) {
	o.DontFillCache = true
	v, err := s.state(ctx, o)
	if err != nil || span.Empty() || n < 2 {
		return nil, err
	}
	bound, done := s.db.bind(ctx)
	defer done()
	keys, err := s.cuts(bound, v, span, n)
	if err != nil {
		return nil, s.db.fail(ctx, err)
	}
	return keys, nil
}

func (s *store) cuts(ctx context.Context, v *view, span driver.Span, n int) ([]string, error) {
	bounds, err := s.bounds(ctx, span)
	if err != nil {
		return nil, err
	}
	if len(bounds)+1 >= regionsPerPart*n {
		weights := make([]int, len(bounds))
		for i := range weights {
			weights[i] = 1
		}
		return choose(bounds, weights, 1, n), nil
	}
	p := points{}
	complete, err := s.read(ctx, v, span, true, p.add)
	if err != nil {
		return nil, err
	}
	if !complete {
		p = points{}
		if complete, err = s.readKeys(ctx, v, span, p.add); err != nil {
			return nil, err
		}
	}
	if !complete { // too many for reading them
		return bounds, nil
	}
	if len(p.keys) == 0 {
		return nil, nil
	}
	return choose(p.keys[1:], p.weights[1:], p.weights[0], n), nil
}

// bounds returns the keys in a span at which regions begin.
func (s *store) bounds(ctx context.Context, span driver.Span) (keys []string, err error) {
	prefix := string(s.db.space.data(""))
	rest := span
	for {
		regions, err := s.regionsOf(ctx, rest, splitRegions)
		if err != nil {
			return nil, err
		}
		for _, r := range regions {
			key, ok := strings.CutPrefix(string(r.Meta.StartKey), prefix)
			if ok && key > rest.Lower && (span.Upper == "" || key < span.Upper) {
				keys = append(keys, key)
			}
		}
		if len(regions) < splitRegions || len(keys) == 0 {
			return keys, nil
		}
		rest.Lower = keys[len(keys)-1]
	}
}

// readKeys is like read, with keys only. Each counts the same.
func (s *store) readKeys(ctx context.Context, v *view, span driver.Span, use func(key string, size int)) (complete bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	from, to := s.db.space.span(span.Lower, span.Upper)
	r := &stream{view: v, ctx: ctx, keysOnly: true, size: maxKeys, limit: -1, left: part{from: from, to: to}}
	for keys := 0; keys < splitKeys; {
		pairs, err := r.next(ctx)
		if err != nil || pairs == nil {
			return err == nil, err
		}
		for _, p := range pairs {
			use(string(p.Key[prefixSize:]), 1)
		}
		keys += len(pairs)
	}
	return false, nil
}

// points are some of the keys of a span, in order, with the weight of the entries from each to the
// next.
type points struct {
	keys    []string
	weights []int
	every   int // entries of a point
	skipped int // since the last point
}

// add adds an entry.
func (p *points) add(key string, weight int) {
	if p.every == 0 {
		p.every = 1
	}
	if len(p.keys) > 0 && p.skipped < p.every-1 {
		p.skipped++
		p.weights[len(p.weights)-1] += weight
		return
	}
	if len(p.keys) == splitPoints {
		p.halve()
	}
	p.keys, p.weights, p.skipped = append(p.keys, key), append(p.weights, weight), 0
}

// halve joins pairs of points.
func (p *points) halve() {
	n := len(p.keys) / 2
	for i := range n {
		p.keys[i], p.weights[i] = p.keys[2*i], p.weights[2*i]+p.weights[2*i+1]
	}
	p.keys, p.weights = slices.Delete(p.keys, n, len(p.keys)), slices.Delete(p.weights, n, len(p.weights))
	p.every *= 2
}

// choose returns at most n-1 of the keys, which divide the sum of the weights into about equal
// parts. before is the weight before the first key.
func choose(keys []string, weights []int, before, n int) (cuts []string) {
	total := before
	for _, w := range weights {
		total += w
	}
	at := 0 // the next key
	for i := 1; i < n; i++ {
		target := int(float64(total) * float64(i) / float64(n))
		for at < len(keys) && before+weights[at]/2 < target {
			before += weights[at]
			at++
		}
		if at == len(keys) {
			break
		}
		cuts = append(cuts, keys[at])
		before += weights[at]
		at++
	}
	return cuts
}
