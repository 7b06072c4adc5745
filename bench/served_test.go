package bench

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
)

// served is a connection to a database of another process on this machine. Its methods may be
// called from many goroutines.
type served interface {
	// get returns the value of a key in memory of the caller. It uses buffer if that is large
	// enough and the client can.
	get(key string, buffer []byte) ([]byte, error)
	put(key string, value []byte) error
	Close() error
}

// servedStore is a server with its client. A unix socket connects the two processes.
type servedStore struct {
	name string
	// open starts a server with an empty database, which stops when the benchmark ends, and
	// connects to it.
	open func(b *testing.B) (served, error)
}

// servedSizes are the sizes of the values, and the numbers of goroutines that share a client.
var servedSizes = []struct {
	Size
	goroutines []int
}{
	{Size{"128B", 128, 10_000, 400}, []int{1, 32}},
	{Size{"1MiB", 1 << 20, 64, 4}, []int{1}},
}

// BenchmarkProcessGet gets random keys from a server in another process. The values are bytes,
// without a type that a client has to decode. redis-into is redis with the value read into memory
// of the caller, as openleveldb-remote does.
func BenchmarkProcessGet(b *testing.B) {
	stores := []servedStore{servedDB, sharedDB, redisStore("redis"), redisStore("redis-into")}
	benchmarkServed(b, stores, func(s served, w *servedWorker, i int) error {
		stored, err := s.get(servedKey(i), w.buffer)
		if err == nil && !bytes.Equal(stored, w.value(i)) {
			err = errors.New("differs from what was put")
		}
		w.buffer = stored
		return err
	})
}

// BenchmarkProcessPut puts values of random keys through a server in another process. No write
// waits for the disk. redis keeps its data in memory only. redis-aof appends each write to a file
// before it responds, as LevelDB does.
func BenchmarkProcessPut(b *testing.B) {
	stores := []servedStore{servedDB, sharedDB, redisStore("redis"), redisStore("redis-aof")}
	benchmarkServed(b, stores, func(s served, w *servedWorker, i int) error {
		return s.put(servedKey(i), w.value(i))
	})
}

// benchmarkServed runs an operation on random entries, for each server and size.
func benchmarkServed(b *testing.B, stores []servedStore, do func(s served, w *servedWorker, i int) error) {
	for _, store := range stores {
		b.Run("store="+store.name, func(b *testing.B) {
			for _, size := range servedSizes {
				b.Run("size="+size.Name, func(b *testing.B) {
					entries := entriesOf(size.Size)
					s := fillServed(b, store, size.Bytes, entries)
					for _, goroutines := range size.goroutines {
						b.Run(fmt.Sprintf("goroutines=%d", goroutines), func(b *testing.B) {
							b.SetBytes(int64(size.Bytes))
							timeServed(b, s, size.Bytes, entries, goroutines, do)
						})
					}
				})
			}
		})
	}
}

// fillServed starts a server, puts all entries and compacts, so that each run finds LevelDB's values
// in tables. The client is closed when the benchmark ends.
func fillServed(b *testing.B, store servedStore, size, entries int) served {
	s, err := store.open(b)
	fatal(b, fail("open", store.name, err))
	b.Cleanup(func() { fatal(b, s.Close()) })
	w := newServedWorker(size)
	for i := range entries {
		fatal(b, fail("fill", store.name, s.put(servedKey(i), w.value(i))))
	}
	if db, ok := s.(interface{ Compact(*leveldb.Range) error }); ok {
		fatal(b, fail("compact", store.name, db.Compact(nil)))
	}
	return s
}

// timeServed has the goroutines share b.N operations.
func timeServed(b *testing.B, s served, size, entries, goroutines int, do func(s served, w *servedWorker, i int) error) {
	workers, errs := make([]*servedWorker, goroutines), make([]error, goroutines)
	for g := range workers {
		workers[g] = newServedWorker(size)
		// A client connects when it needs a connection.
		fatal(b, do(s, workers[g], g%entries))
	}
	b.ReportAllocs()
	b.ResetTimer()
	var wg sync.WaitGroup
	for g, w := range workers {
		n := (g+1)*b.N/goroutines - g*b.N/goroutines
		random := rand.New(rand.NewPCG(uint64(g), uint64(size)))
		wg.Go(func() {
			for ; n > 0 && errs[g] == nil; n-- {
				i := random.IntN(entries)
				if err := do(s, w, i); err != nil {
					errs[g] = fmt.Errorf("bench: entry %d: %w", i, err)
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	fatal(b, errors.Join(errs...))
}

// servedWorker holds the memory of one goroutine.
type servedWorker struct{ expected, buffer []byte }

func newServedWorker(size int) *servedWorker {
	w := &servedWorker{make([]byte, size), make([]byte, 0, size+64)}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range w.expected {
		w.expected[i] = byte(random.Uint32())
	}
	return w
}

// value returns the value of entry i, valid until the next call.
func (w *servedWorker) value(i int) []byte {
	binary.LittleEndian.PutUint64(w.expected, uint64(i))
	return w.expected
}

func servedKey(i int) string { return fmt.Sprintf("%016d", i) }
