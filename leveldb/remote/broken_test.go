package remote_test

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/ndarray"
)

// clientFill stores entries of many sizes, and returns their keys in order.
func clientFill(t testing.TB, db *leveldb.DB, n int) (keys []string) {
	t.Helper()
	batch := db.NewBatch()
	for i := range n {
		size := i % 300
		if i%97 == 0 {
			size = 5000 + 5*i
		}
		keys = append(keys, fmt.Sprintf("k%06d", i))
		require.NoError(t, batch.Put(keys[i], fmt.Sprint(i)+strings.Repeat("v", size)))
	}
	require.NoError(t, batch.Write())
	return keys
}

// A range resumes after the last received entry, in the state in which it began, wherever the
// connection breaks and regardless of concurrent writes.
func TestClientRangeOverBreakingConnections(t *testing.T) {
	seed := drivertest.Seed(t)
	rng := rand.New(rand.NewPCG(seed, 0))
	s := clientServe(t, nil, (*httptest.Server).Start)
	clientFill(t, s.db, 3000)
	p := clientProxyTo(t, s.URL)
	db := clientDial(t, p.url(), "db", &remote.Options{Backoff: time.Millisecond, Retries: 20})
	for _, r := range []*leveldb.Range{
		nil, {Reverse: true}, {Limit: 1234}, {Reverse: true, Limit: 1234}, {Start: "k000100", Stop: "k002000"}, {Prefix: "k00", Reverse: true},
	} {
		type pair struct{ key, value string }
		var want, got []pair
		for e, err := range s.db.Entries(r) {
			require.NoError(t, err)
			value, err := leveldb.ValueAs[string](e)
			require.NoError(t, err)
			want = append(want, pair{e.Key(), value})
		}
		low := int64(1 + rng.IntN(20_000))
		p.cut(func() (int64, int64) { return -1, low + rand.Int64N(150_000) })
		p.cutAll() // the idle connection
		before := p.cuts.Load()
		for e, err := range db.Entries(r) {
			require.NoError(t, err)
			value, err := leveldb.ValueAs[string](e)
			require.NoError(t, err)
			got = append(got, pair{e.Key(), value})
			if len(got)%500 == 0 { // directly on the server
				require.NoError(t, s.db.Put(want[len(got)-1].key+"x", "later"))
				require.NoError(t, s.db.Put(want[len(want)-1].key, "changed"))
			}
		}
		require.Equal(t, want, got)
		require.Greater(t, p.cuts.Load(), before, "nothing was cut")

		i := 0
		for key, err := range db.Keys(r) {
			require.NoError(t, err)
			_ = key
			i++
		}
		n, err := s.db.Count(r)
		require.NoError(t, err)
		require.Equal(t, n, i)
	}
}

// Reads are retried until they succeed. Rows and elements are complete.
func TestClientReadsOverBreakingConnections(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	var keys []string
	var elements []float32
	for i := range 40 {
		row := make([]float32, 500)
		for j := range row {
			row[j] = float32(i*1000 + j)
		}
		elements = append(elements, row...)
		a, err := ndarray.FromSlice(row, -1)
		require.NoError(t, err)
		keys = append(keys, fmt.Sprintf("%02d", i))
		require.NoError(t, s.db.Put(keys[i], a))
	}
	p := clientProxyTo(t, s.URL)
	db := clientDial(t, p.url(), "db", &remote.Options{Backoff: time.Microsecond, Retries: 1000})
	p.cut(func() (int64, int64) { return -1, rand.Int64N(5000) })
	p.cutAll()
	for i, key := range keys {
		dst := make([]float32, 500)
		n, err := leveldb.ReadInto(db, key, dst)
		require.NoError(t, err)
		require.Equal(t, elements[i*500:(i+1)*500], dst[:n])
		n, err = leveldb.ReadRows(db, key, 100, 300, dst)
		require.NoError(t, err)
		require.Equal(t, elements[i*500+100:i*500+300], dst[:n])
		has, err := db.Has(key)
		require.NoError(t, err)
		require.True(t, has)
		a, err := leveldb.Get[[]float32](db, key)
		require.NoError(t, err)
		require.Equal(t, elements[i*500:(i+1)*500], a)
	}
	p.cut(func() (int64, int64) { return -1, rand.Int64N(200_000) })
	for range 20 {
		p.cutAll()
		tensor, err := db.Gather(keys, nil)
		require.NoError(t, err)
		got, err := ndarray.View[float32](tensor)
		require.NoError(t, err)
		require.Equal(t, elements, got)
	}
	require.Positive(t, p.cuts.Load())

	// A lookup that has returned values fails if it breaks, unless it reads a snapshot.
	p.cut(func() (int64, int64) { return -1, 30_000 })
	p.cutAll()
	var last error
	for _, err := range db.Lookup(keys) {
		last = err
	}
	require.ErrorIs(t, last, remote.ErrUnavailable)
	require.ErrorContains(t, last, "look all keys up again")
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	defer snapshot.Close()
	i := 0
	for e, err := range snapshot.Lookup(keys) {
		require.NoError(t, err)
		got, err := leveldb.ValueAs[[]float32](e)
		require.NoError(t, err)
		require.Equal(t, elements[i*500:(i+1)*500], got)
		i++
	}
	require.Equal(t, len(keys), i)
}

// A write is retried only if the server cannot have received all of it. An acknowledged write is
// stored once.
func TestClientWritesOverBreakingConnections(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	p := clientProxyTo(t, s.URL)
	db := clientDial(t, p.url(), "db", &remote.Options{Backoff: time.Microsecond, Retries: 1000})
	value := strings.Repeat("v", 100_000)

	p.cut(func() (int64, int64) { return rand.Int64N(100_000), -1 }) // never arrives completely
	p.cutAll()
	unknown := 0
	for i := range 20 {
		switch err := db.Put(fmt.Sprintf("up%d", i), value); {
		case err == nil:
		default:
			require.ErrorIs(t, err, remote.ErrOutcomeUnknown)
			require.ErrorIs(t, err, remote.ErrUnavailable)
			unknown++
		}
		if i == 10 {
			p.cut(nil)
			p.cutAll()
		}
	}
	t.Logf("%d of 20 unknown", unknown)
	n, err := s.db.Count(&leveldb.Range{Prefix: "up"})
	require.NoError(t, err)
	require.GreaterOrEqual(t, n, 20-unknown)

	p.cut(func() (int64, int64) { return -1, 0 }) // no response ever arrives
	p.cutAll()
	clientWait(t, func() bool {
		taken := p.taken.Load()
		err = db.Put("down", value)
		require.ErrorIs(t, err, remote.ErrOutcomeUnknown)
		if p.taken.Load() == taken {
			return false // it was sent on a connection whose end had not been noticed
		}
		require.Equal(t, taken+1, p.taken.Load(), "it was sent once")
		return true
	})
	for range 1000 {
		if found, err := s.db.Has("down"); err == nil && found {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Error("it was done, although nobody could know")
}
