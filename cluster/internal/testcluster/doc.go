// Package testcluster runs a cluster of TiKV's protocol for tests: PD, the placement driver, and one
// or several stores, as processes on loopback addresses with their data in a temporary directory.
//
//	c, err := testcluster.Start(ctx, testcluster.Config{Stores: 3, Dir: t.TempDir()})
//	db, err := cluster.Open(ctx, c.PD(), "runs", nil)
//	err = c.Stores[0].Kill()
//	err = c.Stores[0].Start()
//
// The stores are unistore (github.com/ngaut/unistore), a Go server of TiKV's protocol with raft. It
// is made for tests and stores data without syncing. PD is TiKV's own. [Build] compiles both from
// the Go module proxy, corrects unistore where it returns wrong versions, and keeps the programs in
// the user's cache directory. Their dependencies are
// in the modules pdserver and tikvlike, not in that of package cluster. Set
// OPENLEVELDB_CLUSTER_PROGRAMS to a directory with pd-server and tikv-server to run TiKV instead.
//
// A [Cluster] can kill, restart and pause its processes, cut a store off or slow it down through
// proxies, move leaders, and report its regions. The processes end when the test's process ends.
//
// Tests of package cluster call [Main] in TestMain, and [Of] for the cluster that
// OPENLEVELDB_CLUSTER selects. That is a number of stores, or the addresses of the PD servers of a
// cluster that is running.
package testcluster
