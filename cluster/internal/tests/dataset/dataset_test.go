// Package dataset copies a data set of gigabytes into a cluster and out again.
package dataset

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/cluster/internal/testcluster"
	"github.com/openleveldb/openleveldb/cluster/internal/tests/clustertest"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

func TestMain(m *testing.M) { os.Exit(testcluster.Main(m)) }

// kinds are the values of the data set, each with the share of its bytes in percent.
var kinds = []struct {
	name        string
	size, share int
}{
	{"row", 100, 5}, {"record", 4 << 10, 15}, {"image", 64 << 10, 20}, {"tensor", 1 << 20, 30}, {"volume", 64 << 20, 30},
}

// build builds the data set in a directory. Its values are random, so that they do not compress.
func build(t *testing.T, path string, bytes int) leveldb.Digest {
	t.Helper()
	random := rand.NewChaCha8([32]byte{1})
	b, err := leveldb.Build(path, &leveldb.BuildOptions{Open: leveldb.LargeArrays()})
	require.NoError(t, err)
	var largest []byte
	for _, k := range kinds {
		largest = make([]byte, max(len(largest), k.size))
	}
	for order, k := range kinds { // a table is built in the order of the keys
		for i := range max(1, bytes/100*k.share/k.size) {
			value := largest[:k.size]
			_, err := random.Read(value)
			require.NoError(t, err)
			require.NoError(t, b.PutRaw(fmt.Sprintf("%d %s/%09d", order, k.name, i), value))
		}
	}
	require.NoError(t, b.Close())
	db := testdb.OpenAt(t, path, &leveldb.Options{ReadOnly: true})
	digest, err := db.Digest(nil)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	return digest
}

// TestCopy copies OPENLEVELDB_MEGABYTES, 64 by default, into the cluster and out. The digests are
// equal everywhere.
func TestCopy(t *testing.T) {
	c := testcluster.Of(t, 1)
	dir := t.TempDir()
	megabytes := int(testdb.Number(t, "OPENLEVELDB_MEGABYTES", 64))
	began := time.Now()
	done := func(what string) {
		d := time.Since(began)
		t.Logf("%s: %v, %.1f MB/s", what, d.Round(time.Millisecond), float64(megabytes)/d.Seconds())
		began = time.Now()
	}
	want := build(t, filepath.Join(dir, "in"), megabytes*1e6)
	done("build and digest")
	t.Logf("%d entries, %d bytes", want.Entries, want.Bytes)

	local := testdb.OpenAt(t, filepath.Join(dir, "in"), &leveldb.Options{ReadOnly: true})
	db := clustertest.Open(t, c, nil)
	defer func() { require.NoError(t, db.Close()) }()
	stats, err := leveldb.Copy(t.Context(), db, local, &leveldb.CopyOptions{NoVerify: true})
	require.NoError(t, err)
	require.Equal(t, want.Entries, stats.Entries)
	done("copy in")
	got, err := db.Digest(nil)
	require.NoError(t, err)
	require.Equal(t, want, got)
	done("digest in the cluster")

	out := testdb.OpenAt(t, filepath.Join(dir, "out"), leveldb.LargeArrays())
	stats, err = leveldb.Copy(t.Context(), out, db, &leveldb.CopyOptions{NoVerify: true})
	require.NoError(t, err)
	require.Equal(t, want.Entries, stats.Entries)
	done("copy out")
	got, err = out.Digest(nil)
	require.NoError(t, err)
	require.Equal(t, want, got)

	// Copying again compares everything and writes nothing.
	stats, err = leveldb.Copy(t.Context(), db, local, &leveldb.CopyOptions{Into: leveldb.CopyMirror, NoVerify: true})
	require.NoError(t, err)
	require.Zero(t, stats.Written)
	require.Zero(t, stats.Deleted)
	done("compare")
}
