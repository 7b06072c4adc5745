// Package clustertest opens databases and clients of the cluster that a test runs against.
package clustertest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	plog "github.com/pingcap/log"
	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/txnkv"
	"go.uber.org/zap/zapcore"

	"github.com/openleveldb/openleveldb/cluster"
	"github.com/openleveldb/openleveldb/cluster/internal/testcluster"
	"github.com/openleveldb/openleveldb/leveldb"
)

var number atomic.Uint64

// Name returns the name of a database that no other test uses, also in a cluster that is kept.
func Name() string { return fmt.Sprintf("test-%d-%d", time.Now().UnixNano(), number.Add(1)) }

// Open opens a new database with the given options, and destroys it when the test ends. The caller
// closes it.
func Open(t testing.TB, c *testcluster.Cluster, o *cluster.Options) *leveldb.DB {
	t.Helper()
	name := Name()
	db, err := cluster.Open(context.Background(), c.PD(), name, o)
	require.NoError(t, err)
	if !c.Own() { // the data of others are removed with their directory
		t.Cleanup(func() { require.NoError(t, cluster.Destroy(context.Background(), c.PD(), name, o)) })
	}
	return db
}

// Client returns the client of TiKV's makers, connected to the cluster until the test ends.
func Client(t testing.TB, c *testcluster.Cluster) *txnkv.Client {
	t.Helper()
	plog.SetLevel(zapcore.FatalLevel)
	client, err := txnkv.NewClient(c.PD())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}
