// Package figures compares the throughput of package cluster with that of TiKV's client, which does
// the same work in the same run by its own calls.
package figures

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/oracle"
	"github.com/tikv/client-go/v2/txnkv"
	"github.com/tikv/client-go/v2/txnkv/transaction"
	"github.com/tikv/client-go/v2/txnkv/txnsnapshot"

	"github.com/openleveldb/openleveldb/cluster/internal/testcluster"
	"github.com/openleveldb/openleveldb/cluster/internal/tests/clustertest"
	"github.com/openleveldb/openleveldb/leveldb"
)

func TestMain(m *testing.M) { os.Exit(testcluster.Main(m)) }

const (
	entries   = 50_000 // small entries in the database
	size      = 100    // bytes of a small value
	batch     = 1000   // entries of a batch
	chunkSize = 256 << 10
)

type clientTxn = transaction.KVTxn

// side is a database, and the same entries in the keys of the client.
type side struct {
	db     *leveldb.DB
	client *txnkv.Client
	prefix []byte
}

func key(i int) string { return fmt.Sprintf("sensor/%08d", i) }

func (s *side) key(k string) []byte { return append(s.prefix[:len(s.prefix):len(s.prefix)], k...) }

func open(b *testing.B) *side {
	b.Helper()
	c := testcluster.Of(b, 1)
	db := clustertest.Open(b, c, nil)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	return &side{db, clustertest.Client(b, c), []byte(clustertest.Name() + "/")}
}

func random(n int) []byte {
	value := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(n)}).Read(value)
	return value
}

// fill stores the small entries on both sides.
func (s *side) fill(b *testing.B) {
	value := random(size)
	for i := 0; i < entries; i += batch {
		s.putBatch(b, i, value)
		s.clientBatch(b, i, value)
	}
}

func (s *side) putBatch(b *testing.B, first int, value []byte) {
	batched := s.db.NewBatch()
	for i := range batch {
		require.NoError(b, batched.PutRaw(key(first+i), value))
	}
	require.NoError(b, batched.Write())
}

func (s *side) clientBatch(b *testing.B, first int, value []byte) {
	s.commit(b, func(txn *clientTxn) error {
		for i := range batch {
			if err := txn.Set(s.key(key(first+i)), value); err != nil {
				return err
			}
		}
		return nil
	})
}

// snapshot returns the present state as the client's own.
func (s *side) snapshot(b *testing.B) *txnsnapshot.KVSnapshot {
	ts, err := s.client.CurrentTimestamp(oracle.GlobalTxnScope)
	require.NoError(b, err)
	return s.client.GetSnapshot(ts)
}

func (s *side) commit(b *testing.B, fill func(txn *clientTxn) error) {
	txn, err := s.client.Begin()
	require.NoError(b, err)
	txn.SetEnable1PC(true)
	txn.SetEnableAsyncCommit(true)
	require.NoError(b, fill(txn))
	require.NoError(b, txn.Commit(context.Background()))
}

// compare runs both sides in turns and reports how many units of work each does in a second, and
// the ratio. Rounds are numbered, for work that must be new.
func compare(b *testing.B, units int, ours, client func(round int)) {
	var times [2]time.Duration
	round := 0
	measure := func(side int, fn func(round int)) {
		began := time.Now()
		fn(round)
		times[side] += time.Since(began)
	}
	ours(-1) // caches of regions, connections
	client(-1)
	for b.Loop() {
		if round%2 == 0 {
			measure(0, ours)
			measure(1, client)
		} else {
			measure(1, client)
			measure(0, ours)
		}
		round++
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(units*round)/times[0].Seconds(), "ours/s")
	b.ReportMetric(float64(units*round)/times[1].Seconds(), "client/s")
	b.ReportMetric(times[1].Seconds()/times[0].Seconds(), "ratio")
}

// spread runs fn for 0..n-1 in a number of goroutines.
func spread(workers, n int, fn func(i int)) {
	var running sync.WaitGroup
	for w := range workers {
		running.Go(func() {
			for i := w; i < n; i += workers {
				fn(i)
			}
		})
	}
	running.Wait()
}

func BenchmarkBatch(b *testing.B) {
	for _, kind := range []string{"new", "overwrite"} {
		b.Run(kind, func(b *testing.B) {
			s := open(b)
			value := random(size)
			const batches = 10
			first := func(round, i int) int {
				if kind == "new" {
					return ((round+1)*batches + i) * batch
				}
				return i * batch
			}
			compare(b, batches*batch,
				func(round int) {
					for i := range batches {
						s.putBatch(b, first(round, i), value)
					}
				},
				func(round int) {
					for i := range batches {
						s.clientBatch(b, first(round, i), value)
					}
				})
		})
	}
}

func BenchmarkPut(b *testing.B) {
	for _, workers := range []int{1, 16} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			s := open(b)
			value := random(size)
			n := 200 * workers
			compare(b, n,
				func(int) {
					spread(workers, n, func(i int) { require.NoError(b, s.db.PutRaw(key(i), value)) })
				},
				func(int) {
					spread(workers, n, func(i int) {
						s.commit(b, func(txn *clientTxn) error { return txn.Set(s.key(key(i)), value) })
					})
				})
		})
	}
}

func BenchmarkGet(b *testing.B) {
	for _, workers := range []int{1, 16} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			s := open(b)
			s.fill(b)
			n := 1000 * workers
			compare(b, n,
				func(int) {
					spread(workers, n, func(i int) {
						v, err := s.db.AppendRaw(nil, key(i*17%entries))
						require.NoError(b, err)
						require.Len(b, v, size)
					})
				},
				func(int) {
					spread(workers, n, func(i int) {
						v, err := s.client.GetSnapshot(math.MaxUint64).Get(context.Background(), s.key(key(i*17%entries)))
						require.NoError(b, err)
						require.Len(b, v, size)
					})
				})
		})
	}
}

func BenchmarkScan(b *testing.B) {
	s := open(b)
	s.fill(b)
	for _, kind := range []string{"forward", "reverse", "keys", "count"} {
		b.Run(kind, func(b *testing.B) {
			r := &leveldb.Range{Reverse: kind == "reverse"}
			ours := func(int) {
				n := 0
				switch kind {
				case "count":
					var err error
					n, err = s.db.Count(nil)
					require.NoError(b, err)
				case "keys":
					for _, err := range s.db.Keys(r) {
						require.NoError(b, err)
						n++
					}
				default:
					for e, err := range s.db.Entries(r) {
						require.NoError(b, err)
						require.NoError(b, e.ViewRaw(func(*leveldb.Pinned) error { return nil }))
						n++
					}
				}
				require.Equal(b, entries, n)
			}
			client := func(int) { require.Equal(b, entries, s.clientScan(b, kind)) }
			compare(b, entries, ours, client)
		})
	}
}

func (s *side) clientScan(b *testing.B, kind string) (n int) {
	v := s.snapshot(b)
	from, to := s.key(""), s.key("t")
	v.SetScanBatchSize(1024)
	if kind == "keys" || kind == "count" {
		v.SetKeyOnly(true)
		v.SetScanBatchSize(10240) // the client's maximum
	}
	iterate := func() (interface {
		Valid() bool
		Next() error
		Close()
		Value() []byte
		Key() []byte
	}, error) {
		if kind == "reverse" {
			return v.IterReverse(to)
		}
		return v.Iter(from, to)
	}
	it, err := iterate()
	require.NoError(b, err)
	defer it.Close()
	for ; it.Valid() && string(it.Key()) >= string(from); n++ {
		require.NoError(b, it.Next())
	}
	return n
}

func BenchmarkLookup(b *testing.B) {
	s := open(b)
	s.fill(b)
	keys, clientKeys := s.some(10_000)
	compare(b, len(keys),
		func(int) {
			n := 0
			for e, err := range s.db.Lookup(keys) {
				require.NoError(b, err)
				require.NoError(b, e.ViewRaw(func(*leveldb.Pinned) error { return nil }))
				n++
			}
			require.Equal(b, len(keys), n)
		},
		func(int) {
			got, err := s.snapshot(b).BatchGet(context.Background(), clientKeys)
			require.NoError(b, err)
			for _, key := range clientKeys { // in their order
				require.Len(b, got[string(key)], size)
			}
		})
}

// some returns keys of different entries in no order, as they are called on both sides.
func (s *side) some(n int) (keys []string, clientKeys [][]byte) {
	for i := range n {
		keys = append(keys, key(i*7919%entries))
		clientKeys = append(clientKeys, s.key(keys[i]))
	}
	return keys, clientKeys
}

func BenchmarkGather(b *testing.B) {
	s := open(b)
	const columns = 64
	row := make([]float32, columns)
	for i := range row {
		row[i] = rand.Float32()
	}
	require.NoError(b, s.db.Put("row", row))
	stored, err := s.db.AppendRaw(nil, "row") // a tag and a header before the elements
	require.NoError(b, err)
	require.NoError(b, s.db.Delete("row"))
	for first := 0; first < entries; first += batch {
		batched := s.db.NewBatch()
		for i := range batch {
			require.NoError(b, batched.Put(key(first+i), row))
		}
		require.NoError(b, batched.Write())
		s.clientBatch(b, first, stored)
	}
	keys, clientKeys := s.some(10_000)
	compare(b, len(keys),
		func(int) {
			a, err := s.db.Gather(keys, nil)
			require.NoError(b, err)
			require.Equal(b, []int{len(keys), columns}, a.Shape())
		},
		func(int) {
			got, err := s.snapshot(b).BatchGet(context.Background(), clientKeys)
			require.NoError(b, err)
			tensor := make([]byte, 0, len(keys)*columns*4)
			for _, key := range clientKeys {
				tensor = append(tensor, got[string(key)][len(stored)-columns*4:]...)
			}
			require.Len(b, tensor, len(keys)*columns*4)
		})
}

func BenchmarkLarge(b *testing.B) {
	for _, mebibytes := range []int{1, 64} {
		value := random(mebibytes << 20)
		count := 64 / mebibytes
		b.Run(fmt.Sprintf("put/size=%dMiB", mebibytes), func(b *testing.B) {
			s := open(b)
			compare(b, count*mebibytes,
				func(round int) {
					for i := range count {
						require.NoError(b, s.db.PutRaw(fmt.Sprint(round, i), value))
					}
				},
				func(round int) {
					for i := range count {
						s.clientPut(b, fmt.Sprint(round, i), value)
					}
				})
		})
		b.Run(fmt.Sprintf("get/size=%dMiB", mebibytes), func(b *testing.B) {
			s := open(b)
			for i := range count {
				require.NoError(b, s.db.PutRaw(fmt.Sprint(i), value))
				s.clientPut(b, fmt.Sprint(i), value)
			}
			buf := make([]byte, 0, len(value))
			compare(b, count*mebibytes,
				func(int) {
					for i := range count {
						got, err := s.db.AppendRaw(buf, fmt.Sprint(i))
						require.NoError(b, err)
						require.Len(b, got, len(value))
					}
				},
				func(int) {
					for i := range count {
						require.Len(b, s.clientGet(b, fmt.Sprint(i), buf, len(value)), len(value))
					}
				})
		})
	}
}

// clientPut stores a value as a program without this library would: in chunks, eight at a time,
// and then its size.
func (s *side) clientPut(b *testing.B, name string, value []byte) {
	chunks := (len(value) + chunkSize - 1) / chunkSize
	spread(8, chunks, func(i int) {
		s.commit(b, func(txn *clientTxn) error {
			return txn.Set(s.chunk(name, i), value[i*chunkSize:min((i+1)*chunkSize, len(value))])
		})
	})
	s.commit(b, func(txn *clientTxn) error { return txn.Set(s.key(name), fmt.Append(nil, len(value))) })
}

func (s *side) chunk(name string, i int) []byte { return s.key(fmt.Sprintf("%s/%06d", name, i)) }

// clientGet reads it, 8 MiB at a time.
func (s *side) clientGet(b *testing.B, name string, buf []byte, size int) []byte {
	v := s.snapshot(b)
	_, err := v.Get(context.Background(), s.key(name))
	require.NoError(b, err)
	const atOnce = 32
	chunks := (size + chunkSize - 1) / chunkSize
	for first := 0; first < chunks; first += atOnce {
		var keys [][]byte
		for i := first; i < min(first+atOnce, chunks); i++ {
			keys = append(keys, s.chunk(name, i))
		}
		got, err := v.BatchGet(context.Background(), keys)
		require.NoError(b, err)
		for _, key := range keys {
			buf = append(buf, got[string(key)]...)
		}
	}
	return buf
}
