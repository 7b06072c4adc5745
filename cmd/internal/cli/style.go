package cli

import (
	"io"
	"os"
)

// Style colours text for people. Without colours it returns text unchanged.
type Style struct{ Coloured bool }

// StyleOf uses colours on a terminal, unless the environment disables them: NO_COLOR with any value
// (no-color.org), or a dumb terminal.
func StyleOf(out io.Writer) Style {
	return Style{IsTerminal(out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

func (s Style) Bold(text string) string   { return s.sgr("1", text) }
func (s Style) Faint(text string) string  { return s.sgr("2", text) }
func (s Style) Red(text string) string    { return s.sgr("31", text) }
func (s Style) Green(text string) string  { return s.sgr("32", text) }
func (s Style) Yellow(text string) string { return s.sgr("33", text) }
func (s Style) Cyan(text string) string   { return s.sgr("36", text) }

func (s Style) Magenta(text string) string { return s.sgr("35", text) }

// sgr puts a text between a "select graphic rendition" sequence (ECMA-48) and the one that ends it.
func (s Style) sgr(parameters, text string) string {
	if !s.Coloured || text == "" {
		return text
	}
	return "\x1b[" + parameters + "m" + text + "\x1b[0m"
}
