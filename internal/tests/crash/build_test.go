package crash_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

// buildEntries is how many entries a process builds; they take some 20 MB.
const buildEntries = 20_000

// buildRole builds a database, or makes a backup of the one in j.Path+"-source" if there is one.
func buildRole(j crashJob) (any, error) {
	fmt.Print("\nOPENS\n")
	return nil, errors.Join(buildOnce(j), errors.New("nobody has killed the builder"))
}

func buildOnce(j crashJob) error {
	if src, err := leveldb.Open(j.Path+"-source", &leveldb.Options{ReadOnly: true}); err == nil {
		defer src.Close()
		_, err = leveldb.Backup(context.Background(), j.Path, src, &leveldb.BackupOptions{Open: &j.Options})
		return err
	}
	b, err := leveldb.Build(j.Path, &leveldb.BuildOptions{Open: &j.Options, Sort: j.Seed%2 == 1, SortMemory: 1 << 20})
	if err != nil {
		return err
	}
	defer b.Abort()
	for i := range buildEntries {
		if err := b.PutRaw(fmt.Sprintf("%08d", i), make([]byte, 1000)); err != nil {
			return err
		}
	}
	return b.Close()
}

// A process that builds a database, or makes a backup, is killed at random moments. Then nothing is
// at the path, or the complete database. The next build succeeds and leaves nothing else.
func TestKilledBuilder(t *testing.T) {
	seed := testdb.Seed(t)
	rng := rand.New(rand.NewPCG(seed, 1))
	dir := t.TempDir()
	source := filepath.Join(dir, "backup-source")
	require.NoError(t, buildOnce(crashJob{Path: source}))
	absent, complete := 0, 0
	for round := range testdb.Rounds(t, 12) {
		job := crashJob{Path: filepath.Join(dir, "build"), Seed: seed + uint64(round), Options: crashConfigs[round%len(crashConfigs)]}
		if round%3 == 2 {
			job.Path = filepath.Join(dir, "backup")
		}
		p := process.Start(t, "build", job)
		_, err := p.Line("OPENS")
		require.NoError(t, err)
		time.Sleep(time.Duration(rng.IntN(80_000)) * time.Microsecond)
		killed := p.Kill()
		if _, err := os.Lstat(job.Path); errors.Is(err, os.ErrNotExist) {
			require.NoError(t, killed)
			absent++
			require.NoError(t, buildOnce(job))
		} else {
			complete++ // the process may have ended before it was killed
		}
		require.NoDirExists(t, job.Path+dbfile.PartialSuffix)
		db, err := leveldb.Open(job.Path, &leveldb.Options{ErrorIfMissing: true, ParanoidChecks: true, Read: leveldb.ReadOptions{VerifyChecksums: true}})
		require.NoError(t, err)
		n, err := db.Count(nil)
		require.NoError(t, err)
		require.Equal(t, buildEntries, n)
		require.NoError(t, db.Close())
		require.NoError(t, leveldb.Destroy(job.Path))
	}
	t.Logf("killed before the end: %d, after: %d", absent, complete)
	require.Positive(t, absent)
}
