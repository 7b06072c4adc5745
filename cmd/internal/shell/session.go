package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// Session is a shell for one database. New returns the commands of the program; it is called for
// every line, because the flags of a command keep their values.
type Session struct {
	New      func() *cobra.Command
	Database string // as an argument of a command
	Shared   bool   // use --shared
	In       io.Reader
	Out, Err io.Writer

	prefix string // the current prefix
	ends   bool   // exit has run
	modes  *modes // of the terminal, if there is one
}

// name is the name of the program, which begins the messages.
func (s *Session) name() string { return s.New().Name() }

// fail prints an error of the shell itself.
func (s *Session) fail(err error) { fmt.Fprintf(s.Err, "%s: %s\n", s.name(), cli.OneLine(err)) }

// Run runs a line, and returns the exit status of its command. SIGINT interrupts the command, and
// not the shell.
func (s *Session) Run(ctx context.Context, text string) int {
	l, err := parse(text)
	if err != nil {
		s.fail(err)
		return cli.StatusUsage
	}
	if len(l.words) == 0 {
		if l.pipe == "" {
			return 0
		}
		s.fail(fmt.Errorf("expected a command before %.40s", l.pipe))
		return cli.StatusUsage
	}
	out, wait, err := s.output(l.pipe)
	if err != nil {
		s.fail(err)
		return cli.StatusFailed
	}
	ctx, stop := interruptible(ctx, l.pipe != "")
	defer stop()
	if s.modes != nil {
		if err := s.modes.running.ApplyMode(); err != nil {
			s.fail(err)
			return cli.StatusFailed
		}
		defer func() {
			if err := s.modes.editing.ApplyMode(); err != nil {
				s.fail(err)
			}
		}()
	}
	root, end := s.commands(out)
	defer end()
	in := s.In
	if f, ok := in.(*os.File); ok {
		in = input{f, ctx}
	}
	status := cli.RunContext(ctx, root, l.words, in, out, s.Err)
	if after := wait(); status == 0 || status == cli.StatusPipe {
		status = after
	}
	return status
}

// interruptible returns a context that the first SIGINT ends. If the command has not ended a second
// later, another SIGINT ends the process, unless the output goes to another program, which may use
// SIGINT as a pager does.
func interruptible(ctx context.Context, piped bool) (_ context.Context, stop func()) {
	ctx, restore := signal.NotifyContext(ctx, os.Interrupt)
	ended := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
		case <-ended:
			return
		}
		select {
		case <-time.After(time.Second):
			if !piped {
				signal.Reset(os.Interrupt)
			}
		case <-ended:
		}
	}()
	return ctx, func() {
		close(ended)
		restore()
	}
}

// Script runs lines until the input ends. It stops at the first line that fails, unless keepGoing is
// set. Commands cannot read the input.
func (s *Session) Script(ctx context.Context, lines io.Reader, keepGoing bool) error {
	s.In = noInput{}
	failed := 0
	err := eachLine(lines, func(number int, text string) error {
		switch status := s.Run(ctx, text); {
		case status == cli.StatusInterrupted:
			return cli.ErrInterrupted
		case status != 0 && !keepGoing:
			return fmt.Errorf("line %d failed; the lines after it were not run", number)
		case status != 0:
			failed++
		}
		if s.ends {
			return errEnd
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnd) {
		return err
	}
	if failed > 0 {
		return errors.New(cli.Counted(int64(failed), "line failed", "lines failed"))
	}
	return nil
}

// errEnd ends a script.
var errEnd = errors.New("the script ends")

// noInput is the standard input of commands in a script.
type noInput struct{}

func (noInput) Read([]byte) (int, error) {
	return 0, errors.New("standard input holds the lines of the shell: use a file")
}

// hasKeys reports whether a key begins with a prefix. It takes no lock, and a database that does not
// exist has no keys.
func (s *Session) hasKeys(ctx context.Context, prefix string) (found bool, err error) {
	db, err := s.open()
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.WithContext(ctx).FirstKey(&leveldb.Range{StartingBy: prefix})
	if errors.Is(err, leveldb.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (s *Session) open() (*leveldb.DB, error) {
	return cli.OpenDB(s.Database, &leveldb.Options{ReadOnly: true, NoLock: true})
}

// cd changes the current prefix.
func (s *Session) cd(ctx context.Context, to string) error {
	target := s.prefix
	for to == ".." || strings.HasPrefix(to, "../") {
		target = target[:strings.LastIndexByte(strings.TrimSuffix(target, "/"), '/')+1]
		to = strings.TrimPrefix(strings.TrimPrefix(to, ".."), "/")
	}
	target += to
	if target == "" {
		s.prefix = ""
		return nil
	}
	if !strings.HasSuffix(target, "/") {
		switch below, err := s.hasKeys(ctx, target+"/"); {
		case err != nil:
			return err
		case below:
			target += "/"
		}
	}
	found, err := s.hasKeys(ctx, target)
	if err != nil {
		return err
	}
	if !found {
		fmt.Fprintf(s.Err, "%s: no key begins with %s yet\n", s.name(), keytext.Quote(target))
	}
	s.prefix = target
	return nil
}

// prompt returns the prompt, which has at most width characters.
func (s *Session) prompt(width int) string {
	name := cli.WithoutPassword(s.Database)
	if !cli.IsAddress(name) {
		name = filepath.Base(name)
	}
	text := []rune(valuetext.Plain(name) + ":" + strings.TrimPrefix(keytext.Plain(s.prefix), `""`))
	if room := max(width-len("> "), 1); len(text) > room {
		text = append([]rune(valuetext.Ellipsis), text[len(text)-room+1:]...)
	}
	return string(text) + "> "
}
