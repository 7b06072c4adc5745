package cluster

import (
	"errors"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/tikvrpc"

	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb"
)

func TestParseAddress(t *testing.T) {
	for text, want := range map[string][]string{
		"tikv://pd1:2379,pd2:2380/runs": {"pd1:2379", "pd2:2380", "runs"},
		"tikv://pd1/runs":               {"pd1:2379", "runs"},
		"tikv://pd1":                    {"pd1:2379", ""},
		"tikv://pd1/":                   {"pd1:2379", ""},
		"tikv://[::1]:2379/a%20b/c":     {"[::1]:2379", "a b/c"},
		"tikv://[::1]/a":                {"[::1]:2379", "a"},
		"tikv://pd1/a%2F":               {"pd1:2379", "a/"},
		"tikv://10.0.0.1,10.0.0.2/é":    {"10.0.0.1:2379", "10.0.0.2:2379", "é"},
	} {
		pd, name, err := ParseAddress(text)
		require.NoError(t, err, text)
		require.Equal(t, want, append(pd, name), text)
	}
	for _, text := range []string{
		"", "runs", "http://pd1:2379/runs", "tikv://", "tikv:///runs", "tikv://pd1,/runs", "tikv://pd1:2379/%", "tikv://a@pd1/runs",
		"tikv://pd1/a%00b", "tikv://pd1/%ff", "tikv://pd1/runs/", "tikv://pd1/" + strings.Repeat("x", 256),
	} {
		_, _, err := ParseAddress(text)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument, text)
	}
}

// Wrong names, addresses and options are refused before anything is sent.
func TestOpenRefused(t *testing.T) {
	pd := []string{"127.0.0.1:1"}
	for name, o := range map[string]*Options{
		"InlineSize": {InlineSize: 5 << 20}, "ChunkSize": {ChunkSize: -1}, "MaxKeySize": {MaxKeySize: 2 << 20},
		"TLS": {TLS: &TLS{CA: "/none", Cert: "/none", Key: "/none"}}, "TLS: CA": {TLS: &TLS{}}, "TLS: CA is": {TLS: &TLS{CA: "/none", Cert: "/none"}},
	} {
		_, err := Open(t.Context(), pd, "runs", o)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument, name)
		require.ErrorContains(t, err, name)
	}
	for _, name := range []string{"", "a\nb", "\xff", strings.Repeat("x", 256)} {
		_, err := Open(t.Context(), pd, name, nil)
		require.ErrorIs(t, err, leveldb.ErrInvalidArgument, name)
		require.ErrorIs(t, Destroy(t.Context(), pd, name, nil), leveldb.ErrInvalidArgument, name)
	}
	_, err := Open(t.Context(), nil, "runs", nil)
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	_, err = List(t.Context(), []string{"a b"}, nil)
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
}

// Databases are created, listed and destroyed by name. Their keys are apart.
func TestDatabases(t *testing.T) {
	m := newMock(t)
	c := m.connect(t, &Options{})
	defer c.abandon()
	_, err := m.open(t, "a", &Options{ErrorIfMissing: true})
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	_, err = m.open(t, "a", &Options{ReadOnly: true})
	require.ErrorIs(t, err, fs.ErrNotExist)
	names, err := c.names(t.Context())
	require.NoError(t, err)
	require.Empty(t, names)

	dbs := map[string]*leveldb.DB{}
	for _, name := range []string{"b", "a", "ab", "a/b", "é"} {
		dbs[name] = m.mustOpen(t, name, &Options{ErrorIfExists: true})
		require.NoError(t, dbs[name].Put("k", name))
		_, err := m.open(t, name, &Options{ErrorIfExists: true})
		require.ErrorIs(t, err, fs.ErrExist)
	}
	names, err = c.names(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"a", "a/b", "ab", "b", "é"}, names)
	for name, db := range dbs {
		n, err := db.Count(nil)
		require.NoError(t, err)
		require.Equal(t, 1, n)
		again := m.mustOpen(t, name, &Options{ReadOnly: true})
		value, err := again.Get("k")
		require.NoError(t, err)
		require.Equal(t, name, value)
		require.ErrorIs(t, again.Put("k", 1), leveldb.ErrReadOnly)
	}
}

// A destroyed database is gone at once for those who open it, and soon for those who have it open.
// A new one of the same name is empty. Its keys are removed when garbage collection has passed.
func TestDestroy(t *testing.T) {
	m := newMock(t)
	c := m.connect(t, &Options{})
	defer c.abandon()
	require.ErrorIs(t, c.destroy(t.Context(), "a"), fs.ErrNotExist)
	old := m.mustOpen(t, "a", &Options{InlineSize: 100})
	require.NoError(t, old.Put("k", strings.Repeat("large", 100)))
	snapshot, err := old.Snapshot()
	require.NoError(t, err)
	defer snapshot.Close()

	require.NoError(t, c.destroy(t.Context(), "a"))
	require.ErrorIs(t, c.destroy(t.Context(), "a"), leveldb.ErrNotFound)
	names, err := c.names(t.Context())
	require.NoError(t, err)
	require.Empty(t, names)
	again := m.mustOpen(t, "a", nil)
	n, err := again.Count(nil)
	require.NoError(t, err)
	require.Zero(t, n)
	require.NoError(t, c.purge(t.Context(), 0))
	require.Positive(t, m.keys(t, c, 1), "the snapshot still needs them")
	value, err := snapshot.Get("k")
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("large", 100), value)

	require.NoError(t, old.Driver().(*store).db.look(t.Context()))
	_, err = old.Get("k")
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorIs(t, old.Put("k", 1), leveldb.ErrNotFound)
	_, err = old.Has("k")
	require.ErrorIs(t, err, leveldb.ErrNotFound)

	now, err := c.now(t.Context())
	require.NoError(t, err)
	_, err = m.pd.UpdateGCSafePoint(t.Context(), now)
	require.NoError(t, err)
	require.NoError(t, c.purge(t.Context(), lateAfter))
	require.Zero(t, m.keys(t, c, 1))
	require.NoError(t, again.Put("k", 1))
	require.NoError(t, again.Driver().(*store).db.put(t.Context(), space(1).data("late"), []byte("x")))
	require.NoError(t, c.purge(t.Context(), 0))
	require.Zero(t, m.keys(t, c, 1), "what was written late is removed as well")
	require.NoError(t, again.Driver().(*store).db.put(t.Context(), space(1).data("late"), []byte("x")))
	require.NoError(t, c.purge(t.Context(), 0))
	require.Equal(t, 1, m.keys(t, c, 1), "the entry was removed")
}

// A handle that could not read the catalog for long does not write to a database that may have been
// destroyed.
func TestDestroyUnseen(t *testing.T) {
	m := newMock(t)
	c := m.connect(t, &Options{})
	defer c.abandon()
	db := m.mustOpen(t, "a", &Options{Timeout: time.Second})
	own := db.Driver().(*store).db
	long := time.Now().Add(-2 * existsFor)
	own.looked.Store(&long)
	require.NoError(t, db.Put("k", 1), "it is looked up")
	require.Less(t, since(*own.looked.Load()), existsFor)

	own.looked.Store(&long)
	m.requests.hook(hang(tikvrpc.CmdGet), nil)
	require.ErrorIs(t, db.Put("k", 1), ErrUnavailable)
	m.requests.hook(nil, nil)
	require.NoError(t, db.Put("k", 1))
	require.NoError(t, c.destroy(t.Context(), "a"))
	own.looked.Store(&long)
	require.ErrorIs(t, db.Put("k", 1), leveldb.ErrNotFound)
}

// A handle of a destroyed database that is dropped without Close is closed.
func TestDestroyedDropped(t *testing.T) {
	before := leak.SetReporter(nil)
	defer func() { leak.SetReporter(before) }()
	m := newMock(t)
	c := m.connect(t, &Options{})
	defer c.abandon()
	own := func() *database {
		db, err := m.open(t, "a", nil)
		require.NoError(t, err)
		return db.Driver().(*store).db
	}()
	require.NoError(t, c.destroy(t.Context(), "a"))
	require.NoError(t, own.look(t.Context()))
	require.Eventually(t, func() bool {
		runtime.GC()
		return own.isClosed()
	}, 10*time.Second, 10*time.Millisecond)
}

// keys returns the number of TiKV's keys of a database in the current state.
func (m *mock) keys(t testing.TB, c *client, s space) (n int) {
	from, to := s.all()
	require.NoError(t, c.each(t.Context(), from, to, func(_, _ []byte) error { n++; return nil }))
	return n
}

// Several handles write the first large value, create databases and count at the same time.
func TestConcurrentOpen(t *testing.T) {
	m := newMock(t)
	errs := make(chan error)
	const workers = 8
	for range workers {
		go func() {
			db, err := m.open(t, "same", &Options{InlineSize: 10, Timeout: 30 * time.Second})
			if err == nil {
				err = errors.Join(db.Put("k", strings.Repeat("v", 100)), db.Close())
			}
			errs <- err
		}()
	}
	for range workers {
		require.NoError(t, <-errs)
	}
	db := m.mustOpen(t, "same", nil)
	value, err := db.Get("k")
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("v", 100), value)
	c := db.Driver().(*store).db.client
	require.Equal(t, 4, m.keys(t, c, 1), "one value: its head, the copy, the record and a chunk")
	require.Zero(t, m.keys(t, c, 2), "one database")
}
