package misuse

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// Arguments holds the values to call with, by type, and what to do with results. The zero value
// holds none. It must not be modified once it is in use. It may then be used by many goroutines.
type Arguments struct {
	values map[reflect.Type][]argument
	finish map[reflect.Type]func(reflect.Value)
}

type argument struct {
	make  func() reflect.Value
	isNil bool // a call with it may panic, as on any nil in Go
}

// Add adds values of type T. The first value of a type is the ordinary one, with which calls are
// expected to work.
func Add[T any](a *Arguments, values ...T) {
	for _, v := range values {
		value := reflect.ValueOf(&v).Elem()
		a.add(reflect.TypeFor[T](), argument{make: func() reflect.Value { return value }})
	}
}

// AddMade adds a value that make creates for each call, because calls may modify it.
func AddMade[T any](a *Arguments, make func() T) {
	a.add(reflect.TypeFor[T](), argument{make: func() reflect.Value {
		v := make()
		return reflect.ValueOf(&v).Elem()
	}})
}

// AddNil adds the nil of a pointer, function or interface type. A call with it may panic.
func AddNil[T any](a *Arguments) {
	a.add(reflect.TypeFor[T](), argument{make: func() reflect.Value { return reflect.Zero(reflect.TypeFor[T]()) }, isNil: true})
}

// AddBroken adds a value that is treated like a nil, such as the zero value of a type that needs a
// constructor.
func AddBroken[T any](a *Arguments, value T) {
	a.add(reflect.TypeFor[T](), argument{make: func() reflect.Value { return reflect.ValueOf(&value).Elem() }, isNil: true})
}

func (a *Arguments) add(t reflect.Type, v argument) {
	if a.values == nil {
		a.values = map[reflect.Type][]argument{}
	}
	a.values[t] = append(a.values[t], v)
}

// Finish sets what to do with a result of type T, such as closing it. Results without pointers need
// nothing.
func Finish[T any](a *Arguments, finish func(T)) {
	if a.finish == nil {
		a.finish = map[reflect.Type]func(reflect.Value){}
	}
	a.finish[reflect.TypeFor[T]()] = func(v reflect.Value) { finish(v.Interface().(T)) }
}

// of returns the values for each parameter of a function. Variadic parameters are passed as a
// slice.
func (a *Arguments) of(t testing.TB, name string, f reflect.Type) [][]argument {
	t.Helper()
	all := make([][]argument, f.NumIn())
	for i := range all {
		if all[i] = a.values[f.In(i)]; len(all[i]) == 0 {
			t.Fatalf("no arguments for %s, which takes a %v: add some with misuse.Add[%[2]v]", name, f.In(i))
		}
	}
	return all
}

// most is the maximum number of argument combinations per method. If there are more, a random
// subset is used. With go test -short, as under the race detector, the limit is lower.
func most() int {
	if testing.Short() {
		return 40
	}
	return 200
}

// combinations returns the indices of arguments to call with, the ordinary ones first.
func combinations(rng *rand.Rand, all [][]argument) (chosen [][]int) {
	total := 1
	for _, values := range all {
		total = min(total*len(values), 1<<20)
	}
	if most := most(); total > most {
		chosen = append(chosen, make([]int, len(all)))
		for i, values := range all { // each value at least once, with ordinary ones for the rest
			for j := 1; j < len(values); j++ {
				one := make([]int, len(all))
				one[i] = j
				chosen = append(chosen, one)
			}
		}
		for len(chosen) < most {
			one := make([]int, len(all))
			for i, values := range all {
				one[i] = rng.IntN(len(values))
			}
			chosen = append(chosen, one)
		}
		return chosen
	}
	for n := range total {
		one := make([]int, len(all))
		for i := range slices.Backward(all) {
			one[i] = n % len(all[i])
			n /= len(all[i])
		}
		chosen = append(chosen, one)
	}
	return chosen
}
