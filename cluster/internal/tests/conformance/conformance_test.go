// Package conformance runs the suite that every engine passes, and Python's values, on a cluster.
package conformance

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/cluster"
	"github.com/openleveldb/openleveldb/cluster/internal/testcluster"
	"github.com/openleveldb/openleveldb/cluster/internal/tests/clustertest"
	"github.com/openleveldb/openleveldb/internal/tests/describe"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
)

func TestMain(m *testing.M) { os.Exit(testcluster.Main(m)) }

// layouts are the ways to store values: small values with their keys, or nearly all in chunks.
var layouts = []struct {
	name    string
	options cluster.Options
}{
	{"inline", cluster.Options{MaxKeySize: 64 << 10}},
	{"chunks", cluster.Options{MaxKeySize: 64 << 10, InlineSize: 100, ChunkSize: 700}},
}

func TestConformance(t *testing.T) {
	c := testcluster.Of(t, 1)
	tested := layouts
	if len(c.Stores) == 1 {
		tested = layouts[:1] // package cluster tests the other one with a mock
	}
	for _, layout := range tested {
		t.Run(layout.name, func(t *testing.T) {
			drivertest.Run(t, func(t testing.TB) *leveldb.DB { return clustertest.Open(t, c, &layout.options) })
		})
	}
}

// The suite passes while stores are killed and started again, one after the other.
func TestConformanceWithKilledStores(t *testing.T) {
	c := testcluster.OfOwn(t, 3)
	ctx, cancel := context.WithCancel(t.Context())
	kills := 0
	var killer sync.WaitGroup
	killer.Go(func() {
		for ctx.Err() == nil {
			s := c.Stores[kills%len(c.Stores)]
			assert.NoError(t, s.Kill())
			kills++
			select {
			case <-ctx.Done():
			case <-time.After(3 * time.Second):
			}
			assert.NoError(t, s.Start())
			assert.NoError(t, c.Wait(context.Background()))
		}
	})
	defer func() {
		cancel()
		killer.Wait()
		assert.Positive(t, kills)
		t.Logf("%d stores killed", kills)
	}()
	for _, layout := range layouts {
		t.Run(layout.name, func(t *testing.T) {
			drivertest.Run(t, func(t testing.TB) *leveldb.DB { return clustertest.Open(t, c, &layout.options) })
		})
	}
}

// Python writes values of every kind. Copied into the cluster, they are read with equal type and
// value. Copied out again, they have the same bytes.
func TestPythonValues(t *testing.T) {
	c := testcluster.Of(t, 1)
	seed := testdb.Seed(t)
	for i, layout := range layouts {
		t.Run(layout.name, func(t *testing.T) {
			config := describe.Config{Snappy: true, Compact: i == 0}
			path := filepath.Join(t.TempDir(), "python")
			want := describe.ParseContents(t, describe.Run(t, nil, "write", path, config.Script(t, map[string]any{
				"create": true, "seed": seed + uint64(i), "count": 250,
			})))
			require.Greater(t, len(want), 500)
			local := testdb.OpenAt(t, path, config.Options())
			db := clustertest.Open(t, c, &layout.options)
			defer func() { require.NoError(t, db.Close()) }()
			in, err := leveldb.Copy(t.Context(), db, local, nil)
			require.NoError(t, err)
			require.True(t, in.Verified)
			describe.AssertEqual(t, want, describe.Database(t, db))

			back := filepath.Join(t.TempDir(), "back")
			copied, err := leveldb.Open(back, config.Options())
			require.NoError(t, err)
			out, err := leveldb.Copy(t.Context(), copied, db, nil)
			require.NoError(t, err)
			require.Equal(t, in.Result, out.Result)
			require.NoError(t, copied.Close())
		})
	}
}
