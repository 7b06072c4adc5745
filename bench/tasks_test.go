package bench

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// TestTasks checks that a task that fails returns an error with its text, and that a task receives
// its input unchanged.
func TestTasks(t *testing.T) {
	require.ErrorContains(t, doTask("none"), `no task "none"`)
	j := storeJob{Store: "none"}
	_, err := j.store()
	require.ErrorContains(t, err, `no store "none"`)
	for _, s := range Stores {
		found, err := storeJob{Store: s.Name}.store()
		require.NoError(t, err)
		require.Equal(t, s.Name, found.Name)
	}
}

func TestMemoryMinus(t *testing.T) {
	require.Equal(t, Memory{Anonymous: 3, File: 0}, Memory{Anonymous: 5, File: 1}.minus(Memory{Anonymous: 2, File: 4}))
}

func TestSteps(t *testing.T) {
	all := func() []int { return []int{1, 2, 5, 10, 20} }
	require.Equal(t, []int{1, 2, 5, 10, 20}, steps(all(), 20))
	require.Equal(t, []int{1, 2, 5, 8}, steps(all(), 8))
	require.Equal(t, []int{1}, steps(all(), 1))
	require.Equal(t, []int{1, 2, 5, 10, 20, 30}, steps(all(), 30))
}

// TestGrowing checks that a growing database holds the entries of a data set of its size: the
// earlier entries and the added ones.
func TestGrowing(t *testing.T) {
	for name := range scaleOptions {
		for _, size := range figureSizes {
			d := NewDataset(size, size.Short)
			dir := filepath.Join(t.TempDir(), "db")
			for _, j := range []scaleJob{
				{Dir: dir, Options: name, Size: size, From: 0, To: size.Short / 3},
				{Dir: dir, Options: name, Size: size, From: size.Short / 3, To: size.Short},
			} {
				elapsed, err := growTask(j)
				require.NoError(t, err)
				require.Positive(t, elapsed)
			}
			requireDataset(t, openLevelDB, dir, Config{}, d)
			s := scaleJob{Size: size, To: size.Short}.sample()
			for n, i := range d.Order[:3] {
				require.Equal(t, d.sums[i], pageSumOf(i, size.Elements()))
				require.Equal(t, d.Keys.Text(i), keysOf(d.Order[:3]).Text(uint32(n)))
			}
			require.Len(t, s.sums, len(s.order))
		}
	}
}

// TestTables checks that tables of all levels are counted.
func TestTables(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "db")
	require.NoError(t, NewDataset(Sizes[3], 8).Build(dir, openLevelDB, testConfigs[0]))
	db, err := leveldb.Open(dir, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	files, err := filepath.Glob(filepath.Join(dir, "*.ldb"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	count, err := tables(db)
	require.NoError(t, err)
	require.Equal(t, len(files), count)
}

func TestCheckFree(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, checkFree(dir, -1<<40))
	require.ErrorContains(t, checkFree(dir, math.MaxInt64/4), "set TMPDIR")
}

func TestDiskBytes(t *testing.T) {
	dir := t.TempDir()
	none, err := diskBytes(dir)
	require.NoError(t, err)
	require.Zero(t, none)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "below"), 0o777))
	f, err := os.Create(filepath.Join(dir, "below", "file"))
	require.NoError(t, err)
	_, err = f.Write(make([]byte, 1<<20))
	require.NoError(t, err)
	require.NoError(t, f.Sync())
	require.NoError(t, f.Close())
	some, err := diskBytes(dir)
	require.NoError(t, err)
	require.InDelta(t, 1<<20, some, 1<<16)
}
