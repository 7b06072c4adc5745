package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestProgressLine(t *testing.T) {
	p := NewProgress(&strings.Builder{}, "export", 100<<20)
	defer p.Done()
	assert.Equal(t, "export: 0 entries, 0 B of 100 MiB (0 %)", p.Line(time.Second))
	p.Add(1000, 20<<20)
	p.Add(234, 5<<20)
	assert.Equal(t, "export: 1,234 entries, 25 MiB of 100 MiB (25 %), 13 MiB/s, 6s left", p.Line(2*time.Second))
	p.Add(0, 80<<20) // an estimate that was too low
	assert.Equal(t, "export: 1,234 entries, 105 MiB of 100 MiB (100 %), 53 MiB/s", p.Line(2*time.Second))

	p = NewProgress(&strings.Builder{}, "copy", 0)
	p.Add(1, 5<<10)
	p.Done()
	p.Done()
	assert.Equal(t, "copy: 1 entry, 5.0 KiB, 5.0 KiB/s", p.Line(time.Second))
}

// The bytes of measured work grow while no entry is complete.
func TestMeasuredLine(t *testing.T) {
	done := int64(0)
	p := NewMeasured(&strings.Builder{}, "import", 100<<20, func() int64 { return done })
	defer p.Done()
	assert.Equal(t, "import: 0 entries, 0 B of 100 MiB (0 %)", p.Line(time.Second))
	done = 50 << 20
	assert.Equal(t, "import: 0 entries, 50 MiB of 100 MiB (50 %), 50 MiB/s, 1s left", p.Line(time.Second))
	p.Add(1, 7<<20)
	assert.Equal(t, "import: 1 entry, 50 MiB of 100 MiB (50 %), 50 MiB/s, 1s left", p.Line(time.Second))
}

func TestWaitingLine(t *testing.T) {
	p := NewWaiting(&strings.Builder{}, "compacting")
	defer p.Done()
	assert.Equal(t, "compacting... 1m13s", p.Line(73400*time.Millisecond))
}

func TestProgressIsSilentWhenShort(t *testing.T) {
	var out strings.Builder
	p := NewProgress(&out, "copy", 10)
	p.Add(1, 10)
	p.Done()
	assert.Empty(t, out.String())
}
