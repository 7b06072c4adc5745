package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// errTimeout is the cause of the end of a context after Options.Timeout.
var errTimeout = errors.New("timeout")

// limit returns a context that ends after a timeout. done must be called with the error of the
// function that uses the context, which it replaces if the timeout has passed.
//
// The contexts that are passed to the TiKV client are cancelled and have no deadlines. If a
// deadline passes, the client takes the store for dead that has not answered, and stops using it.
func limit(ctx context.Context, timeout time.Duration) (bound context.Context, done func(err *error)) {
	bound, done, _ = limited(ctx, timeout)
	return bound, done
}

func limited(ctx context.Context, timeout time.Duration) (bound context.Context, done func(err *error), cancel context.CancelCauseFunc) {
	bound, cancel = context.WithCancelCause(ctx)
	timer := time.AfterFunc(timeout, func() { cancel(errTimeout) })
	done = func(err *error) {
		timer.Stop()
		if *err != nil && context.Cause(bound) == errTimeout {
			*err = timedOut(*err, timeout)
		}
		cancel(nil)
	}
	return bound, done, cancel
}

// timedOut returns the error of a request that did not succeed within a timeout.
func timedOut(err error, timeout time.Duration) error {
	var known *driver.Error
	if errors.As(err, &known) || err == errTorn || err == errSwept {
		return err
	}
	return &driver.Error{
		Class: driver.ErrUnavailable, Text: fmt.Sprintf("no success within %v: %s", timeout, text(err)), Cause: os.ErrDeadlineExceeded,
	}
}
