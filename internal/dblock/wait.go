package dblock

import (
	"errors"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// The pause between two attempts to lock a database grows from the first value to the last. A
// database that is locked briefly is therefore opened soon, and long waits take almost no processor
// time.
const (
	firstPause = time.Millisecond
	lastPause  = 50 * time.Millisecond
)

// clock is the time. Tests replace it.
var clock = struct {
	now   func() time.Time
	sleep func(time.Duration)
}{time.Now, time.Sleep}

// Wait calls attempt until it returns something other than driver.ErrLocked, for up to limit, and
// returns the last error. If limit is negative, there is no limit; if it is 0, there is one
// attempt. No lock is held between attempts, so two programs that need the same two locks cannot
// block each other. Wait is not fair: a steady stream of readers can keep a writer waiting.
func Wait(limit time.Duration, attempt func() error) error {
	begin := clock.now()
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := attempt()
		if err == nil || !errors.Is(err, driver.ErrLocked) {
			return err
		}
		if limit >= 0 {
			left := limit - clock.now().Sub(begin)
			if left <= 0 {
				return err
			}
			pause = min(pause, left)
		}
		clock.sleep(pause)
	}
}
