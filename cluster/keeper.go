package cluster

import (
	"context"
	"errors"
	"sync"
	"time"
)

// keeper keeps garbage collection from passing the timestamps of open snapshots, loops and cursors.
// It registers the smallest one as a service safe point with PD, which forgets it after a time.
type keeper struct {
	client  *client
	service string // name of the service safe point
	stop    context.CancelFunc
	done    chan struct{}

	mu   sync.Mutex
	held map[uint64]int // number of users of each timestamp

	call       chan struct{} // full during a request to PD; locked before mu
	registered uint64        // the timestamp that PD holds; 0 if none
	renewed    time.Time     // when the last request that succeeded began
	minimum    uint64        // PD refuses smaller timestamps
}

const (
	// keepTime is how long PD holds a safe point that is not renewed.
	keepTime = 10 * time.Minute
	// keepEvery is how often keeper looks whether there is something to do.
	keepEvery = 10 * time.Second
	// renewAfter is the age at which a safe point is renewed.
	renewAfter = keepTime / 6
)

func newKeeper(c *client, service string) *keeper {
	ctx, stop := context.WithCancel(context.Background())
	k := &keeper{
		client: c, service: service, stop: stop, done: make(chan struct{}), held: map[uint64]int{},
		call: make(chan struct{}, 1),
	}
	go k.run(ctx)
	return k
}

// run registers, renews and removes the safe point.
func (k *keeper) run(ctx context.Context) {
	defer close(k.done)
	ticker := time.NewTicker(keepEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		attempt, cancel := context.WithTimeout(ctx, keepEvery)
		if err := k.renew(attempt); err != nil && ctx.Err() == nil {
			report("renewing a service safe point", err)
		}
		cancel()
	}
}

// lock waits for the right to make a request to PD, which another user may have for long.
func (k *keeper) lock(ctx context.Context) error {
	select {
	case k.call <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (k *keeper) unlock() { <-k.call }

// hold notes that a loop or cursor reads at a timestamp. If that takes long, the timestamp is
// registered later.
func (k *keeper) hold(ts uint64) {
	k.mu.Lock()
	k.held[ts]++
	k.mu.Unlock()
}

// release ends a hold.
func (k *keeper) release(ts uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held[ts]--; k.held[ts] == 0 {
		delete(k.held, ts)
	}
}

// errPassed means that garbage collection may have passed a timestamp before it was registered.
var errPassed = errors.New("garbage collection has passed the timestamp of a new snapshot")

// passedWait is how long take waits before it tries another timestamp.
const passedWait = 100 * time.Millisecond

// take returns a current timestamp that garbage collection cannot pass until it is released.
func (k *keeper) take(ctx context.Context) (ts uint64, err error) {
	for {
		if ts, err = k.client.now(ctx); err == nil {
			err = k.protect(ctx, ts)
		}
		if err != errPassed {
			return ts, err
		}
		select {
		case <-time.After(passedWait):
		case <-ctx.Done():
			return 0, err
		}
	}
}

// protect is like hold, and returns when garbage collection cannot pass the timestamp. After an
// error, which is errPassed if it may have done so, the timestamp is not held.
func (k *keeper) protect(ctx context.Context, ts uint64) error {
	k.hold(ts)
	if err := k.lock(ctx); err != nil {
		k.release(ts)
		return err
	}
	defer k.unlock()
	if k.registered != 0 && k.registered <= ts && since(k.renewed) < keepTime/2 {
		return nil
	}
	err := k.client.retry(ctx, func() error { return k.register(ctx) })
	if err == nil && ts < k.minimum {
		err = errPassed
	}
	if err != nil {
		k.release(ts)
	}
	return err
}

// least returns the smallest timestamp that is held and that PD does not refuse. The caller holds
// call.
func (k *keeper) least() (ts uint64, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for held := range k.held {
		if held >= k.minimum && (!ok || held < ts) {
			ts, ok = held, true
		}
	}
	return ts, ok
}

// renew makes the request that is due, if any.
func (k *keeper) renew(ctx context.Context) error {
	if err := k.lock(ctx); err != nil {
		return err
	}
	defer k.unlock()
	_, any := k.least()
	switch {
	case !any && k.registered != 0:
		return k.remove(ctx)
	case any && (k.registered == 0 || since(k.renewed) > renewAfter):
		return k.register(ctx)
	}
	return nil
}

// register registers the smallest timestamp that PD accepts. Garbage collection may have passed
// smaller ones that are held, for example after PD could not be reached: reads at them detect that,
// and they must not prevent the registration of the others. The caller holds call.
func (k *keeper) register(ctx context.Context) error {
	for {
		ts, ok := k.least()
		if !ok {
			return nil
		}
		began := time.Now()
		minimum, err := k.client.pd.UpdateServiceGCSafePoint(ctx, k.service, int64(keepTime/time.Second), ts)
		if err != nil {
			return err
		}
		// The result is the smallest safe point of all services, which never decreases. PD has
		// refused ts if it is smaller.
		if ts >= minimum {
			k.registered, k.renewed = ts, began
			return nil
		}
		k.minimum = minimum
		if k.registered < minimum {
			k.registered = 0
		}
	}
}

// remove removes the safe point. The caller holds call.
func (k *keeper) remove(ctx context.Context) error {
	if _, err := k.client.pd.UpdateServiceGCSafePoint(ctx, k.service, 0, k.registered); err != nil {
		return err
	}
	k.registered = 0
	return nil
}

// closeTimeout limits the time for telling PD that a safe point is no longer needed. PD eventually
// forgets it without being told.
const closeTimeout = 5 * time.Second

// close removes the safe point and ends the renewal.
func (k *keeper) close() {
	k.stop()
	<-k.done
	_ = k.lock(context.Background()) // it fails only if the context ends
	defer k.unlock()
	if k.registered != 0 {
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		if err := k.remove(ctx); err != nil {
			report("removing a service safe point", err)
		}
	}
}
