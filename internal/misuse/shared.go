package misuse

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// Scribble repeatedly modifies memory that calls are using at the same time, which no program may
// do. It starts one goroutine per change. They run until the returned function is called. Tests
// that use it do not run under the race detector, which would rightly report races.
func Scribble(rng *rand.Rand, changes ...func(rng *rand.Rand)) (stop func()) {
	var stopped atomic.Bool
	var wg sync.WaitGroup
	for _, change := range changes {
		own := rand.New(rand.NewPCG(rng.Uint64(), 0))
		wg.Go(func() {
			for !stopped.Load() {
				for range 64 {
					change(own)
				}
				time.Sleep(50 * time.Microsecond) // leave the processors to the calls
			}
		})
	}
	return func() {
		stopped.Store(true)
		wg.Wait()
	}
}

// Bytes returns a change of random bytes of b, including lengths that are stored in it.
func Bytes(b []byte) func(*rand.Rand) {
	return func(rng *rand.Rand) {
		b[rng.IntN(len(b))] = byte(rng.Uint32())
		b[rng.IntN(len(b))] = 0
	}
}

// OneOf returns a change of an element of s to one of the values. Strings must have the same
// length: Go stores the address and length of a string separately, so readers may see a new address
// with an old length.
func OneOf[T any](s []T, values ...T) func(*rand.Rand) {
	return func(rng *rand.Rand) { s[rng.IntN(len(s))] = values[rng.IntN(len(values))] }
}
