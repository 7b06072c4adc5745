package shell

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/spf13/cobra"
)

// candidates returns the completions of the word before a position, which counts characters. The
// line is head, one of the candidates, and tail. What each command completes is what it completes
// for the shells of the system.
func (s *Session) candidates(ctx context.Context, text string, at int) (head string, candidates []string, tail string) {
	runes := []rune(text)
	before, tail := string(runes[:at]), string(runes[at:])
	l, err := parse(before)
	open := err == errSingleQuote || err == errDoubleQuote
	if err != nil && !open || l.pipe != "" || strings.HasPrefix(before[l.begun:], "#") {
		return before, nil, tail
	}
	words, begun := l.words, ""
	if l.begun < len(before) {
		begun, words = words[len(words)-1], words[:len(words)-1]
	}
	found, directive := s.completions(ctx, words, begun)
	known := "" // the name of a flag, as in --prefix=, which is not part of its value
	if name, value, hasValue := strings.Cut(begun, "="); hasValue && strings.HasPrefix(begun, "-") {
		known, begun = name+"=", value
	}
	space := " "
	if directive&cobra.ShellCompDirectiveNoSpace != 0 {
		space = ""
	}
	if directive&(cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveError) == 0 && len(found) == 0 {
		found, space = files(begun, directive&cobra.ShellCompDirectiveFilterDirs != 0), ""
	}
	// The editor replaces the word by what the candidates have in common. If one of several is quoted,
	// all are, so that this is not shorter than the word.
	quoted := len(found) > 1 && slices.ContainsFunc(found, func(word string) bool { return needsQuotes(known + word) })
	for _, word := range found {
		candidates = append(candidates, quote(known+word, strings.HasSuffix(word, "/"), quoted))
	}
	if len(candidates) == 1 && !strings.HasSuffix(candidates[0], "/") {
		candidates[0] += space
	}
	return before[:l.begun], candidates, tail
}

// completions returns the completions of a word after others.
func (s *Session) completions(ctx context.Context, words []string, begun string) ([]string, cobra.ShellCompDirective) {
	root := s.New()
	s.choose(root)
	if len(words) == 0 {
		return completed(ctx, root, begun)
	}
	if words[0] == "cd" {
		if len(words) > 1 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		found, directive := s.completions(ctx, []string{"get"}, begun)
		var prefixes []string
		for _, word := range found {
			if strings.HasSuffix(word, "/") {
				prefixes = append(prefixes, word)
			}
		}
		return prefixes, directive
	}
	cmd, _, err := root.Find(words[:1])
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	if !cli.IsDatabaseName(cli.ArgumentName(cmd, 0)) {
		return completed(ctx, root, append(words, begun)...)
	}
	line := []string{cmd.Name()}
	if cmd.Flags().Lookup("prefix") != nil && s.prefix != "" {
		line = append(line, "--prefix="+s.prefix)
	}
	// A database or prefix that begins with a dash is not completed.
	line = append(line, s.Database)
	cut := ""
	switch {
	case cli.ArgumentName(cmd, 1) == "PART" && s.prefix != "":
		line = append(line, s.prefix)
	case cli.IsKeyName(cli.ArgumentName(cmd, 1)) && !strings.HasPrefix(begun, "-"):
		cut = s.prefix
	}
	found, directive := completed(ctx, root, append(append(line, words[1:]...), cut+begun)...)
	for i, word := range found {
		found[i] = strings.TrimPrefix(word, cut)
	}
	return found, directive
}

// completed asks cobra for the completions of the last word of a command line.
func completed(ctx context.Context, root *cobra.Command, line ...string) ([]string, cobra.ShellCompDirective) {
	// cobra prints the errors of a completion to os.Stderr, where the user is editing the line.
	discard, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	defer func(usual *os.File) {
		os.Stderr = usual
		_ = discard.Close() // nothing was written that could be lost
	}(os.Stderr)
	os.Stderr = discard
	var out strings.Builder
	if cli.RunContext(ctx, root, append([]string{cobra.ShellCompNoDescRequestCmd}, line...), strings.NewReader(""), &out, io.Discard) != 0 {
		return nil, cobra.ShellCompDirectiveError
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	last := len(lines) - 1
	directive, err := strconv.Atoi(strings.TrimPrefix(lines[last], ":"))
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return lines[:last], cobra.ShellCompDirective(directive)
}

// files returns the names of files that begin with a text, or only those of directories.
func files(begun string, onlyDirectories bool) []string {
	dir, base := filepath.Split(begun)
	entries, err := os.ReadDir(filepath.Join(".", dir))
	if filepath.IsAbs(dir) {
		entries, err = os.ReadDir(dir)
	}
	if err != nil {
		return nil // there is nothing to complete
	}
	var names []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), base) || base == "" && strings.HasPrefix(e.Name(), ".") {
			continue
		}
		switch info, err := os.Stat(dir + e.Name()); {
		case err == nil && info.IsDir():
			names = append(names, dir+e.Name()+"/")
		case !onlyDirectories:
			names = append(names, dir+e.Name())
		}
	}
	return names
}
