package server

import (
	"bytes"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// lending implements the borrowing of a page's values.
type lending struct{}

func (lending) Borrow(_ uint64, b []byte) (driver.Value, error) { return driver.ValueOf(b), nil }

// A page that contains its values and a page whose values are borrowed are written as the same
// bytes.
func TestPageBlocks(t *testing.T) {
	a, w := answerRig(t, newAnswerHandler(t))
	for _, n := range []int{1, 2, 100} {
		for _, size := range []int{0, 1, 1000, aloneSize} {
			var turns atomic.Uint64
			c := driver.Content{Ends: []driver.End{{}}, Turns: &turns}
			for i := range n {
				c.Keys = fmt.Appendf(c.Keys, "prefix%0*d", i%3, i)
				c.Values = append(c.Values, bytes.Repeat([]byte{byte(i)}, size)...)
				c.Ends = append(c.Ends, driver.End{Key: uint32(len(c.Keys)), Value: uint32(len(c.Values))})
			}
			lookup := driver.Content{Ends: []driver.End{{}}, Turns: &turns, Wanted: make([]string, n)}
			for i := range n { // every other key is missing
				if i%2 == 1 {
					lookup.Values = append(lookup.Values, bytes.Repeat([]byte{byte(i)}, size)...)
				}
				lookup.Ends = append(lookup.Ends, driver.End{Key: uint32(i % 2), Value: uint32(len(lookup.Values))})
			}
			keys := c
			keys.Values, keys.Ends = nil, append([]driver.End(nil), c.Ends...)
			for i := range keys.Ends {
				keys.Ends[i].Value = 0
			}
			for kind, c := range map[pageKind]driver.Content{pageOfEntries: c, pageOfKeys: keys, pageOfLookup: lookup} {
				for _, cut := range []int{0, 3, len("prefix")} {
					written := func(c driver.Content) string {
						p, err := driver.NewPage(c)
						require.NoError(t, err)
						f := newFrameWriter(a)
						defer f.free()
						require.NoError(t, f.page(p, cut, kind))
						require.NoError(t, f.end())
						defer w.Body.Reset()
						return w.Body.String()
					}
					lent := c
					lent.Source, lent.BorrowAll = lending{}, true
					require.Equal(t, written(lent), written(c), "%d entries of %d bytes, kind %d, cut %d", n, size, kind, cut)
				}
			}
		}
	}
}

// The blocks are copied before the cursor advances, since it may overwrite them.
func TestPageBlocksAreCopied(t *testing.T) {
	a, w := answerRig(t, newAnswerHandler(t))
	f := newFrameWriter(a)
	defer f.free()
	var turns atomic.Uint64
	c := driver.Content{Ends: []driver.End{{}, {Key: 1, Value: 5}}, Keys: []byte("k"), Values: []byte("value"), Turns: &turns}
	p := driver.PageOf(c)
	require.NoError(t, f.page(&p, 0, pageOfEntries))
	turns.Add(1)
	copy(c.Keys, "x")
	copy(c.Values, "other")
	c.Ends[1] = driver.End{}
	require.ErrorIs(t, f.page(&p, 0, pageOfEntries), leveldb.ErrMoved)
	require.NoError(t, f.end())
	pairs, err := serverPages(w.Body, nil)
	require.NoError(t, err)
	require.Equal(t, []serverPair{{Key: "k", Value: "value"}}, pairs)
}
