package cluster

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/tikvrpc"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// A transaction is committed as soon as its first region is. Every read finds what is still locked in
// the others.
func TestLocked(t *testing.T) {
	const n = 100
	var keys []string
	for i := range n {
		keys = append(keys, fmt.Sprintf("%03d", i))
	}
	row := []byte("row of 9 ")
	reads := map[string]func(db *leveldb.DB) (int, error){
		"Lookup": func(db *leveldb.DB) (int, error) { all, err := leveldb.GetAll[string](db, keys); return len(all), err },
		"Count":  func(db *leveldb.DB) (int, error) { return db.Count(nil) },
		"Keys": func(db *leveldb.DB) (found int, err error) {
			for _, err := range db.Keys(&leveldb.Range{Reverse: true}) {
				if err != nil {
					return found, err
				}
				found++
			}
			return found, nil
		},
		"Gather": func(db *leveldb.DB) (found int, err error) {
			states, err := db.Driver().Gather(t.Context(), keys, []byte("s"), make([]byte, n*len(row)), driver.ReadOptions{})
			for _, s := range states {
				if s == driver.RowCopied {
					found++
				}
			}
			return found, err
		},
		"Get": func(db *leveldb.DB) (found int, err error) {
			for _, key := range keys {
				if _, err := db.Get(key); err != nil {
					return found, err
				}
				found++
			}
			return found, nil
		},
	}
	for name, read := range reads {
		t.Run(name, func(t *testing.T) {
			m := newMock(t, space(1).data("030"), space(1).data("060"))
			db := m.mustOpen(t, "test", nil)
			release := make(chan bool)
			var commits atomic.Int64
			m.requests.hook(func(_ context.Context, r *tikvrpc.Request) error {
				if r.Type == tikvrpc.CmdCommit && commits.Add(1) > 1 {
					<-release
				}
				return nil
			}, nil)
			defer close(release)
			b := db.NewBatch()
			for _, key := range keys {
				require.NoError(t, b.Put(key, string(row)))
			}
			require.NoError(t, b.Write())
			found, err := read(db)
			require.NoError(t, err)
			require.Equal(t, n, found)
		})
	}
}

// A head that is committed after Compact has read the state, and before it removes the chunks, keeps
// its chunks.
func TestSweepOvertaken(t *testing.T) {
	m := newMock(t)
	handle := m.mustOpen(t, "test", tiny)
	db := handle.Driver().(*store).db
	require.NoError(t, db.markChunked(t.Context()))
	value := []byte("s" + strings.Repeat("large", 100))
	u := &upload{key: "k", value: value, head: newHead(tiny, len(value))}
	require.NoError(t, db.upload(t.Context(), []*upload{u}))
	v, err := db.client.viewNow(t.Context())
	require.NoError(t, err)
	r := &remains{id: u.id, record: &record{}}
	for number := range u.chunks() {
		r.keys = append(r.keys, db.space.chunk(u.id, number))
	}
	require.NoError(t, db.readRecords(t.Context(), v, []*remains{r}))
	require.NoError(t, db.commit(t.Context(), []entry{{key: "k", value: value, large: u}}, []*upload{u}))
	require.ErrorIs(t, db.removeRemains(t.Context(), r), errRepeat)
	got, err := handle.Get("k")
	require.NoError(t, err)
	require.Equal(t, string(value[1:]), got)
}
