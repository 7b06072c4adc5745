package native

import (
	"runtime"
	"sync/atomic"
)

// Value is the stored bytes of one key, where they lie: in Go memory, or borrowed from C++.
//
// Release gives borrowed memory back; until then it stays as it is, whatever else is called, Close included. After Release
// Bytes must not be read. A Value in Go memory needs no Release, and suffers one.
type Value struct {
	Bytes []byte // may not be changed
	loan  *loan
}

// Release ends the use of Bytes. Releasing twice is harmless.
func (v Value) Release() {
	if v.loan != nil {
		v.loan.giveBack()
	}
}

// loan is C++ memory in Go's hands. It is given back once: by Release, or when it is collected.
type loan struct {
	*debt
	cleanup runtime.Cleanup
}

type debt struct {
	done atomic.Bool
	free func()
}

// borrow makes a Value of C++ memory that free frees. free runs once, on any goroutine.
func borrow(bytes []byte, made origin, free func()) Value {
	l := &loan{debt: &debt{free: free}}
	l.cleanup = runtime.AddCleanup(l, func(d *debt) {
		if d.settle() {
			reportLeak("a borrowed value", made)
		}
	}, l.debt)
	live.Add(1)
	return Value{Bytes: bytes, loan: l}
}

func (l *loan) giveBack() {
	if l.settle() {
		l.cleanup.Stop()
	}
}

// settle frees the memory and says whether this call did.
func (d *debt) settle() bool {
	if d.done.Swap(true) {
		return false
	}
	d.free()
	live.Add(-1)
	return true
}
