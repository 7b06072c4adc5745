package cli

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"
)

// leastColumns is the least width that text is wrapped to.
const leastColumns = 40

// WrapHelp makes the commands below root wrap their help to the width of a terminal.
func WrapHelp(root *cobra.Command) {
	usual := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		out := cmd.OutOrStdout()
		columns, _ := TerminalSize(out)
		if columns == 0 {
			usual(cmd, args)
			return
		}
		var text strings.Builder
		cmd.SetOut(&text)
		usual(cmd, args)
		cmd.SetOut(out)
		fmt.Fprint(out, wrapped(text.String(), max(columns, leastColumns)))
	})
}

// described matches the beginning of an indented line with a description, which follows at least
// two spaces: the line of a flag, a command, or a column.
var described = regexp.MustCompile(`^ +\S+(?: \S+)* {2,}`)

// wrapped fills the paragraphs of a text that have lines longer than columns. Indented lines
// without a description are examples, which stay.
func wrapped(text string, columns int) string {
	var b strings.Builder
	lines := strings.Split(text, "\n")
	for len(lines) > 0 {
		n, indent := paragraph(lines)
		isLong := false
		for _, line := range lines[:n] {
			isLong = isLong || runewidth.StringWidth(line) > columns
		}
		if indent >= 0 && isLong {
			fill(&b, lines[:n], indent, columns)
		} else {
			b.WriteString(strings.Join(lines[:n], "\n"))
		}
		if lines = lines[n:]; len(lines) > 0 {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// paragraph returns the number of lines of the first paragraph, and the indentation of the lines
// after its first one. The indentation is negative for a line that must not be wrapped.
func paragraph(lines []string) (n, indent int) {
	first := lines[0]
	switch {
	case first == "":
		return 1, -1
	case first[0] == ' ':
		if indent = len(described.FindString(first)); indent == 0 {
			return 1, -1
		}
	}
	n = 1
	for n < len(lines) && lines[n] != "" && indentOf(lines[n]) == indent && described.FindString(lines[n]) == "" {
		n++
	}
	return n, indent
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// fill writes the words of a paragraph on lines of at most columns.
func fill(b *strings.Builder, lines []string, indent, columns int) {
	b.WriteString(lines[0][:indent])
	at := runewidth.StringWidth(lines[0][:indent])
	margin := strings.Repeat(" ", min(indent, columns/2))
	lines[0] = lines[0][indent:]
	for i, word := range strings.Fields(strings.Join(lines, " ")) {
		width := runewidth.StringWidth(word)
		switch {
		case i == 0:
		case at+1+width > columns:
			b.WriteString("\n" + margin)
			at = len(margin)
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += width
	}
}
