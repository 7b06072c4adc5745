package dblock

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// fakeClock replaces the clock by one that only pauses move. It returns the pauses so far.
func fakeClock(t *testing.T) *[]time.Duration {
	t.Helper()
	before := clock
	t.Cleanup(func() { clock = before })
	now, pauses := time.Now(), &[]time.Duration{}
	clock.now = func() time.Time { return now }
	clock.sleep = func(d time.Duration) {
		*pauses = append(*pauses, d)
		now = now.Add(d)
	}
	return pauses
}

func sum(pauses []time.Duration) (total time.Duration) {
	for _, p := range pauses {
		total += p
	}
	return total
}

// Wait stops at the limit, and not before. The last attempt is made when the limit has passed.
func TestWaitLimit(t *testing.T) {
	locked := &driver.Error{Class: driver.ErrLocked, Text: "process 7 has the database open"}
	for _, limit := range []time.Duration{0, 1, time.Millisecond, 10 * time.Millisecond, time.Second, time.Minute} {
		pauses := fakeClock(t)
		attempts := 0
		err := Wait(limit, func() error { attempts++; return locked })
		require.Equal(t, locked, err, limit)
		assert.Equal(t, limit, sum(*pauses))
		assert.Len(t, *pauses, attempts-1)
		for i, p := range *pauses {
			assert.Positive(t, p)
			assert.LessOrEqual(t, p, lastPause)
			if i > 0 && i < len(*pauses)-1 {
				assert.GreaterOrEqual(t, p, (*pauses)[i-1], "they grow")
			}
		}
		assert.LessOrEqual(t, attempts, 9+int(limit/lastPause), "no busy loop")
	}
}

// Without a limit, and with the largest one, Wait does not end.
func TestWaitForEver(t *testing.T) {
	for _, limit := range []time.Duration{-1, math.MinInt64, math.MaxInt64} {
		pauses := fakeClock(t)
		attempts := 0
		require.NoError(t, Wait(limit, func() error {
			if attempts++; attempts < 100_000 {
				return driver.ErrLocked
			}
			return nil
		}))
		assert.Greater(t, sum(*pauses), time.Hour)
	}
}

// Every other error ends the waiting.
func TestWaitError(t *testing.T) {
	pauses := fakeClock(t)
	failed := errors.New("failed")
	errs := []error{driver.ErrLocked, driver.ErrLocked, failed}
	require.Equal(t, failed, Wait(time.Hour, func() error {
		err := errs[0]
		errs = errs[1:]
		return err
	}))
	assert.Len(t, *pauses, 2)
}
