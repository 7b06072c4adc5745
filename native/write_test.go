package native

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Many goroutines make all kinds of writes of all sizes, and reuse their memory immediately. Each
// has its own keys, so it knows what must be present. A batch is always seen complete.
func TestManyWriters(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("OPENLEVELDB_SEED"); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 64)
		require.NoError(t, err, "OPENLEVELDB_SEED")
	}
	t.Logf("OPENLEVELDB_SEED=%d", seed)
	db := openTest(t, &Options{WriteBufferSize: 1 << 20})
	sizes := []int{0, 1, 100, 4096, 70_000, maxJoinSize - 60, maxJoinSize, 200_000}
	var writers, reader sync.WaitGroup
	models := make([]map[string]string, 32)
	for id := range models {
		models[id] = map[string]string{}
		rng := rand.New(rand.NewPCG(seed, uint64(id)))
		writers.Go(func() {
			model, buf := models[id], make([]byte, sizes[len(sizes)-1])
			for i := range 60 {
				size := sizes[min(rng.IntN(len(sizes)), rng.IntN(len(sizes)))] // more often small
				value := buf[:size]
				for j := range value {
					value[j] = byte(i + id)
				}
				options := driver.WriteOptions{Sync: rng.IntN(8) == 0}
				k := fmt.Sprintf("%02d-%d", id, rng.IntN(10))
				switch rng.IntN(4) {
				case 0:
					if !assert.NoError(t, db.Delete(ctx, k, options)) {
						return
					}
					delete(model, k)
				case 1:
					var b driver.Batch
					pair := fmt.Sprintf("%02d-pair-", id)
					for _, side := range []string{"a", "b"} {
						if !assert.NoError(t, b.Put(pair+side, value)) {
							return
						}
						model[pair+side] = string(value)
					}
					if !assert.NoError(t, db.Write(ctx, &b, options)) {
						return
					}
					clear(b.Packed())
				default:
					if !assert.NoError(t, db.Put(ctx, k, value, options)) {
						return
					}
					model[k] = string(value)
				}
				clear(buf)
			}
		})
	}
	done := make(chan struct{})
	reader.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			snapshot, err := db.Snapshot(ctx)
			if !assert.NoError(t, err) {
				return
			}
			for id := range models {
				sides := [2]string{}
				for i, side := range []string{"a", "b"} {
					v, err := snapshot.Get(ctx, fmt.Sprintf("%02d-pair-%s", id, side), nil, driver.ReadOptions{})
					if err == nil {
						sides[i] = string(v.Bytes()) + " "
						v.Release()
					} else {
						assert.ErrorIs(t, err, driver.ErrNotFound)
					}
				}
				assert.True(t, sides[0] == sides[1], "half a batch was seen")
			}
			snapshot.Close()
		}
	})
	writers.Wait()
	close(done)
	reader.Wait()
	entries := 0
	for id, model := range models {
		entries += len(model)
		for k, want := range model {
			require.True(t, want == get(t, db, k, driver.ReadOptions{}), "writer %d, key %q", id, k)
		}
	}
	count, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	require.EqualValues(t, entries, count)
}

// A write without concurrent writers allocates nothing for the queue.
func TestWriteAllocatesNothing(t *testing.T) {
	if sanitized {
		t.Skip("sanitizers allocate too")
	}
	db := openTest(t, &Options{WriteBufferSize: 16 << 20})
	var b driver.Batch
	require.NoError(t, b.Put("batch", []byte("value")))
	value := []byte("value")
	runtime.GC() // exclude garbage of earlier tests
	for name, write := range map[string]func() error{
		"put":    func() error { return db.Put(ctx, "k", value, driver.WriteOptions{}) },
		"delete": func() error { return db.Delete(ctx, "k", driver.WriteOptions{}) },
		"write":  func() error { return db.Write(ctx, &b, driver.WriteOptions{}) },
	} {
		assert.Zero(t, testing.AllocsPerRun(1000, func() { _ = write() }), name)
		require.NoError(t, write())
	}
}
