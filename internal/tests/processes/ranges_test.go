package processes_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/tests/served"
	"github.com/openleveldb/openleveldb/leveldb"
)

// A range of two million entries takes no more memory than a short one, neither in the client nor
// in the server.
func TestRangeMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("two million entries take a while; `make test` includes them")
	}
	for _, size := range []int{16, 128} {
		t.Run(fmt.Sprintf("size=%d", size), func(t *testing.T) {
			j := served.NewJob(t)
			j.Entries, j.Value = 2_000_000, size
			fillEntries(t, j)
			server := served.Serve(t, &j)
			j.Role = "ranger"
			client := served.Start(t, j)
			var used served.Resources
			require.NoError(t, client.Report(&used))
			atEnd := served.ResourcesOf(fmt.Sprint(server.Process.Pid))
			served.Stop(t, server)
			t.Logf("client %v; server %v", used, atEnd)
			if atEnd.Peak == 0 {
				t.Skip("this system does not report the memory of a process")
			}
			const most = 128 << 20
			require.Less(t, used.Peak, int64(most), "the client's memory")
			require.Less(t, atEnd.Peak, int64(most), "the server's memory, including mapped tables")
		})
	}
}

func fillEntries(t *testing.T, j served.Job) {
	t.Helper()
	db, err := leveldb.Open(filepath.Join(j.Root, "shared"), nil)
	require.NoError(t, err)
	batch := db.NewBatch()
	value := append([]byte{'b'}, make([]byte, j.Value)...)
	for i := range j.Entries {
		copy(value[1:], fmt.Sprintf("%016d", i*7919))
		require.NoError(t, batch.PutRaw(rangeKey(i), value))
		if batch.Len() == 10_000 || i == j.Entries-1 {
			require.NoError(t, batch.Write())
			batch.Reset()
		}
	}
	require.NoError(t, db.Close())
}

func rangeKey(i int) string { return fmt.Sprintf("entry/%08d", i) }

// rangeRole iterates over all entries in every way, and checks that each is present.
func rangeRole(j served.Job) (any, error) {
	db, err := j.Dial(nil)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	for _, r := range []*leveldb.Range{nil, {Reverse: true}} {
		n := 0
		for e, err := range db.Entries(r) {
			if err != nil {
				return nil, err
			}
			i := n
			if r != nil {
				i = j.Entries - 1 - n
			}
			value, err := leveldb.ValueAs[[]byte](e)
			if err != nil {
				return nil, err
			}
			if e.Key() != rangeKey(i) || len(value) != j.Value || string(value[:16]) != fmt.Sprintf("%016d", i*7919) {
				return nil, fmt.Errorf("entry %d is %q", i, e.Key())
			}
			n++
		}
		if n != j.Entries {
			return nil, fmt.Errorf("%d entries of %d", n, j.Entries)
		}
	}
	n, err := db.Count(nil)
	if err == nil && n != j.Entries {
		err = fmt.Errorf("%d entries counted of %d", n, j.Entries)
	}
	if err != nil {
		return nil, err
	}
	return served.ResourcesOf("self"), nil
}
