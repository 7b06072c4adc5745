package native

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/stretchr/testify/require"
)

func init() {
	// openfailing opens and closes a database while the n-th C++ allocation fails, where n is the
	// second argument. It prints the number of allocations.
	helpers["openfailing"] = func(args []string) error {
		n, err := strconv.ParseInt(args[1], 10, 64)
		if err != nil {
			return err
		}
		countdown, err := failingCountdown()
		if err != nil {
			return err
		}
		countdown.Store(n)
		db, err := Open(args[0], nil)
		left := countdown.Swap(0)
		if err == nil {
			err = db.Close()
		}
		if err != nil && !errors.Is(err, driver.ErrOutOfMemory) && !errors.Is(err, syscall.ENOMEM) {
			return err
		}
		fmt.Println(n - left)
		return nil
	}
}

// opening is a database that other processes open while an allocation fails.
type opening struct {
	library string
	filled  string // the database whose copies are opened
}

// fails opens a copy of the database while the n-th allocation fails. It returns the path of the
// copy, the number of allocations up to the end or the failure, and whether CURRENT was replaced.
func (o opening) fails(t *testing.T, n int) (path string, allocations int, replaced bool) {
	t.Helper()
	dir := t.TempDir()
	path, countdown := filepath.Join(dir, "db"), filepath.Join(dir, "countdown")
	require.NoError(t, os.CopyFS(path, os.DirFS(o.filled)))
	require.NoError(t, os.WriteFile(countdown, make([]byte, 8), 0o600))
	cmd := helperCommand("openfailing", path, strconv.Itoa(n))
	cmd.Env = append(cmd.Env, "LD_PRELOAD="+o.library, "OPENLEVELDB_FAIL_NEW="+countdown, "GOTRACEBACK=none")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		require.Contains(t, stderr.String(), "openleveldb: out of memory inside LevelDB", "allocation %d", n)
		allocations = n
	} else {
		allocations, err = strconv.Atoi(strings.TrimSpace(string(out)))
		require.NoError(t, err)
	}
	replaced = !bytes.Equal(readOnlyFile(t, path, "CURRENT"), readOnlyFile(t, o.filled, "CURRENT"))
	return path, allocations, replaced
}

// Each allocation of Open around the replacement of CURRENT fails once. The new manifest is
// complete at that point, so the database has everything afterwards.
func TestOutOfMemoryAtReplacementOfCurrent(t *testing.T) {
	o := opening{library: failingLibrary(t)}
	db := filled(t)
	o.filled = db.path
	require.NoError(t, db.Compact(ctx, "", ""))
	require.NoError(t, db.Close())

	_, total, replaced := o.fails(t, 1<<40)
	require.True(t, replaced)
	first := 1 + sort.Search(total, func(i int) bool { // after the replacement
		_, _, replaced := o.fails(t, i+1)
		return replaced
	})
	require.Greater(t, first, 1)
	require.LessOrEqual(t, first, total, "no allocation follows the replacement")
	t.Logf("%d of %d allocations come before the replacement of CURRENT", first-1, total)
	for n := first - 4; n < first+12; n++ {
		path, allocations, replaced := o.fails(t, n)
		require.Equal(t, n >= first, replaced, "allocation %d of %d", n, total)
		again, err := Open(path, nil)
		require.NoError(t, err)
		require.NoError(t, usable(again), "after allocation %d", n)
		require.NoError(t, again.Close())
		if allocations < n {
			break // there are no more allocations
		}
	}
}
