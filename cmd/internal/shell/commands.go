package shell

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// help is what the command help prints first.
const help = `Commands of the program work on the database of this shell, without its name and
the name of the program: get run/1/title. help COMMAND explains one. After cd
run/1/ keys are those that begin with run/1/, without this prefix.

Words are separated by spaces. 'a b' is one word, and so is "a b\x00", with
escapes as in Go, which is how ls prints unusual keys. The rest of a line that
begins with | or > goes to the system's shell: ls --json | less, get image --npy
> image.npy. # begins a comment.

Tab completes. Ctrl-C interrupts a command, Ctrl-R searches the history, and
Ctrl-D ends the shell. Between two lines the database is not open.

Commands:
`

// commands returns the commands of the shell, for one line whose output goes to out. The caller must
// call end after the line.
func (s *Session) commands(out io.Writer) (root *cobra.Command, end func()) {
	root = s.New()
	s.choose(root)
	b := &binding{s: s, out: out}
	for _, cmd := range root.Commands() {
		if cmd.Annotations[own] == "" {
			b.bind(cmd)
		}
	}
	if before := root.PersistentPreRunE; before != nil {
		root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return before(cmd, b.args) }
	}
	return root, cli.Substitute(b.child)
}

// choose removes the commands that do not work on a database, and adds those that only the shell
// has.
func (s *Session) choose(root *cobra.Command) {
	root.CompletionOptions.DisableDefaultCmd = true
	for _, cmd := range root.Commands() {
		if !cli.IsDatabaseName(cli.ArgumentName(cmd, 0)) || cmd.Name() == "shell" {
			root.RemoveCommand(cmd)
		}
	}
	root.AddCommand(s.own()...)
	root.Annotations = map[string]string{cli.ShortHint: "help"}
	usual := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if cmd == root {
			cmd.Print(helpOf(root))
			return
		}
		out := cmd.OutOrStdout()
		var text strings.Builder
		cmd.SetOut(&text)
		usual(cmd, args)
		cmd.SetOut(out)
		cmd.Print(strings.Replace(text.String(), "\n  "+cmd.UseLine()+"\n", "\n  "+useLine(cmd)+"\n", 1))
	})
	cli.WrapHelp(root)
}

// helpOf returns what the command help prints without an argument.
func helpOf(root *cobra.Command) string {
	text := help
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			text += fmt.Sprintf("  %-10s %s\n", c.Name(), c.Short)
		}
	}
	return text
}

// useLine returns the usage of a command without the name of the program and the database.
func useLine(cmd *cobra.Command) string {
	line := strings.TrimPrefix(cmd.UseLine(), cmd.Root().Name()+" ")
	if cmd.Annotations[own] == "" {
		line = strings.Replace(line, " "+cli.ArgumentName(cmd, 0), "", 1)
	}
	return line
}

// binding makes the commands of one line work on the database of the session and below its prefix.
type binding struct {
	s    *Session
	out  io.Writer
	cmd  *cobra.Command
	args []string // complete
}

func (b *binding) bind(cmd *cobra.Command) {
	check, before, run := cmd.Args, cmd.PreRunE, cmd.RunE
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		b.cmd, b.args = cmd, b.s.arguments(cmd, args)
		if check == nil {
			return nil
		}
		return check(cmd, b.args)
	}
	if before != nil {
		cmd.PreRunE = func(cmd *cobra.Command, _ []string) error { return before(cmd, b.args) }
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return run(cmd, b.args) }
}

// arguments returns the arguments of a command with the database and the prefix, and sets the flags
// that the session determines.
func (s *Session) arguments(cmd *cobra.Command, args []string) []string {
	flags := cmd.Flags()
	if s.Shared && flags.Lookup("shared") != nil {
		if err := flags.Set("shared", "true"); err != nil {
			panic(err) // a bug: the flag is a bool
		}
	}
	full := []string{s.Database}
	if s.prefix == "" {
		return append(full, args...)
	}
	quoted := flags.Lookup("quoted") != nil && flags.Lookup("quoted").Value.String() == "true"
	oneKey := cli.ArgumentName(cmd, 1) == "PART" && (len(args) > 0 || flags.Changed("key-hex") || flags.Changed("key-base64"))
	if oneKey {
		return append(append(full, below(s.prefix, "", quoted)), args...)
	}
	if f := flags.Lookup("prefix"); f != nil {
		if parts, ok := f.Value.(pflag.SliceValue); ok {
			if err := parts.Replace(append([]string{below(s.prefix, "", quoted)}, parts.GetSlice()...)); err != nil {
				panic(err) // a bug: the flag holds texts
			}
			return append(full, args...)
		}
	}
	for i, arg := range args {
		if cli.IsKeyName(cli.ArgumentName(cmd, i+1)) {
			arg = below(s.prefix, arg, quoted)
		}
		full = append(full, arg)
	}
	if len(args) == 0 && cli.ArgumentName(cmd, 1) == "PREFIX" {
		full = append(full, s.prefix)
	}
	return full
}

// below returns the word for a key below a prefix. With quoted, words that begin with a quote are in
// the form in which ls prints keys.
func below(prefix, key string, quoted bool) string {
	if !quoted {
		return prefix + key
	}
	if strings.HasPrefix(key, `"`) {
		plain, err := strconv.Unquote(key)
		if err != nil {
			return key // the command reports the error
		}
		key = plain
	}
	return strconv.Quote(prefix + key)
}

// child runs another program of this project for the command, in place of this process.
func (b *binding) child(path, name string) error {
	args := []string{b.cmd.Name()}
	b.cmd.Flags().VisitAll(func(f *pflag.Flag) {
		switch values, many := f.Value.(pflag.SliceValue); {
		case many:
			for _, value := range values.GetSlice() {
				args = append(args, "--"+f.Name+"="+value)
			}
		case f.Changed:
			args = append(args, "--"+f.Name+"="+f.Value.String())
		}
	})
	cmd := exec.Command(path, append(append(args, "--"), b.args...)...)
	cmd.Args[0] = name
	if in, ok := b.s.In.(*os.File); ok {
		cmd.Stdin = in
	}
	cmd.Stdout, cmd.Stderr = b.out, b.s.Err
	return cli.ChildStatus(cmd.Run())
}

// output returns where the output of a command goes. wait waits until it has arrived, and returns
// the exit status of the system's shell.
func (s *Session) output(pipe string) (out io.Writer, wait func() int, err error) {
	if pipe == "" {
		return s.Out, func() int { return 0 }, nil
	}
	sh := exec.Command("/bin/sh", "-c", "cat "+pipe)
	sh.Stdout, sh.Stderr = s.Out, s.Err
	w, err := sh.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := sh.Start(); err != nil {
		return nil, nil, errors.Join(err, w.Close())
	}
	return cli.PipeWriter{WriteCloser: w}, func() int {
		closed := w.Close()
		if errors.Is(closed, os.ErrClosed) {
			closed = nil
		}
		ended := sh.Wait()
		if exit := (*exec.ExitError)(nil); errors.As(ended, &exit) {
			return max(exit.ExitCode(), cli.StatusFailed)
		}
		if err := errors.Join(closed, ended); err != nil {
			s.fail(err)
			return cli.StatusFailed
		}
		return 0
	}, nil
}
