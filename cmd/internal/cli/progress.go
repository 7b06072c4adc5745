package cli

import (
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
)

// How often progress is shown. On a terminal the line is overwritten; elsewhere each update is a
// new line.
const (
	progressOnTerminal = 200 * time.Millisecond
	progressElsewhere  = 10 * time.Second
)

// Progress shows the state of long work on standard error, with its rate and the time left. On a
// terminal it is one line that is updated. Elsewhere it is a new line from time to time, and
// nothing for short work.
//
// It is safe for concurrent use.
type Progress struct {
	Out      io.Writer
	what     string       // the work, such as "export"
	waits    bool         // only the elapsed time is known
	done     func() int64 // if set, the completed bytes, in place of those that Add counts
	Terminal bool
	began    time.Time

	mu             sync.Mutex
	entries, bytes int64
	total          int64 // total bytes; 0 if unknown
	ends           chan struct{}
	ended          chan struct{}

	drawing sync.Mutex
	width   int // of the line now on the terminal
}

// NewProgress starts showing progress. total is the expected number of bytes, which may be an
// estimate, or 0 if it is unknown. The caller must call Done before it prints anything else, or
// print it from a function passed to Hidden.
func NewProgress(out io.Writer, what string, total int64) *Progress {
	return (&Progress{Out: out, what: what, total: total}).begin()
}

// NewMeasured is NewProgress for work that knows how many bytes it has completed, even while it is at
// a single large entry. done is called from another goroutine. Add counts only entries.
func NewMeasured(out io.Writer, what string, total int64, done func() int64) *Progress {
	return (&Progress{Out: out, what: what, total: total, done: done}).begin()
}

// NewWaiting is NewProgress for work whose progress is unknown. It shows the elapsed time.
func NewWaiting(out io.Writer, what string) *Progress {
	return (&Progress{Out: out, what: what, waits: true}).begin()
}

func (p *Progress) begin() *Progress {
	p.Terminal, p.began = IsTerminal(p.Out), time.Now()
	p.ends, p.ended = make(chan struct{}), make(chan struct{})
	every := progressElsewhere
	if p.Terminal {
		every = progressOnTerminal
	}
	go p.show(every)
	return p
}

// Add counts completed work.
func (p *Progress) Add(entries int, bytes int64) {
	p.mu.Lock()
	p.entries += int64(entries)
	p.bytes += bytes
	p.mu.Unlock()
}

// Done stops showing progress and removes the line from the terminal. It is idempotent.
func (p *Progress) Done() {
	p.mu.Lock()
	select {
	case <-p.ends:
	default:
		close(p.ends)
	}
	p.mu.Unlock()
	<-p.ended
}

func (p *Progress) show(every time.Duration) {
	defer close(p.ended)
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	for {
		select {
		case <-p.ends:
			p.clear()
			return
		case <-ticks.C:
			p.Print(p.Line(time.Since(p.began)))
		}
	}
}

// Print prints a line. Nothing depends on it, so errors of standard error are ignored.
func (p *Progress) Print(line string) {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	if !p.Terminal {
		fmt.Fprintln(p.Out, line)
		return
	}
	room := p.room()
	line = valuetext.FirstRunes(line, room)
	width := utf8.RuneCountInString(line)
	fmt.Fprintf(p.Out, "\r%s%s", line, strings.Repeat(" ", max(min(p.width, room)-width, 0)))
	p.width = width
}

// room returns the maximum length of a line. A line that wraps could not be overwritten, because \r
// returns to the start of its last part. The last column stays free, because on some terminals the
// cursor moves to the next line after it.
func (p *Progress) room() int {
	if columns, _ := TerminalSize(p.Out); columns > 0 {
		return columns - 1
	}
	return math.MaxInt
}

func (p *Progress) clear() { p.Hidden(func() {}) }

// Hidden calls do, which prints something else, while the line is removed from the terminal. The
// next progress line appears below that output.
func (p *Progress) Hidden(do func()) {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	if p.width > 0 {
		fmt.Fprintf(p.Out, "\r%s\r", strings.Repeat(" ", min(p.width, p.room())))
		p.width = 0
	}
	do()
}

// Line returns the progress text, such as "export: 12,000 entries, 1.2 GiB of 5.0 GiB (24 %), 310
// MiB/s, 12s left".
func (p *Progress) Line(elapsed time.Duration) string {
	if p.waits {
		return fmt.Sprintf("%s... %v", p.what, elapsed.Round(time.Second))
	}
	p.mu.Lock()
	entries, bytes, total := p.entries, p.bytes, p.total
	p.mu.Unlock()
	if p.done != nil {
		bytes = p.done()
	}
	line := fmt.Sprintf("%s: %s, %s", p.what, Counted(entries, "entry", "entries"), humanize.IBytes(uint64(bytes)))
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
