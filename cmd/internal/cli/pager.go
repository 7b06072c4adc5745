package cli

import (
	"cmp"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/mattn/go-runewidth"
)

// ErrLeft is the error of writing to a Pager that the user has left.
var ErrLeft = errors.New("the pager was closed")

// Pager is a writer that passes output to the terminal if it fits the screen, and otherwise to the
// program in the environment variable PAGER, or less.
type Pager struct {
	terminal       *os.File
	command        string
	columns, lines int

	held    []byte // not yet passed on
	rows    int    // of the screen, for what is held
	column  int    // at which held ends
	escape  bool   // held ends within an escape sequence
	program *exec.Cmd
	pipe    io.WriteCloser
}

// NewPager returns a Pager, or nil if out is not a terminal with a known size, or if there is no
// program.
func NewPager(out io.Writer) *Pager {
	columns, lines := TerminalSize(out)
	terminal, ok := out.(*os.File)
	if !ok || columns < 1 || lines < 2 || os.Getenv("TERM") == "dumb" {
		return nil
	}
	command, chosen := os.LookupEnv("PAGER")
	if !chosen {
		for _, name := range []string{"less", "more"} {
			if _, err := exec.LookPath(name); err == nil {
				command = name
				break
			}
		}
	}
	if command == "" || command == "cat" {
		return nil
	}
	return &Pager{terminal: terminal, command: command, columns: columns, lines: lines}
}

// Write holds the output until it is longer than the screen. The error is ErrLeft if the user has
// left the program.
func (p *Pager) Write(b []byte) (int, error) {
	if p.program == nil {
		p.held = append(p.held, b...)
		if p.measure(b); p.rows < p.lines {
			return len(b), nil
		}
		if err := p.start(); err != nil {
			return 0, err
		}
		b, p.held = p.held, nil
		if _, err := p.pass(b); err != nil {
			return 0, err
		}
		return len(b), nil
	}
	return p.pass(b)
}

func (p *Pager) pass(b []byte) (int, error) {
	n, err := p.pipe.Write(b)
	if errors.Is(err, syscall.EPIPE) {
		err = ErrLeft
	}
	return n, err
}

// measure counts the rows that b takes on the screen. Escape sequences, which end with a letter, take
// no room.
func (p *Pager) measure(b []byte) {
	for _, r := range string(b) {
		switch {
		case r == '\x1b':
			p.escape = true
		case p.escape:
			p.escape = !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
		case r == '\n':
			p.rows, p.column = p.rows+1, 0
		default:
			if p.column += runewidth.RuneWidth(r); p.column > p.columns {
				p.rows, p.column = p.rows+1, runewidth.RuneWidth(r)
			}
		}
	}
}

// start starts the program. Until it ends, SIGINT is left to it.
func (p *Pager) start() error {
	program := exec.Command("sh", "-c", p.command)
	// As for git: stay on the screen, show colours, and do not clear it afterwards.
	program.Env = append(os.Environ(), "LESS="+cmp.Or(os.Getenv("LESS"), "FRX"), "LV="+cmp.Or(os.Getenv("LV"), "-c"))
	program.Stdout, program.Stderr = p.terminal, os.Stderr
	pipe, err := program.StdinPipe()
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGINT)
	if err := program.Start(); err != nil {
		heedInterrupts()
		return err
	}
	p.program, p.pipe = program, pipe
	return nil
}

// Close passes on what is held, and waits until the user leaves the program.
func (p *Pager) Close() error {
	if p.program == nil {
		_, err := p.terminal.Write(p.held)
		return err
	}
	err := errors.Join(p.pipe.Close(), p.program.Wait())
	heedInterrupts()
	return err
}

// heedInterrupts makes SIGINT end this program again. signal.Reset does not undo signal.Ignore.
func heedInterrupts() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGINT)
	signal.Stop(c)
}
