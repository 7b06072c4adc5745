package leveldb

import (
	"context"
	"math/bits"
	"slices"
	"sort"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

const (
	// readWhole is the size on disk up to which a range is read to be split.
	readWhole = 16 << 20
	// readEntries is the number of entries after which reading is given up.
	readEntries = 32 << 10
	// unsplittable is the size on disk below which the sizes of blocks say too little about a range.
	// It is read completely. Most of its entries are in the memtable, which bounds their number.
	unsplittable = 1 << 20
	// smallestPart is the size below which a part would have less than one block.
	smallestPart = 4 << 10
	// maxProbes is the maximum number of keys that are read to find one cut.
	maxProbes = 128
)

// splitter finds keys that cut a span into parts of about equal size. It reads a short span
// completely. In a long one it finds each cut by bisection between the first and the last key: it
// seeks a key in the middle, and asks for the size on disk before it. Both ends of the interval are
// keys of the database, so a prefix that all keys between them share costs nothing.
type splitter struct {
	ctx     context.Context
	store   driver.Store
	span    driver.Span
	options driver.ReadOptions
	// points are places where the span can be cut, in order. The first one is the beginning, and the
	// last one is the end.
	points []point
}

// point is a place between two entries of a span.
type point struct {
	key    string // of the entry after it, or of no entry at the end
	offset uint64 // stored bytes of the span before it
	// last is the key of the entry before it.
	last      string
	lastKnown bool
}

// cuts returns keys that begin the second and later parts, at most n-1.
func (s *splitter) cuts(n int) ([]string, error) {
	first, ok, err := s.seek(s.span.Lower, s.span.Upper, false)
	if err != nil || !ok || n == 1 {
		return nil, err
	}
	last, ok, err := s.seek(first, s.span.Upper, true)
	if err != nil || !ok || last == first {
		return nil, err
	}
	end := s.span.Upper
	if end == "" {
		end = last + "\x00"
	}
	begin, err := s.sizeBefore(first)
	if err != nil {
		return nil, err
	}
	total, err := s.sizeBefore(end)
	if err != nil {
		return nil, err
	}
	total -= min(begin, total) // a compaction may have made the database smaller
	if total <= readWhole {
		complete, err := s.read(n, total > unsplittable)
		if err != nil {
			return nil, err
		}
		if complete {
			return s.nearest(n), nil
		}
	}
	s.points = []point{{key: first}, {key: end, offset: total, last: last, lastKnown: true}}
	n = int(min(uint64(n), total/smallestPart+1))
	for i := 1; i < n; i++ {
		if err := s.approach(begin, share(total, i, n), total/uint64(n)/16); err != nil {
			return nil, err
		}
	}
	return s.nearest(n), nil
}

// share returns total*i/n.
func share(total uint64, i, n int) uint64 {
	high, low := bits.Mul64(total, uint64(i))
	quotient, _ := bits.Div64(high, low, uint64(n))
	return quotient
}

// nearest returns the keys of the points that are nearest to the ends of n equal parts.
func (s *splitter) nearest(n int) (keys []string) {
	end := len(s.points) - 1
	n = min(n, end)
	before := 0 // index of the last cut
	for i := 1; i < n; i++ {
		target := share(s.points[end].offset, i, n)
		at := s.after(target)
		if at > 0 && (at > end || target-s.points[at-1].offset <= s.points[at].offset-target) {
			at--
		}
		if at > before && at < end {
			keys = append(keys, s.points[at].key)
			before = at
		}
	}
	return keys
}

// after returns the index of the first point past an offset.
func (s *splitter) after(offset uint64) int {
	return sort.Search(len(s.points), func(i int) bool { return s.points[i].offset > offset })
}

// read makes points of the entries of the span, and of some of them if there are many more than n.
// If bounded is set and there are more than readEntries, it stops and reports false.
func (s *splitter) read(n int, bounded bool) (complete bool, err error) {
	span := s.span
	span.Reuse = true
	cursor, err := s.store.Scan(s.ctx, span, s.options)
	if err != nil {
		return false, err
	}
	defer cursor.Close()
	keep := max(4096, 16*min(n, readEntries))
	offset, entries, every := uint64(0), 0, 1
	for {
		page, err := cursor.Next(s.ctx)
		if err != nil {
			return false, err
		}
		if page == nil {
			s.points = append(s.points, point{offset: offset})
			return true, nil
		}
		for i := range page.Len() {
			if entries%every == 0 {
				if len(s.points) == keep {
					s.points, every = halve(s.points), 2*every
				}
				s.points = append(s.points, point{key: strings.Clone(page.Key(i)), offset: offset})
			}
			size, err := sizeOf(page, i)
			if err != nil {
				return false, err
			}
			offset += size
			entries++
		}
		if err := page.Err(); err != nil {
			return false, err
		}
		if bounded && entries > readEntries {
			return false, nil
		}
	}
}

// halve removes every second point.
func halve(points []point) []point {
	for i := range len(points) / 2 {
		points[i] = points[2*i]
	}
	return slices.Delete(points, len(points)/2, len(points))
}

// sizeOf returns the size of an entry.
func sizeOf(page *driver.Page, i int) (uint64, error) {
	value, err := page.Value(i)
	if err != nil {
		return 0, err
	}
	defer value.Release()
	return uint64(len(page.Key(i)) + len(value.Bytes())), nil
}

// approach adds points until one is within tolerance of target, or none can be nearer. begin is the
// size on disk before the span.
func (s *splitter) approach(begin, target, tolerance uint64) error {
	for probe := range maxProbes {
		at := s.after(target)
		if at == 0 || at == len(s.points) {
			return nil
		}
		from, to := &s.points[at-1], &s.points[at]
		if target-from.offset <= tolerance || to.offset-target <= tolerance {
			return nil
		}
		if !to.lastKnown {
			last, ok, err := s.seek(from.key, to.key, true)
			if err != nil || !ok {
				return err // not ok: the entry was deleted
			}
			to.last, to.lastKnown = last, true
		}
		if to.last <= from.key {
			return nil
		}
		key, ok, err := s.seek(between(from.key, to.last, probe), to.key, false)
		if err != nil || !ok {
			return err
		}
		size, err := s.sizeBefore(key)
		if err != nil {
			return err
		}
		offset := min(max(size-min(begin, size), from.offset), to.offset)
		s.points = slices.Insert(s.points, at, point{key: key, offset: offset})
	}
	return nil
}

// seek returns the first key with lower <= key < upper, or the last one if reverse is set. It
// reports whether there is one.
func (s *splitter) seek(lower, upper string, reverse bool) (key string, ok bool, err error) {
	span := driver.Span{Lower: lower, Upper: upper, Reverse: reverse, KeysOnly: true, Limit: 1}
	cursor, err := s.store.Scan(s.ctx, span, s.options)
	if err != nil {
		return "", false, err
	}
	defer cursor.Close()
	page, err := cursor.Next(s.ctx)
	if err != nil || page == nil {
		return "", false, err
	}
	return strings.Clone(page.Key(0)), true, page.Err()
}

// sizeBefore returns the size on disk of the entries before key.
func (s *splitter) sizeBefore(key string) (uint64, error) {
	if key == "" {
		return 0, nil // an empty bound is no bound
	}
	return s.store.ApproximateSize(s.ctx, "", key)
}

// between returns a string m with a < m <= b, usually about in the middle. It requires a < b.
//
// With keys such as a, aa, aaa, the middle is always next to one end. So from the 16th probe for
// the same cut, it also returns strings that halve the number of bytes in which a or b is longer
// than their common prefix.
func between(a, b string, probe int) string {
	common := 0
	for common < len(a) && a[common] == b[common] {
		common++
	}
	if probe >= 16 {
		depth := func(s string) int { return common + (len(s)-common+1)/2 }
		switch probe % 3 {
		case 1:
			return b[:depth(b)]
		case 2:
			if m := driver.PrefixSpan(a[:depth(a)]).Upper; a < m && m <= b {
				return m
			}
		}
	}
	first, last := number(a[common:]), number(b[common:])
	if last == first {
		return b // it is longer than a by zeros
	}
	return b[:common] + text(first+(last-first+1)/2)
}

// number returns the first eight bytes of s as a fraction.
func number(s string) (n uint64) {
	for i := range 8 {
		n <<= 8
		if i < len(s) {
			n |= uint64(s[i])
		}
	}
	return n
}

// text returns the shortest string that number maps to n.
func text(n uint64) string {
	var b []byte
	for ; n != 0; n <<= 8 {
		b = append(b, byte(n>>56))
	}
	return string(b)
}
