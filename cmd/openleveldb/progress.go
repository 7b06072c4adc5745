package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
)

// How often progress is shown: on a terminal, where the line is written over, and elsewhere, a line each time.
const (
	progressOnTerminal = 200 * time.Millisecond
	progressElsewhere  = 10 * time.Second
)

// progress tells people how far long work has come, with rate and time left, on standard error. On a terminal it is one line
// that changes; elsewhere a line now and then, and none for work that is short.
//
// Safe for use by many goroutines.
type progress struct {
	out      io.Writer
	what     string // what is done, as in "export"
	waits    bool   // nothing is known but how long it takes
	terminal bool
	began    time.Time

	mu             sync.Mutex
	entries, bytes int64
	total          int64 // bytes in all; 0 is unknown
	ends           chan struct{}
	ended          chan struct{}

	drawing sync.Mutex
	width   int // of the line on the terminal now
}

// newProgress begins to show progress. total is the bytes to come, 0 if that is unknown; it may be an estimate. The caller calls
// done before it prints anything else, or prints it in beside.
func newProgress(out io.Writer, what string, total int64) *progress {
	return (&progress{out: out, what: what, total: total}).begin()
}

// newWaiting is newProgress for work that does not say how far it is: it shows how long it takes.
func newWaiting(out io.Writer, what string) *progress {
	return (&progress{out: out, what: what, waits: true}).begin()
}

func (p *progress) begin() *progress {
	p.terminal, p.began = isTerminal(p.out), time.Now()
	p.ends, p.ended = make(chan struct{}), make(chan struct{})
	every := progressElsewhere
	if p.terminal {
		every = progressOnTerminal
	}
	go p.show(every)
	return p
}

// add counts work that is done.
func (p *progress) add(entries int, bytes int64) {
	p.mu.Lock()
	p.entries += int64(entries)
	p.bytes += bytes
	p.mu.Unlock()
}

// done ends the showing, and takes the line off the terminal. Calling it again is harmless.
func (p *progress) done() {
	p.mu.Lock()
	select {
	case <-p.ends:
	default:
		close(p.ends)
	}
	p.mu.Unlock()
	<-p.ended
}

func (p *progress) show(every time.Duration) {
	defer close(p.ended)
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	for {
		select {
		case <-p.ends:
			p.clear()
			return
		case <-ticks.C:
			p.print(p.line(time.Since(p.began)))
		}
	}
}

// print shows a line. Nothing depends on whether it arrives, so errors of standard error are nobody's concern.
func (p *progress) print(line string) {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	if !p.terminal {
		fmt.Fprintln(p.out, line)
		return
	}
	room := p.room()
	line = firstRunes(line, room)
	width := utf8.RuneCountInString(line)
	fmt.Fprintf(p.out, "\r%s%s", line, strings.Repeat(" ", max(min(p.width, room)-width, 0)))
	p.width = width
}

// room is how long a line may be: one that wraps could not be written over, as \r goes back to the start of its last part. The
// last column stays free, behind which the cursor of some terminals is on the next line already.
func (p *progress) room() int {
	if columns, _, _ := terminalSize(p.out); columns > 0 {
		return columns - 1
	}
	return math.MaxInt
}

func (p *progress) clear() { p.beside(func() {}) }

// beside calls do, which prints something else, while the line is off the terminal. The next line comes below.
func (p *progress) beside(do func()) {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	if p.width > 0 {
		fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", min(p.width, p.room())))
		p.width = 0
	}
	do()
}

// line says how far it is, as in "export: 12,000 entries, 1.2 GiB of 5.0 GiB (24 %), 310 MiB/s, 12s left".
func (p *progress) line(elapsed time.Duration) string {
	if p.waits {
		return fmt.Sprintf("%s... %v", p.what, elapsed.Round(time.Second))
	}
	p.mu.Lock()
	entries, bytes, total := p.entries, p.bytes, p.total
	p.mu.Unlock()
	line := fmt.Sprintf("%s: %s entries, %s", p.what, humanize.Comma(entries), humanize.IBytes(uint64(bytes)))
	if total > 0 {
		line += fmt.Sprintf(" of %s (%d %%)", humanize.IBytes(uint64(total)), min(bytes*100/total, 100))
	}
	if rate := float64(bytes) / elapsed.Seconds(); rate >= 1 {
		line += fmt.Sprintf(", %s/s", humanize.IBytes(uint64(rate)))
		if left := total - bytes; total > 0 && left > 0 {
			line += fmt.Sprintf(", %v left", time.Duration(float64(left)/rate*float64(time.Second)).Round(time.Second))
		}
	}
	return line
}
