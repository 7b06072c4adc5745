package dblock

import (
	"errors"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// The pauses between two attempts to lock a database grow from the first to the last, so that one
// that is locked for a short time is opened soon, and waiting costs almost no processor time.
const (
	firstPause = time.Millisecond
	lastPause  = 50 * time.Millisecond
)

// clock is the time. Tests replace it.
var clock = struct {
	now   func() time.Time
	sleep func(time.Duration)
}{time.Now, time.Sleep}

// Wait calls attempt until it returns something other than driver.ErrLocked, for up to limit. There
// is no limit if it is negative; if it is 0, there is one attempt. Nothing is locked between two
// attempts, so two programs that need the same two locks cannot block each other. Wait returns the
// last error. It is not fair: a writer may never find the moment when there is no reader.
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
