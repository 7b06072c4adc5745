package shell

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/peterh/liner"
)

// modes are the modes of the terminal while a command runs, which may ask questions, and while the
// user edits a line.
type modes struct{ running, editing liner.ModeApplier }

// Interact runs the lines that a user enters at the terminal, until exit or Ctrl-D. In, Out and Err
// must be the standard streams of the process.
func (s *Session) Interact(ctx context.Context) (err error) {
	running, err := liner.TerminalMode()
	if err != nil {
		return err
	}
	editor := liner.NewLiner()
	defer func() { err = errors.Join(err, editor.Close()) }()
	editing, err := liner.TerminalMode()
	if err != nil {
		return err
	}
	s.modes = &modes{running, editing}
	editor.SetCtrlCAborts(true)
	editor.SetTabCompletionStyle(liner.TabPrints)
	editor.SetWordCompleter(func(line string, at int) (string, []string, string) { return s.candidates(ctx, line, at) })

	remembered, err := openHistory()
	if err == nil {
		err = remembered.load(editor.AppendHistory)
	}
	s.warn(err)
	if found, err := s.hasKeys(ctx, ""); err != nil {
		s.fail(err)
	} else if !found {
		fmt.Fprintf(s.Err, "%s: %s has no entries yet\n", s.name(), keytext.Plain(cli.WithoutPassword(s.Database)))
	}
	fmt.Fprintln(s.Err, "help lists the commands, Ctrl-D ends the shell.")
	for ignored := make(chan os.Signal, 1); !s.ends; {
		// Without a command SIGINT has no effect. The editor handles Ctrl-C, but not at all times.
		signal.Notify(ignored, os.Interrupt)
		columns, _ := cli.TerminalSize(s.Out)
		text, err := editor.Prompt(s.prompt(max(columns/2, 20)))
		switch {
		case errors.Is(err, liner.ErrPromptAborted):
			continue // Ctrl-C discards the line
		case errors.Is(err, io.EOF):
			fmt.Fprintln(s.Out)
			return nil
		case err != nil:
			return err
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		if text[0] != ' ' && remembered != nil {
			editor.AppendHistory(text)
			if err := remembered.add(text); err != nil {
				s.warn(err)
				remembered = nil
			}
		}
		s.Run(ctx, text)
	}
	return nil
}

// warn prints that lines are not remembered.
func (s *Session) warn(err error) {
	if err != nil {
		s.fail(fmt.Errorf("the history is not saved: %w", err))
	}
}

// eachLine calls do with the lines of a text and their numbers.
func eachLine(in io.Reader, do func(number int, line string) error) error {
	r := bufio.NewReader(in)
	for number := 1; ; number++ {
		line, err := r.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if line != "" {
			if err := do(number, strings.TrimRight(line, "\r\n")); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}

// IsInteractive reports whether a user enters the lines and sees the output.
func IsInteractive(in io.Reader, out io.Writer) bool {
	f, ok := in.(*os.File)
	return ok && cli.IsTerminal(f) && cli.IsTerminal(out)
}
