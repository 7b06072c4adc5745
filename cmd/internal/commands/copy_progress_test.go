package commands

import (
	"fmt"
	"io"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var progressOf = regexp.MustCompile(`^(copy|verify): .*, (.*) of (.*) \(([0-9]+) %\)`)

// The bytes of the progress and of its total are of the same kind: the progress of a copy of
// compressed tables, from a directory or a server, grows evenly to 100 % and never beyond it.
func TestCopyProgress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	text := strings.Repeat("compressible ", 1000)
	for i := range 4000 {
		require.NoError(t, db.Put(fmt.Sprintf("run/%06d", i), text))
	}
	require.NoError(t, db.Put("other", text))
	require.NoError(t, db.Compact(nil))
	disk, err := db.ApproximateSize(nil)
	require.NoError(t, err)
	require.Less(t, disk, uint64(4000*len(text)/2), "compressed")
	handler := server.NewHandler(server.Opened{"db": db}, nil)
	s := httptest.NewServer(handler)
	far, err := remote.Dial(t.Context(), s.URL, "db", nil)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, far.Close())
		require.NoError(t, handler.Close())
		s.Close()
		require.NoError(t, db.Close())
	})
	for name, src := range map[string]*leveldb.DB{"local": db, "remote": far} {
		for _, r := range []*leveldb.Range{{}, {Prefix: "run/"}, {Prefix: "run/00", Start: "1"}} {
			for _, merge := range []bool{false, true} {
				p, err := newCopyProgress(io.Discard, src, r)
				require.NoError(t, err)
				p.keeps = merge
				percents := map[string][]int{}
				o := &leveldb.CopyOptions{Range: r, Reached: p.reached, Progress: func(verifying bool, entries int, bytes int64) {
					if verifying && !p.verifying {
						copying := p.Progress
						p.moved(verifying, entries, bytes)
						assert.Contains(t, copying.Line(time.Second), "(100 %)")
					} else {
						p.moved(verifying, entries, bytes)
					}
					found := progressOf.FindStringSubmatch(p.Line(time.Second))
					if merge && verifying {
						assert.Nil(t, found, "the total is unknown")
						return
					}
					require.NotNil(t, found, p.Line(time.Second))
					done, err := humanize.ParseBytes(found[2])
					require.NoError(t, err)
					total, err := humanize.ParseBytes(found[3])
					require.NoError(t, err)
					assert.LessOrEqual(t, done, total)
					percent, err := strconv.Atoi(found[4])
					require.NoError(t, err)
					percents[found[1]] = append(percents[found[1]], percent)
				}}
				if merge {
					o.Into = leveldb.CopyMerge
				}
				dst, err := leveldb.Open(filepath.Join(t.TempDir(), "to"), nil)
				require.NoError(t, err)
				require.NoError(t, dst.Put("kept", text))
				if !merge {
					require.NoError(t, dst.Delete("kept"))
				}
				_, err = leveldb.Copy(t.Context(), dst, src, o)
				require.NoError(t, err)
				require.NoError(t, dst.Close())
				p.done()
				assert.IsNonDecreasing(t, percents["copy"], name)
				assert.Greater(t, len(percents["copy"]), 5)
				if !merge {
					assert.IsNonDecreasing(t, percents["verify"], name)
					found := progressOf.FindStringSubmatch(p.Line(time.Second))
					assert.Equal(t, found[3], found[2])
				}
			}
		}
	}
}

// A copy of entries that are in memory shows bytes of keys and values, and no total.
func TestCopyProgressInMemory(t *testing.T) {
	db, err := leveldb.Open(t.TempDir(), nil)
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.Put("k", "v"))
	p, err := newCopyProgress(io.Discard, db, &leveldb.Range{})
	require.NoError(t, err)
	p.reached("k")
	p.moved(false, 1, 5<<20)
	assert.Equal(t, "copy: 1 entry, 5.0 MiB, 5.0 MiB/s", p.Line(time.Second))
	p.moved(true, 1, 5<<20)
	defer p.done()
	assert.Equal(t, "verify: 1 entry, 5.0 MiB of 5.0 MiB (100 %), 5.0 MiB/s", p.Line(time.Second))
}
