package cluster

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/testutils"
	"github.com/tikv/client-go/v2/tikv"
	pd "github.com/tikv/pd/client"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
)

// mock is a cluster in this process: the TiKV client's own mock of the stores and of PD.
type mock struct {
	requests *requests
	cluster  *testutils.MockCluster
	pd       pd.Client

	splitting sync.Mutex
}

// newMock starts a cluster. The first database is in several regions if bounds are given: the keys
// at which they begin. The mock is slow if many transactions are in several regions: it reads a
// whole region to commit the rest of a transaction that a later one meets.
func newMock(t testing.TB, bounds ...[]byte) *mock {
	client, cluster, pd, err := testutils.NewMockTiKV("", nil)
	require.NoError(t, err)
	testutils.BootstrapWithMultiRegions(cluster, bounds...)
	return &mock{requests: &requests{Client: client}, cluster: cluster, pd: pd}
}

// connect returns a client of its own.
func (m *mock) connect(t testing.TB, o *Options) *client {
	complete, err := o.complete()
	require.NoError(t, err)
	routeLogs(complete.Logger)
	kv, err := tikv.NewTestTiKVStore(m.requests, m.pd, nil, nil, 0)
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
	"Inline": {MaxKeySize: 64 << 10},
	"Chunks": {MaxKeySize: 64 << 10, InlineSize: 100, ChunkSize: 20_000},
}

// bounds are the keys at which the second and later regions of the first database begin.
var bounds = map[string][][]byte{"Inline": {space(1).data("1/"), space(1).data("many/01"), space(1).data("row/2")}}

func TestDriver(t *testing.T) {
	for name, o := range layouts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			drivertest.Run(t, func(t testing.TB) *leveldb.DB {
				db, err := newMock(t, bounds[name]...).open(t, "test", &o)
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
				m := newMock(t, bounds[name]...)
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
