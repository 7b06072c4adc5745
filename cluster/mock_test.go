package cluster

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/testutils"
	"github.com/tikv/client-go/v2/tikv"
	pd "github.com/tikv/pd/client"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
)

// mock is a cluster in this process: the TiKV client's own mock of the stores and of PD.
type mock struct {
	client  *testutils.MockClient
	cluster *testutils.MockCluster
	pd      pd.Client
}

// newMock starts a cluster whose first database is in several regions.
func newMock(t testing.TB) *mock {
	client, cluster, pd, err := testutils.NewMockTiKV("", nil)
	require.NoError(t, err)
	first := space(1)
	testutils.BootstrapWithMultiRegions(cluster,
		first.key(kindChunk, "\x80"), first.data("1/"), first.data("b1"), first.data("many/01"), first.data("row/2"), first.owner("x"))
	return &mock{client, cluster, pd}
}

// connect returns a client of its own.
func (m *mock) connect(t testing.TB, o *Options) *client {
	complete, err := o.complete()
	require.NoError(t, err)
	routeLogs(o.Logger)
	kv, err := tikv.NewTestTiKVStore(kept{m.client}, m.pd, nil, nil, 0)
	require.NoError(t, err)
	return newClient(kv, complete)
}

// open opens a database.
func (m *mock) open(t testing.TB, name string, o *Options) (*leveldb.DB, error) {
	c := m.connect(t, o)
	db, err := c.open(t.Context(), "mock/"+name, name)
	if err != nil {
		c.abandon()
	}
	return db, err
}

func (m *mock) mustOpen(t testing.TB, name string, o *Options) *leveldb.DB {
	db, err := m.open(t, name, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// layouts are options that store values in different forms. drivertest has a key of 20,000 bytes.
var layouts = map[string]Options{
	"Inline":  {MaxKeySize: 64 << 10},
	"Chunks":  {MaxKeySize: 64 << 10, InlineSize: 100, ChunkSize: 700},
	"Default": {MaxKeySize: 64 << 10, AsyncCommit: true, Timeout: 10 * time.Second},
}

func TestDriver(t *testing.T) {
	for name, o := range layouts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			drivertest.Run(t, func(t testing.TB) *leveldb.DB {
				db, err := newMock(t).open(t, "test", &o)
				require.NoError(t, err)
				return db
			})
		})
	}
}

func TestDriverReadOnly(t *testing.T) {
	for name, o := range layouts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			drivertest.RunReadOnly(t, func(t testing.TB, fill func(db *leveldb.DB)) *leveldb.DB {
				m := newMock(t)
				db, err := m.open(t, "test", &o)
				require.NoError(t, err)
				fill(db)
				require.NoError(t, db.Close())
				readOnly := o
				readOnly.ReadOnly = true
				db, err = m.open(t, "test", &readOnly)
				require.NoError(t, err)
				return db
			})
		})
	}
}

// kept is a client whose Close keeps the mock, which others use.
type kept struct{ tikv.Client }

func (kept) Close() error { return nil }
