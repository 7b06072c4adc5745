package misuse

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// ErrThrown is the value with which callbacks in the arguments panic.
var ErrThrown = errors.New("thrown by a callback")

// Call is one completed call.
type Call struct {
	Name     string // with the receiver type, as in "(*leveldb.DB).Put"
	Method   string // without the receiver type
	Text     string // with the arguments, for messages
	Ordinary bool   // every argument was the ordinary one of its type
	Nil      bool   // an argument was a nil that may cause a panic
	Results  []reflect.Value
	Errors   []error // of the results, and of the loops among them; without nils
	Failing  bool    // the call can report an error: a result is an error or a loop
	Panic    any     // nil if the call did not panic
}

// Err returns the joined errors.
func (c *Call) Err() error { return errors.Join(c.Errors...) }

// NilDereference reports whether the call panicked as Go does on nil. A fault at a meaningful
// address does not count.
func (c *Call) NilDereference() bool {
	err, ok := c.Panic.(runtime.Error)
	return ok && strings.Contains(err.Error(), "invalid memory address or nil pointer dereference")
}

// OutOfRange reports whether the call panicked as Go does on an index out of range.
func (c *Call) OutOfRange() bool {
	err, ok := c.Panic.(runtime.Error)
	return ok && strings.Contains(err.Error(), "out of range")
}

// Seed returns a random source. It logs the seed, which OPENLEVELDB_SEED can set.
func Seed(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("OPENLEVELDB_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("OPENLEVELDB_SEED: %v", err)
		}
	}
	t.Logf("OPENLEVELDB_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// last holds the methods that end or empty their receiver, so they are called after all others.
var last = []string{"DeleteRange", "Close", "Release", "Reset"}

// methods returns the names of the exported methods of a value, with those in last at the end.
func methods(receiver any) (names []string) {
	t := reflect.TypeOf(receiver)
	for i := range t.NumMethod() {
		names = append(names, t.Method(i).Name)
	}
	slices.SortStableFunc(names, func(a, b string) int { return slices.Index(last, a) - slices.Index(last, b) })
	return names
}

// Methods calls every exported method of receiver with combinations of arguments, and returns the
// calls.
func Methods(t testing.TB, rng *rand.Rand, receiver any, a *Arguments) iter.Seq[*Call] {
	return func(yield func(*Call) bool) {
		for _, name := range methods(receiver) {
			if !calls(t, rng, method(receiver, name), a, yield) {
				return
			}
		}
	}
}

// Function calls a function in the same way.
func Function(t testing.TB, rng *rand.Rand, name string, f any, a *Arguments) iter.Seq[*Call] {
	return func(yield func(*Call) bool) { calls(t, rng, target{name, name, reflect.ValueOf(f)}, a, yield) }
}

// target is a function or method to call.
type target struct {
	name, method string
	f            reflect.Value
}

func method(receiver any, name string) target {
	v := reflect.ValueOf(receiver)
	// Use the method of the type: creating a method value of a nil pointer to an embedded struct
	// would panic.
	m, _ := v.Type().MethodByName(name)
	in := make([]reflect.Type, m.Type.NumIn()-1)
	for i := range in {
		in[i] = m.Type.In(i + 1)
	}
	out := make([]reflect.Type, m.Type.NumOut())
	for i := range out {
		out[i] = m.Type.Out(i)
	}
	f := reflect.MakeFunc(reflect.FuncOf(in, out, m.Type.IsVariadic()), func(args []reflect.Value) []reflect.Value {
		args = append([]reflect.Value{v}, args...)
		if m.Type.IsVariadic() {
			return m.Func.CallSlice(args)
		}
		return m.Func.Call(args)
	})
	return target{fmt.Sprintf("(%v).%s", v.Type(), name), name, f}
}

func calls(t testing.TB, rng *rand.Rand, f target, a *Arguments, yield func(*Call) bool) bool {
	t.Helper()
	all := a.of(t, f.name, f.f.Type())
	for _, chosen := range combinations(rng, all) {
		if !yield(call(t, f, all, chosen, a)) {
			return false
		}
	}
	return true
}

// call makes one call and finishes its results.
func call(t testing.TB, f target, all [][]argument, chosen []int, a *Arguments) *Call {
	t.Helper()
	c := &Call{Name: f.name, Method: f.method, Ordinary: true}
	args := make([]reflect.Value, len(all))
	texts := make([]string, len(all))
	for i, j := range chosen {
		args[i] = all[i][j].make()
		c.Nil = c.Nil || all[i][j].isNil
		c.Ordinary = c.Ordinary && j == 0
		texts[i] = shown(args[i])
	}
	c.Text = f.name + "(" + strings.Join(texts, ", ") + ")"
	func() {
		defer func() { c.Panic = recover() }()
		if f.f.Type().IsVariadic() {
			c.Results = f.f.CallSlice(args)
		} else {
			c.Results = f.f.Call(args)
		}
	}()
	for _, r := range c.Results {
		c.take(t, r, a)
	}
	return c
}

func shown(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String, reflect.Slice, reflect.Array, reflect.Map:
		if v.Len() > 40 {
			return fmt.Sprintf("%v of length %d", v.Type(), v.Len())
		}
	// Printing a struct could race with its use.
	case reflect.Pointer, reflect.Func, reflect.Chan, reflect.Struct:
		if v.Kind() != reflect.Struct && v.IsNil() {
			return "nil"
		}
		return v.Type().String()
	}
	return fmt.Sprintf("%#v", v)
}

// take finishes one result.
func (c *Call) take(t testing.TB, r reflect.Value, a *Arguments) {
	t.Helper()
	switch {
	case r.Type() == reflect.TypeFor[error]():
		c.Failing = true
		if !r.IsNil() {
			c.Errors = append(c.Errors, r.Interface().(error))
		}
	case a.finish[r.Type()] != nil:
		if nilable(r) && r.IsNil() {
			return
		}
		a.finish[r.Type()](r)
	case r.Kind() == reflect.Func && r.Type().CanSeq2() && r.Type().In(0).In(1) == reflect.TypeFor[error]():
		c.Failing = true
		c.loop(t, r, a)
	case r.Kind() == reflect.Func && r.Type().CanSeq():
		c.sequence(t, r, a)
	case needsFinish(r.Type()):
		t.Errorf("%s returns a %v: set what to do with it with misuse.Finish[%[2]v]", c.Name, r.Type())
	}
}

// loop iterates over a few entries, or over all.
func (c *Call) loop(t testing.TB, r reflect.Value, a *Arguments) {
	t.Helper()
	defer c.catch()
	for i := range 3 { // break immediately, after one entry, and after the last
		n := 0
		for value, err := range r.Seq2() {
			if c.take(t, err, a); err.IsNil() {
				c.take(t, value, a)
			}
			if n++; i < 2 && n > 5*i {
				break
			}
		}
	}
}

// sequence iterates over all values of a loop without errors.
func (c *Call) sequence(t testing.TB, r reflect.Value, a *Arguments) {
	t.Helper()
	defer c.catch()
	for value := range r.Seq() {
		c.take(t, value, a)
	}
}

// catch is deferred around a loop. A panic in the loop counts as a panic of the call.
func (c *Call) catch() {
	if p := recover(); p != nil && c.Panic == nil {
		c.Panic = p
	}
}

func nilable(v reflect.Value) bool {
	return slices.Contains([]reflect.Kind{reflect.Pointer, reflect.Func, reflect.Interface, reflect.Map, reflect.Slice, reflect.Chan}, v.Kind())
}

// needsFinish reports whether a type could be a handle.
func needsFinish(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return needsFinish(t.Elem())
	case reflect.Pointer, reflect.Func, reflect.Interface, reflect.Map, reflect.Chan, reflect.Struct, reflect.UnsafePointer:
		return true
	}
	return false
}
