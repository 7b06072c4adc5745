package driver

import (
	"context"
	"math/bits"
)

// PartReader is implemented by a Store whose values come from another process or machine. It
// transfers only a part of a value.
type PartReader interface {
	Store
	// ReadPart reads a part of the value stored under key. The zero Part is the beginning of the
	// value only, which is enough to describe it. The error is ErrNotFound if there is no such key.
	// It is ErrNotSupported if the values are in this process at present, or if the other side is
	// of an earlier version; the caller then uses Get or Pin.
	ReadPart(ctx context.Context, key string, p Part, o ReadOptions) (ValuePart, error)
}

// PartMemory returns the memory that ReadPart uses for a part of the given size, including the
// result. The part must be within a value: see Size. A store that uses more than the size has a
// method PartMemory.
func PartMemory(s PartReader, p *Part, size int64) int64 {
	if s, ok := s.(interface {
		PartMemory(p *Part, size int64) int64
	}); ok {
		return s.PartMemory(p, size)
	}
	return size
}

// ValuePart is a part of a value. Its bytes belong to the caller.
type ValuePart struct {
	Size   int64  // of the complete value
	Header []byte // the beginning of the value: tag and .npy header of an array, otherwise one byte
	Bytes  []byte // the part; empty if the value does not have all of it
}

// Part is a part of a value: runs of bytes at regular distances, such as a slice of an array. They
// follow each other in the order of the axes, the last axis fastest.
type Part struct {
	Offset int64 // of the first run
	Run    int64 // length of a run
	Axes   []PartAxis
}

// PartAxis is a number of runs whose offsets differ by Stride.
type PartAxis struct{ Count, Stride int64 }

// Size returns the length of the part in bytes. If it is not within a value of the given size, or
// longer than the value, or if runs of an axis overlap, ok is false.
func (p *Part) Size(value int64) (size int64, ok bool) {
	if p.Offset < 0 || p.Run < 0 || p.Offset > value || p.Run > value-p.Offset {
		return 0, false
	}
	size = p.Run
	end := p.Offset + p.Run
	for _, axis := range p.Axes {
		if axis.Count < 1 || axis.Stride < 0 || axis.Count > 1 && axis.Stride < p.Run {
			return 0, false
		}
		high, steps := bits.Mul64(uint64(axis.Count-1), uint64(axis.Stride))
		if high != 0 || steps > uint64(value-end) {
			return 0, false
		}
		end += int64(steps)
		if high, low := bits.Mul64(uint64(axis.Count), uint64(size)); high != 0 || low > uint64(value) {
			return 0, false
		} else {
			size = int64(low)
		}
	}
	return size, true
}

// Extent returns the end of the last run. The part must be within a value: see Size.
func (p *Part) Extent() (end int64) {
	end = p.Offset + p.Run
	for _, axis := range p.Axes {
		end += (axis.Count - 1) * axis.Stride
	}
	return end
}

// Merged returns the same part with as few axes and runs as possible. The part must be within a
// value: see Size.
func (p *Part) Merged() Part {
	merged := Part{Offset: p.Offset, Run: p.Run}
	for _, axis := range p.Axes {
		if axis.Count > 1 {
			merged.Axes = append(merged.Axes, axis)
		}
	}
	for n := len(merged.Axes); n > 0 && merged.Axes[n-1].Stride == merged.Run; n-- {
		merged.Run *= merged.Axes[n-1].Count
		merged.Axes = merged.Axes[:n-1]
	}
	return merged
}

// Runs calls yield with the offset of each run, in order, until it returns false. The part must be
// within a value and not empty: see Size.
func (p *Part) Runs(yield func(offset int64) bool) {
	index := make([]int64, len(p.Axes))
	for at := p.Offset; yield(at); {
		axis := len(p.Axes) - 1
		for ; axis >= 0; axis-- {
			if index[axis]++; index[axis] < p.Axes[axis].Count {
				at += p.Axes[axis].Stride
				break
			}
			at -= (p.Axes[axis].Count - 1) * p.Axes[axis].Stride
			index[axis] = 0
		}
		if axis < 0 {
			return
		}
	}
}

// Copy copies the runs to dst, which has the length that Size returns, from bytes of the value that
// begin at an offset. copyRun is the built-in copy or does the same.
func (p *Part) Copy(dst, bytes []byte, first int64, copyRun func(dst, src []byte)) {
	_ = p.CopyContext(context.Background(), dst, bytes, first, copyRun) // which is never done
}

// CopyContext is Copy until a context is done. Its error is then that of the context.
func (p *Part) CopyContext(ctx context.Context, dst, bytes []byte, first int64, copyRun func(dst, src []byte)) (err error) {
	if len(dst) == 0 {
		return nil
	}
	merged := p.Merged()
	run, work := merged.Run, int64(0)
	merged.Runs(func(offset int64) bool {
		if work -= run + runWork; work < 0 {
			if err = ctx.Err(); err != nil {
				return false
			}
			work = workAtOnce
		}
		copyRun(dst[:run], bytes[offset-first:][:run])
		dst = dst[run:]
		return true
	})
	return err
}

// workAtOnce is the number of bytes to copy before the context is asked again. runWork is how many
// bytes could be copied in the time that a run takes besides.
const (
	workAtOnce = 4 << 20
	runWork    = 64
)
