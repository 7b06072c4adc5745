package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestProgressLine(t *testing.T) {
	p := newProgress(&strings.Builder{}, "export", 100<<20)
	defer p.done()
	assert.Equal(t, "export: 0 entries, 0 B of 100 MiB (0 %)", p.line(time.Second))
	p.add(1000, 20<<20)
	p.add(234, 5<<20)
	assert.Equal(t, "export: 1,234 entries, 25 MiB of 100 MiB (25 %), 13 MiB/s, 6s left", p.line(2*time.Second))
	p.add(0, 80<<20) // an estimate that was too low
	assert.Equal(t, "export: 1,234 entries, 105 MiB of 100 MiB (100 %), 53 MiB/s", p.line(2*time.Second))

	p = newProgress(&strings.Builder{}, "copy", 0)
	p.add(1, 5<<10)
	p.done()
	p.done()
	assert.Equal(t, "copy: 1 entries, 5.0 KiB, 5.0 KiB/s", p.line(time.Second))
}

func TestWaitingLine(t *testing.T) {
	p := newWaiting(&strings.Builder{}, "compacting")
	defer p.done()
	assert.Equal(t, "compacting... 1m13s", p.line(73400*time.Millisecond))
}

func TestProgressIsSilentWhenShort(t *testing.T) {
	var out strings.Builder
	p := newProgress(&out, "copy", 10)
	p.add(1, 10)
	p.done()
	assert.Empty(t, out.String())
}
