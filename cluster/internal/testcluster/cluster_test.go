package testcluster

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	plog "github.com/pingcap/log"
	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/oracle"
	"github.com/tikv/client-go/v2/txnkv"
	"go.uber.org/zap/zapcore"

	"github.com/openleveldb/openleveldb/internal/process"
)

func TestMain(m *testing.M) {
	plog.SetLevel(zapcore.FatalLevel) // of the client
	os.Exit(Main(m))
}

// job is the role of another process of the tests.
type job struct{ Dir string }

func TestRole(t *testing.T) {
	process.Play(t, map[string]func(job) (any, error){"starter": func(j job) (any, error) {
		c, err := Start(context.Background(), Config{Dir: j.Dir})
		if err != nil {
			return nil, err
		}
		fmt.Printf("STARTED %s\n", c.PD()[0])
		select {} // until it is killed
	}})
}

// A cluster ends with the process that started it, even if that is killed.
func TestClusterEndsWithItsTest(t *testing.T) {
	Of(t, 1) // skips
	p := process.Start(t, "starter", job{t.TempDir()})
	address, err := p.Line("STARTED ")
	require.NoError(t, err)
	c := &Cluster{pd: []string{address}}
	_, err = c.Regions(t.Context())
	require.NoError(t, err)
	require.NoError(t, p.Kill())
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
		}
		return err != nil
	}, time.Minute, 10*time.Millisecond)
}

// Reverse scans read the version of their snapshot, and all commits are in two phases: unistore
// itself fails at both.
func TestCorrections(t *testing.T) {
	c := Of(t, 1)
	ctx := t.Context()
	client, err := txnkv.NewClient(c.PD())
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()
	prefix := fmt.Sprintf("corrections %d ", time.Now().UnixNano())
	var versions []uint64
	for version := range 5 {
		txn, err := client.Begin()
		require.NoError(t, err)
		txn.SetEnable1PC(true)
		txn.SetEnableAsyncCommit(true)
		for i := range 100 {
			key := fmt.Appendf(nil, "%s%03d", prefix, i)
			if version > 0 && i%5 == version {
				require.NoError(t, txn.Delete(key))
			} else {
				require.NoError(t, txn.Set(key, fmt.Append(nil, version)))
			}
		}
		require.NoError(t, txn.Commit(ctx))
		ts, err := client.CurrentTimestamp(oracle.GlobalTxnScope)
		require.NoError(t, err)
		versions = append(versions, ts)
	}
	for version, ts := range versions {
		want := 100
		if version > 0 {
			want = 80
		}
		var forward, reverse []string
		it, err := client.GetSnapshot(ts).Iter([]byte(prefix), []byte(prefix+"~"))
		require.NoError(t, err)
		for it.Valid() {
			require.Equal(t, fmt.Sprint(version), string(it.Value()))
			forward = append(forward, string(it.Key()))
			require.NoError(t, it.Next())
		}
		it, err = client.GetSnapshot(ts).IterReverse([]byte(prefix + "~"))
		require.NoError(t, err)
		for it.Valid() && bytes.HasPrefix(it.Key(), []byte(prefix)) {
			require.Equal(t, fmt.Sprint(version), string(it.Value()))
			reverse = append(reverse, string(it.Key()))
			require.NoError(t, it.Next())
		}
		slices.Reverse(reverse)
		require.Len(t, forward, want)
		require.Equal(t, forward, reverse)
	}
}

// Old versions are read after they were written to tables and compacted. Unistore itself returns
// newer ones, or none.
func TestOldVersions(t *testing.T) {
	Of(t, 1) // skips
	ctx := t.Context()
	c, err := Start(ctx, Config{Dir: t.TempDir(), MemTable: 4 << 20})
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Stop()) }()
	client, err := txnkv.NewClient(c.PD())
	require.NoError(t, err)
	var keys [][]byte
	for i := range 20_000 {
		keys = append(keys, fmt.Appendf(nil, "%08d", i))
	}
	var versions []uint64
	for version := range 6 {
		value := fmt.Appendf(nil, "%d%200d", version, 0)
		for some := range slices.Chunk(keys, 2000) {
			txn, err := client.Begin()
			require.NoError(t, err)
			for _, key := range some {
				require.NoError(t, txn.Set(key, value))
			}
			require.NoError(t, txn.Commit(ctx))
		}
		ts, err := client.CurrentTimestamp(oracle.GlobalTxnScope)
		require.NoError(t, err)
		versions = append(versions, ts)
	}
	// A store that ends compacts its tables.
	require.NoError(t, client.Close())
	s := c.Stores[0]
	require.NoError(t, s.process.stop(time.Minute))
	require.NoError(t, s.Start())
	require.NoError(t, c.Wait(ctx))
	client, err = txnkv.NewClient(c.PD())
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()
	for version, ts := range versions {
		wrong := map[string]int{}
		note := func(how string, value []byte) {
			if !bytes.HasPrefix(value, strconv.AppendInt(nil, int64(version), 10)) {
				wrong[fmt.Sprintf("%s: %.1s", how, value)]++
			}
		}
		got, err := client.GetSnapshot(ts).BatchGet(ctx, keys)
		require.NoError(t, err)
		for _, key := range keys {
			note("BatchGet", got[string(key)])
		}
		n := 0
		it, err := client.GetSnapshot(ts).Iter(nil, nil)
		require.NoError(t, err)
		for ; it.Valid(); n++ {
			note("Iter", it.Value())
			require.NoError(t, it.Next())
		}
		require.Equal(t, len(keys), n)
		require.Empty(t, wrong, "of version %d", version)
	}
}

// A store that was killed and PD come back with their data.
func TestRestart(t *testing.T) {
	c := OfOwn(t, 1)
	ctx := t.Context()
	client, err := txnkv.NewClient(c.PD())
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()
	txn, err := client.Begin()
	require.NoError(t, err)
	require.NoError(t, txn.Set([]byte("restart"), []byte("value")))
	require.NoError(t, txn.Commit(ctx))
	s := c.Stores[0]
	require.NoError(t, s.Kill())
	require.NoError(t, c.KillPD())
	require.NoError(t, c.Check(), "killed on purpose")
	require.NoError(t, c.StartPD(ctx))
	require.NoError(t, s.Start())
	require.NoError(t, c.Wait(ctx))
	ts, err := client.CurrentTimestamp(oracle.GlobalTxnScope)
	require.NoError(t, err)
	value, err := client.GetSnapshot(ts).Get(ctx, []byte("restart"))
	require.NoError(t, err)
	require.Equal(t, "value", string(value))

	require.NoError(t, s.process.cmd.Process.Kill())
	<-s.process.ended
	require.ErrorContains(t, c.Check(), "store1 ended")
	require.Error(t, s.Kill())
	require.NoError(t, s.Start())
	require.NoError(t, c.Wait(ctx))
}
