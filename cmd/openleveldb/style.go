package main

import (
	"io"
	"os"
)

// style colours text for people. Without colours it returns text unchanged.
type style struct{ coloured bool }

// styleOf uses colours on a terminal, unless the environment disables them: NO_COLOR with any value
// (no-color.org), or a dumb terminal.
func styleOf(out io.Writer) style {
	return style{isTerminal(out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

func (s style) bold(text string) string   { return s.sgr("1", text) }
func (s style) faint(text string) string  { return s.sgr("2", text) }
func (s style) red(text string) string    { return s.sgr("31", text) }
func (s style) green(text string) string  { return s.sgr("32", text) }
func (s style) yellow(text string) string { return s.sgr("33", text) }
func (s style) cyan(text string) string   { return s.sgr("36", text) }

// sgr puts a text between a "select graphic rendition" sequence (ECMA-48) and the one that ends it.
func (s style) sgr(parameters, text string) string {
	if !s.coloured || text == "" {
		return text
	}
	return "\x1b[" + parameters + "m" + text + "\x1b[0m"
}
