package leveldb_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// slowStore counts writes in progress. Each one waits until wait returns.
type slowStore struct {
	driver.Store
	wait func(batch *driver.Batch) error

	mu           sync.Mutex
	active, most int
}

func (s *slowStore) Write(ctx context.Context, batch *driver.Batch, o driver.WriteOptions) error {
	s.mu.Lock()
	s.active++
	s.most = max(s.most, s.active)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.active--
		s.mu.Unlock()
	}()
	if err := s.wait(batch); err != nil {
		return err
	}
	return s.Store.Write(ctx, batch, o)
}

// manyBatches returns entries for about n batches of a copy.
func manyBatches(n int) map[string]string {
	entries := map[string]string{}
	for i := range 8 * n {
		entries[fmt.Sprintf("%04d", i)] = "b" + strings.Repeat(string(rune('a'+i%26)), 512<<10)
	}
	return entries
}

// So many batches are written at the same time, and no more.
func TestCopyWriters(t *testing.T) {
	want := manyBatches(6)
	src := openTest(t, nil)
	for key, value := range want {
		require.NoError(t, src.PutRaw(key, []byte(value)))
	}
	for _, writers := range []int{0, 1, 3} {
		there := openTest(t, nil)
		arrived, release := make(chan struct{}, 100), make(chan struct{})
		s := &slowStore{Store: there.Driver(), wait: func(*driver.Batch) error {
			arrived <- struct{}{}
			<-release
			return nil
		}}
		done := make(chan error, 1)
		var copied leveldb.CopyStats
		go func() {
			var err error
			copied, err = leveldb.Copy(t.Context(), leveldb.New(s, "slow", nil), src, &leveldb.CopyOptions{Writers: writers})
			done <- err
		}()
		for range max(writers, 1) {
			<-arrived // all of them, before one is released
		}
		close(release)
		require.NoError(t, <-done)
		require.Equal(t, max(writers, 1), s.most)
		require.Equal(t, leveldb.CopyStats{Entries: len(want), Bytes: digestOf(want).Bytes, Written: len(want), Result: digestOf(want), Verified: true}, copied)
		require.Equal(t, want, contents(t, there))
	}
	_, err := leveldb.Copy(t.Context(), src, src, &leveldb.CopyOptions{Writers: -1})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
}

// Several writers make no difference to the result, for every way to copy and every previous
// content.
func TestCopyWritersLikeOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 0))
	for _, into := range []leveldb.CopyInto{leveldb.CopyMerge, leveldb.CopyMirror} {
		have, there := randomEntries(rng, 200), randomEntries(rng, 200)
		have["large"] = strings.Repeat("l", 16<<20)
		w := copyWay{copySides[0], copySides[1]}
		var results []leveldb.CopyStats
		var left []map[string]string
		for _, writers := range []int{1, 4} {
			dst, src, whole := w.open(t, have, there)
			copied, err := leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{Into: into, Writers: writers})
			require.NoError(t, err)
			results, left = append(results, copied), append(left, contents(t, whole))
		}
		require.Equal(t, results[0], results[1])
		require.Equal(t, left[0], left[1])
		require.Positive(t, results[0].Written)
	}
}

// A failed write ends the copy. What the other writers have written is counted, and the next copy
// continues.
func TestCopyWritersFail(t *testing.T) {
	want := manyBatches(6)
	src, there := openTest(t, nil), openTest(t, nil)
	for key, value := range want {
		require.NoError(t, src.PutRaw(key, []byte(value)))
	}
	broken := errors.New("broken")
	var mu sync.Mutex
	calls := 0
	s := &slowStore{Store: there.Driver(), wait: func(*driver.Batch) error {
		mu.Lock()
		defer mu.Unlock()
		if calls++; calls == 3 {
			return broken
		}
		return nil
	}}
	dst := leveldb.New(s, "failing", nil)
	copied, err := leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{Writers: 2})
	require.ErrorIs(t, err, broken)
	require.Zero(t, s.active, "no write is still in progress")
	n, err := there.Count(nil)
	require.NoError(t, err)
	require.Equal(t, n, copied.Written)
	require.Less(t, n, len(want))

	again, err := leveldb.Copy(t.Context(), dst, src, &leveldb.CopyOptions{Writers: 2, Into: leveldb.CopyMerge})
	require.NoError(t, err)
	require.Equal(t, len(want)-n, again.Written)
	require.Equal(t, digestOf(want), again.Result)
}
