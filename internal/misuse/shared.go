package misuse

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// Scribble changes, over and over, memory that calls are using at the same time, as no program may:
// one goroutine for each change, until the function that it returns is called. Tests that use it do
// not run under the race detector, which would be right.
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
				time.Sleep(50 * time.Microsecond) // leaves the processors to the calls
			}
		})
	}
	return func() {
		stopped.Store(true)
		wg.Wait()
	}
}

// Bytes returns a change of some bytes of b: also of lengths, if b has such.
func Bytes(b []byte) func(*rand.Rand) {
	return func(rng *rand.Rand) {
		b[rng.IntN(len(b))] = byte(rng.Uint32())
		b[rng.IntN(len(b))] = 0
	}
}

// OneOf returns a change of an element of s to one of the values. Strings must be of the same
// length: Go stores a string's address and length one after the other, so that others see the one
// without the other.
func OneOf[T any](s []T, values ...T) func(*rand.Rand) {
	return func(rng *rand.Rand) { s[rng.IntN(len(s))] = values[rng.IntN(len(values))] }
}
