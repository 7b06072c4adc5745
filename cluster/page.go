package cluster

import (
	"context"
	"sync/atomic"

	"github.com/pingcap/kvproto/pkg/kvrpcpb"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Limits of a page. A single value may be larger.
const (
	pageEntries = 4096
	pageSize    = 1 << 20 // of small values
	pageLarge   = 8 << 20 // of all values, if there are large ones; they are read concurrently
)

// draft is a page whose large values have not been read yet.
type draft struct {
	ends   []driver.End
	keys   []byte
	values []byte
	size   int // of the values, including large ones
	large  []large
	at     []int // the place of each large value in values
}

// add adds an entry, unless the page would become too large.
func (d *draft) add(key []byte, stored []byte) (added bool, err error) {
	if len(d.ends) == 0 {
		d.ends = append(d.ends, driver.End{})
	}
	n := len(d.ends) - 1
	if n == pageEntries || len(d.keys)+len(d.values) >= pageSize && len(d.large) == 0 {
		return false, nil
	}
	value, h, err := parseStored(stored)
	if err != nil {
		return false, err
	}
	size := len(value)
	if h.large() {
		size = int(h.size)
	}
	if n > 0 && (h.large() || len(d.large) > 0) && d.size+size > pageLarge {
		return false, nil
	}
	d.keys = append(d.keys, key...)
	if h.large() {
		d.large, d.at = append(d.large, large{head: h}), append(d.at, d.size)
	} else if len(d.large) == 0 {
		d.values = append(d.values, value...)
	} else {
		// The memory for all values is allocated when their size is known.
		d.large, d.at = append(d.large, large{dst: value}), append(d.at, d.size)
	}
	d.size += size
	d.ends = append(d.ends, driver.End{Key: uint32(len(d.keys)), Value: uint32(d.size)})
	return true, nil
}

// addKey adds an entry without a value.
func (d *draft) addKey(key []byte) (added bool) {
	if len(d.ends) == 0 {
		d.ends = append(d.ends, driver.End{})
	}
	if len(d.ends) > pageEntries {
		return false
	}
	d.keys = append(d.keys, key...)
	d.ends = append(d.ends, driver.End{Key: uint32(len(d.keys))})
	return true
}

// complete reads the large values.
func (d *draft) complete(ctx context.Context, v *view, s space) error {
	if len(d.large) == 0 {
		return nil
	}
	values := aligned(d.size)
	copy(values, d.values)
	var read []large
	for i, l := range d.large {
		if l.large() {
			read = append(read, large{l.head, values[d.at[i] : d.at[i]+int(l.size)]})
		} else {
			copy(values[d.at[i]:], l.dst)
		}
	}
	d.values, d.large = values, nil
	return v.whole(ctx, s, read)
}

// page returns the page.
func (d *draft) page(turns *atomic.Uint64, wanted []string) *driver.Page {
	p := driver.PageOf(driver.Content{Ends: d.ends, Keys: d.keys, Values: d.values, Turns: turns, Wanted: wanted})
	return &p
}

// draftOf returns a draft of the first entries, and the others.
func draftOf(pairs []*kvrpcpb.KvPair, keysOnly bool) (*draft, []*kvrpcpb.KvPair, error) {
	d := &draft{ends: make([]driver.End, 0, 1+min(len(pairs), pageEntries))}
	keys, values := 0, 0
	for i := 0; i < min(len(pairs), pageEntries) && keys+values < pageSize; i++ {
		keys += len(pairs[i].Key) - prefixSize
		values += len(pairs[i].Value)
	}
	d.keys = make([]byte, 0, keys)
	if !keysOnly {
		d.values = make([]byte, 0, values)
	}
	for i, p := range pairs {
		var added bool
		var err error
		if keysOnly {
			added = d.addKey(p.Key[prefixSize:])
		} else {
			added, err = d.add(p.Key[prefixSize:], p.Value)
		}
		if err != nil {
			return nil, nil, err
		}
		if !added {
			return d, pairs[i:], nil
		}
	}
	return d, nil, nil
}
