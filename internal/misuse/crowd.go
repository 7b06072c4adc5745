package misuse

import (
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"
)

// Crowd calls random methods of the receivers with random arguments, from many goroutines, times
// times each. While they run, it calls what, which may close the receivers. each checks the calls;
// it is called by many goroutines.
func Crowd(t testing.TB, rng *rand.Rand, goroutines, times int, receivers []any, a *Arguments, what func(), each func(*Call)) {
	t.Helper()
	type choice struct {
		target
		all [][]argument
	}
	var choices []choice
	for _, receiver := range receivers {
		for _, name := range methods(receiver) {
			f := method(receiver, name)
			choices = append(choices, choice{f, a.of(t, f.name, f.f.Type())})
		}
	}
	var wg sync.WaitGroup
	var started sync.WaitGroup
	for range goroutines {
		own := rand.New(rand.NewPCG(rng.Uint64(), 0))
		started.Add(1)
		wg.Go(func() {
			for i := range times {
				c := choices[own.IntN(len(choices))]
				chosen := make([]int, len(c.all))
				for i, values := range c.all {
					chosen[i] = own.IntN(len(values))
				}
				each(call(t, c.target, c.all, chosen, a))
				if i == times/10 {
					started.Done()
				}
			}
		})
	}
	started.Wait()
	what()
	wg.Wait()
}

// Zero returns the zero value and the nil pointer of the type that receiver points to.
func Zero(receiver any) (zero, null any) {
	t := reflect.TypeOf(receiver)
	return reflect.New(t.Elem()).Interface(), reflect.Zero(t).Interface()
}
