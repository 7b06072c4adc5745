package remote_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
)

// callCounter counts the calls that a server receives, by name.
type callCounter struct {
	mu     sync.Mutex
	calls  map[string]int
	hidden string // a call that the server does not know
}

// clientServeCounted starts a server that counts calls.
func clientServeCounted(t testing.TB, o *server.HandlerOptions) (*clientServer, *callCounter) {
	t.Helper()
	c := &callCounter{calls: map[string]int{}}
	s := clientServe(t, o, func(s *httptest.Server) {
		handler := s.Config.Handler
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			name := path.Base(r.URL.Path)
			if r.URL.Path == wire.PathLink {
				http.NotFound(w, r) // calls on a link are not counted
				return
			}
			c.mu.Lock()
			c.calls[name]++
			if name == c.hidden {
				r.URL.Path = wire.Prefix + "unknown"
			}
			c.mu.Unlock()
			handler.ServeHTTP(w, r)
		})
		s.Start()
	})
	return s, c
}

// take returns the calls since the last take.
func (c *callCounter) take() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := maps.Clone(c.calls)
	clear(c.calls)
	return calls
}

// Calls on ranges make few requests, whatever the number of entries. What is known here makes none.
func TestClientRangeCallsMakeFewRequests(t *testing.T) {
	s, counter := clientServeCounted(t, nil)
	db := clientDial(t, s.URL, "db", nil)
	b := s.db.NewBatch()
	for i := range 20_000 {
		require.NoError(t, b.Put(fmt.Sprintf("%06d", i), i))
	}
	require.NoError(t, b.Write())
	counter.take()
	for _, c := range []struct {
		name string
		want map[string]int
		do   func() error
	}{
		{"Path", map[string]int{}, func() error {
			require.Empty(t, db.Path())
			require.False(t, db.ReadOnly())
			require.False(t, db.Closed())
			return nil
		}},
		{"FirstKey", map[string]int{"range": 1}, func() error { _, err := db.FirstKey(nil); return err }},
		{"LastKey", map[string]int{"range": 1}, func() error { _, err := db.LastKey(nil); return err }},
		{"EstimatedCount", map[string]int{"estimate": 1}, func() error {
			n, err := db.EstimatedCount(nil)
			require.Equal(t, 20_000, n)
			return err
		}},
		{"EstimatedCount with a limit", map[string]int{"estimate": 1}, func() error {
			n, err := db.EstimatedCount(&leveldb.Range{Prefix: "00", Limit: 7})
			require.Equal(t, 7, n)
			return err
		}},
		{"ApproximateSizes", map[string]int{"size": 3}, func() error { _, err := db.ApproximateSizes(nil, nil, &leveldb.Range{}); return err }},
		{"no ApproximateSizes", map[string]int{}, func() error { _, err := db.ApproximateSizes(); return err }},
		{"GetMany", map[string]int{"lookup": 1}, func() error {
			values, err := leveldb.GetMany[int](db, []string{"000001", "none", "019999"})
			require.Equal(t, map[string]int{"000001": 1, "019999": 19_999}, values)
			return err
		}},
		{"GetOr", map[string]int{"get": 1}, func() error { _, err := leveldb.GetOr(db, "none", 1); return err }},
		{"Update", map[string]int{"write": 1}, func() error {
			return db.Update(func(b *leveldb.Batch) error { return b.Sub("x").Put("y", 1) })
		}},
		{"empty Update", map[string]int{}, func() error { return db.Update(func(*leveldb.Batch) error { return nil }) }},
		{"DeleteRange", map[string]int{"range": 1, "write": 3}, func() error {
			n, err := db.Sub("0").DeleteRange(nil)
			require.Equal(t, 20_000, n)
			return err
		}},
		{"DeleteRange of nothing", map[string]int{"range": 1}, func() error { _, err := db.Sub("0").DeleteRange(nil); return err }},
	} {
		require.NoError(t, c.do(), c.name)
		require.Equal(t, c.want, counter.take(), c.name)
	}
	require.Equal(t, []string{"xy"}, clientKeys(t, s.db))
}

func clientKeys(t *testing.T, db *leveldb.DB) (keys []string) {
	t.Helper()
	for key, err := range db.Keys(nil) {
		require.NoError(t, err)
		keys = append(keys, key)
	}
	return keys
}

// A caller that may only read is refused without a request. A server that refuses writes later is
// asked.
func TestClientDeleteRangeRefused(t *testing.T) {
	s, counter := clientServeCounted(t, &server.HandlerOptions{Credentials: clientCredentials(t)})
	require.NoError(t, s.db.Put("k", 1))
	for _, o := range []*remote.Options{{User: "viewer", Password: "look"}, {User: "alice", Password: "open: sesame", ReadOnly: true}} {
		db := clientDial(t, s.URL, "db", o)
		counter.take()
		require.True(t, db.ReadOnly())
		n, err := db.DeleteRange(nil)
		require.ErrorIs(t, err, leveldb.ErrReadOnly)
		require.Zero(t, n)
		require.Empty(t, counter.take())
	}
	require.Equal(t, []string{"k"}, clientKeys(t, s.db))
}

// A server of an earlier version does not know the call. The client then counts, or reads samples,
// with a bounded number of calls.
func TestEstimateByAnOldServer(t *testing.T) {
	s, counter := clientServeCounted(t, nil)
	counter.hidden = wire.CallEstimate
	b := s.db.NewBatch()
	value, random := make([]byte, 2000), rand.NewChaCha8([32]byte{})
	const all = 15_000
	for i := range all {
		_, err := random.Read(value) // it cannot be compressed
		require.NoError(t, err)
		require.NoError(t, b.PutRaw(fmt.Sprintf("%06d", i), value))
	}
	require.NoError(t, b.Write())
	require.NoError(t, s.db.Compact(nil))
	db := clientDial(t, s.URL, "db", nil)
	counter.take()
	n, err := db.EstimatedCount(&leveldb.Range{Stop: "001000"})
	require.NoError(t, err)
	require.Equal(t, 1000, n)
	require.Equal(t, map[string]int{"estimate": 1, "size": 1, "count": 1}, counter.take())
	want, err := s.db.EstimatedCount(nil)
	require.NoError(t, err)
	n, err = db.EstimatedCount(nil)
	require.NoError(t, err)
	require.Equal(t, want, n)
	require.InEpsilon(t, all, n, 0.2)
	calls := counter.take()
	require.Equal(t, 1, calls["split"])
	require.LessOrEqual(t, calls["range"]+calls["size"], 64*20)
}
