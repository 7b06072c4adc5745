package cluster

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/tikvrpc"
	"github.com/tikv/client-go/v2/util/codec"

	"github.com/openleveldb/openleveldb/leveldb"
)

// split splits the region of a key. Only one goroutine at a time may do so: otherwise the region may
// no longer have the key.
func (m *mock) split(key []byte) {
	m.splitting.Lock()
	defer m.splitting.Unlock()
	region, _, _ := m.cluster.GetRegionByKey(codec.EncodeBytes(nil, key))
	peer := m.cluster.AllocID()
	m.cluster.Split(region.Id, m.cluster.AllocID(), key, []uint64{peer}, peer)
}

// Regions that are split while loops run change nothing in what the loops return.
func TestSplitWhileRead(t *testing.T) {
	for _, o := range []*Options{{}, {InlineSize: 10, ChunkSize: 10}} {
		m := newMock(t)
		db := m.mustOpen(t, "test", o)
		const n = 5000
		b := db.NewBatch()
		want := make([]string, n)
		for i := range n {
			want[i] = fmt.Sprintf("%06d", i)
			value := ""
			if i%100 == 0 {
				value = "a longer value of the key"
			}
			require.NoError(t, b.Put(want[i], value+want[i]))
		}
		require.NoError(t, b.Write())
		var requests atomic.Int64
		m.requests.hook(nil, func(r *tikvrpc.Request) error {
			if r.Type == tikvrpc.CmdScan || r.Type == tikvrpc.CmdBatchGet {
				if i := requests.Add(1); i%3 == 0 {
					m.split(space(1).data(want[rand.IntN(n)] + fmt.Sprint(i)))
				}
			}
			return nil
		})
		reversed := slices.Clone(want)
		slices.Reverse(reversed)
		for range 3 {
			for _, reverse := range []bool{false, true} {
				var got []string
				for e, err := range db.Entries(&leveldb.Range{Reverse: reverse}) {
					require.NoError(t, err)
					value, err := leveldb.ValueAs[string](e)
					require.NoError(t, err)
					require.Equal(t, e.Key(), value[len(value)-6:])
					got = append(got, e.Key())
				}
				if reverse {
					require.Equal(t, reversed, got)
				} else {
					require.Equal(t, want, got)
				}
			}
			count, err := db.Count(&leveldb.Range{Start: "001000"})
			require.NoError(t, err)
			require.Equal(t, n-1000, count)
			all, err := leveldb.GetAll[string](db, reversed)
			require.NoError(t, err)
			require.Len(t, all, n)
			require.Equal(t, "004999", all[0])
			parts, err := db.Split(nil, 4)
			require.NoError(t, err)
			require.Len(t, parts, 4)
		}
		require.Greater(t, requests.Load(), int64(30))
	}
}

// While the sizes of values are unknown, a request is for few of them if they may be long.
func TestCautious(t *testing.T) {
	m := newMock(t, space(1).data("1"), space(1).data("2"), space(1).data("3"))
	db := m.mustOpen(t, "test", &Options{InlineSize: 256 << 10})
	b := db.NewBatch()
	keys := make([]string, 1000)
	for i := range keys {
		keys[i] = fmt.Sprintf("%d/%03d", i/250, i%250)
		require.NoError(t, b.Put(keys[i], i))
	}
	require.NoError(t, b.Write())
	const cautious = 32
	var first sync.Map // of each region
	var wrong atomic.Int64
	m.requests.hook(func(_ context.Context, r *tikvrpc.Request) error {
		n := 0
		switch r.Type {
		case tikvrpc.CmdScan:
			n = int(r.Scan().Limit)
		case tikvrpc.CmdBatchGet:
			n = len(r.BatchGet().Keys)
		default:
			return nil
		}
		if _, later := first.LoadOrStore(r.RegionId, true); !later && n > cautious {
			wrong.Add(1)
		}
		return nil
	}, nil)
	n := 0
	for _, err := range db.Entries(nil) {
		require.NoError(t, err)
		n++
	}
	require.Equal(t, len(keys), n)
	require.Zero(t, wrong.Load())
	first.Clear()
	all, err := leveldb.GetAll[int](db, keys[:250])
	require.NoError(t, err)
	require.Len(t, all, 250)
	require.Zero(t, wrong.Load())
}
