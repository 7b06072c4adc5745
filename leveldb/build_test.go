package leveldb_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
)

// A built database holds what was put.
func TestBuild(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	b, err := leveldb.Build(path, nil)
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(1, 0))
	for i := range 20000 {
		require.NoError(t, b.Put(fmt.Sprintf("%08d", i), rng.Int64()))
	}
	require.NoDirExists(t, path)
	require.NoError(t, b.Close())
	require.NoDirExists(t, path+dbfile.PartialSuffix)
	db := openTestAt(t, path, nil)
	n, err := db.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 20000, n)
	stats, err := db.Property("leveldb.stats")
	require.NoError(t, err)
	t.Log(stats)
}
