// Package manpage writes the manual pages of a command line in section 1, one for the program and
// one for each command.
//
// It reads help text as it is written for people: paragraphs, and indented lists of terms. cobra's
// own generator is not used, because it parses help as Markdown: it joins the lines of lists and
// loses text between < and >.
//
// The pages use the man macros of groff_man(7), which mandoc supports too. They contain no date, so
// equal commands produce equal pages.
package manpage

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Section is a section that every page has before SEE ALSO, such as EXIT STATUS. Its text has the
// format of help.
type Section struct {
	Title, Text string
}

// WriteTree writes the pages of a command and all its subcommands that are not hidden to files in a
// directory. It returns their names.
func WriteTree(dir string, root *cobra.Command, version string, sections []Section) ([]string, error) {
	var names []string
	for _, cmd := range append([]*cobra.Command{root}, root.Commands()...) {
		if cmd.Hidden || cmd.Name() == "help" {
			continue
		}
		name := pageName(cmd) + ".1"
		var page strings.Builder
		Write(&page, cmd, version, sections)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(page.String()), 0o644); err != nil {
			return names, err
		}
		names = append(names, name)
	}
	return names, nil
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// Write writes the page of one command. It does not report errors of out.
func Write(out io.Writer, cmd *cobra.Command, version string, sections []Section) {
	cmd.InitDefaultHelpFlag()
	name := pageName(cmd)
	fmt.Fprintf(out, ".TH %s 1 \"\" \"openleveldb %s\" \"User Commands\"\n", escape(strings.ToUpper(name)), escape(version))
	// No hyphenation and no justified lines, because commands and keys are copied.
	fmt.Fprint(out, ".nh\n.ad l\n")
	fmt.Fprintf(out, ".SH NAME\n%s \\- %s\n", escape(name), escape(lowerFirst(cmd.Short)))
	fmt.Fprint(out, ".SH SYNOPSIS\n")
	fmt.Fprintf(out, ".B %s\n", escape(cmd.CommandPath()))
	usage := strings.TrimPrefix(cmd.UseLine(), cmd.CommandPath())
	if cmd.HasAvailableSubCommands() {
		usage = "COMMAND [flags]"
	}
	fmt.Fprintf(out, "%s\n", line(strings.TrimSpace(usage)))
	fmt.Fprint(out, ".SH DESCRIPTION\n")
	writeText(out, cmd.Long)
	if cmd.HasAvailableSubCommands() {
		fmt.Fprint(out, ".SH COMMANDS\n")
		for _, c := range cmd.Commands() {
			if !c.Hidden && c.Name() != "help" {
				fmt.Fprintf(out, ".TP 12\n.B %s\n%s\n", escape(c.Name()), line(c.Short))
			}
		}
	}
	fmt.Fprint(out, ".SH OPTIONS\n")
	cmd.Flags().VisitAll(func(f *pflag.Flag) { writeOption(out, f) })
	if cmd.Example != "" {
		fmt.Fprint(out, ".SH EXAMPLES\n.nf\n")
		for text := range strings.Lines(cmd.Example) {
			fmt.Fprintf(out, "%s\n", line(strings.TrimSpace(text)))
		}
		fmt.Fprint(out, ".fi\n")
	}
	for _, s := range sections {
		fmt.Fprintf(out, ".SH %s\n", s.Title)
		writeText(out, s.Text)
	}
	writeSeeAlso(out, cmd)
}

func writeOption(out io.Writer, f *pflag.Flag) {
	if f.Hidden {
		return
	}
	argument, usage := pflag.UnquoteUsage(f)
	fmt.Fprint(out, ".TP\n")
	if f.Shorthand != "" {
		fmt.Fprintf(out, "\\fB%s\\fR, ", escape("-"+f.Shorthand))
	}
	fmt.Fprintf(out, "\\fB%s\\fR", escape("--"+f.Name))
	if argument != "" {
		fmt.Fprintf(out, " \\fI%s\\fR", escape(argument))
	}
	switch f.DefValue {
	case "", "0", "false", "[]", "0s":
	default:
		usage += " (default " + f.DefValue + ")"
	}
	fmt.Fprintf(out, "\n%s\n", line(usage))
}

func writeSeeAlso(out io.Writer, cmd *cobra.Command) {
	var pages []string
	around := cmd
	if cmd.HasParent() {
		around = cmd.Parent()
		pages = append(pages, pageName(around))
	}
	for _, c := range around.Commands() {
		if c != cmd && !c.Hidden && c.Name() != "help" {
			pages = append(pages, pageName(c))
		}
	}
	fmt.Fprint(out, ".SH SEE ALSO\n")
	for i, page := range pages {
		after := ","
		if i == len(pages)-1 {
			after = ""
		}
		fmt.Fprintf(out, ".BR %s (1)%s\n", escape(page), after)
	}
}

// An item of a list is a line with two spaces, a term, two or more spaces, and its explanation,
// which continues in lines that are indented further. With more than two columns it is the line of
// a table.
var item = regexp.MustCompile(`^  (\S+(?: \S+)*)  +(\S+(?: \S+)*)$`)

// part matches a line of an explanation that starts an explanation of its own.
var part = regexp.MustCompile(`^\s+\w+: `)

// writeText writes help: paragraphs, lists, and other indented lines unchanged.
func writeText(out io.Writer, text string) {
	const (
		flowing = iota
		listing
		verbatim
	)
	state := flowing
	begin := func(next int) {
		if state == verbatim && next != verbatim {
			fmt.Fprint(out, ".fi\n")
		}
		if next == verbatim && state != verbatim {
			fmt.Fprint(out, ".nf\n")
		}
		if next == flowing && state == listing {
			fmt.Fprint(out, ".PP\n")
		}
		state = next
	}
	for text := range strings.Lines(text) {
		text = strings.TrimRight(text, " \n")
		switch term := item.FindStringSubmatch(text); {
		case text == "":
			begin(flowing)
			fmt.Fprint(out, ".PP\n")
		case term != nil && !(state == listing && strings.HasPrefix(text, "    ")):
			begin(listing)
			fmt.Fprintf(out, ".TP 10\n.B %s\n%s\n", escape(term[1]), line(term[2]))
		case state == listing && strings.HasPrefix(text, "    "):
			if part.MatchString(text) {
				fmt.Fprint(out, ".br\n")
			}
			fmt.Fprintf(out, "%s\n", line(strings.TrimSpace(text)))
		case strings.HasPrefix(text, "  "):
			begin(verbatim)
			fmt.Fprintf(out, "%s\n", line(text))
		default:
			begin(flowing)
			fmt.Fprintf(out, "%s\n", line(text))
		}
	}
	begin(flowing)
}

// Characters that roff would interpret, or typeset as a character other than the one on the
// keyboard.
var escapes = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, `"`, `\(dq`)

func escape(text string) string { return escapes.Replace(text) }

// line escapes a line of text, which must not begin as a request does.
func line(text string) string {
	text = escape(text)
	if strings.HasPrefix(text, ".") {
		return `\&` + text
	}
	return text
}

func lowerFirst(text string) string {
	if text == "" {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}
