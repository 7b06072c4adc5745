package main

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/spf13/cobra"
)

// How much a shell is offered, and how long it waits for it. What was found by then is offered.
const (
	mostCompletions = 200
	completionTime  = time.Second
)

// addCompletions lets the shell complete what the commands below root take, as their usage says: DB and directories, the keys
// of DB for PART, and the flags of selectors.
func addCompletions(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		words := strings.Fields(cmd.Use)[1:]
		if len(words) > 0 && words[0] == "DB" && cmd.ValidArgsFunction == nil {
			parts := len(words) > 1 && words[1] == "PART..."
			cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
				switch {
				case len(args) == 0:
					return completeDatabase(begun)
				case parts:
					return completeKey(args[0], leveldb.Key(args[1:]...), begun, cmd.ArgsLenAtDash() == 0)
				}
				return nil, cobra.ShellCompDirectiveDefault
			}
		}
		for _, flag := range []string{"prefix", "starting-by"} {
			if cmd.Flags().Lookup(flag) == nil {
				continue
			}
			complete := func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
				if len(args) == 0 {
					return nil, cobra.ShellCompDirectiveNoFileComp
				}
				before := given(cmd, "prefix")
				if flag != "prefix" {
					before += given(cmd, flag)
				}
				return completeKey(args[0], before, begun, true)
			}
			if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
				panic(err) // a mistake in the program: it has been registered before
			}
		}
	}
}

// given joins the parts that a flag was given so far. To complete a line cobra parses its flags twice, so that each part is there
// twice.
func given(cmd *cobra.Command, flag string) string {
	parts, err := cmd.Flags().GetStringArray(flag)
	if err != nil {
		return ""
	}
	return leveldb.Key(parts[:len(parts)/2]...)
}

// completeDatabase leaves directories to the shell. Where an address begins there is nothing to look up.
func completeDatabase(begun string) ([]string, cobra.ShellCompDirective) {
	if _, _, far := remote.ParseAddress(begun); far {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeKey offers how keys that begin with before and begun go on after before, up to their next slash. dash says that a part
// may begin with a dash. What a shell could not hand back as it is, is left out; whatever goes wrong, nothing is said.
func completeKey(database, before, begun string, dash bool) ([]string, cobra.ShellCompDirective) {
	ctx, cancel := context.WithTimeout(context.Background(), completionTime)
	defer cancel()
	found := make(chan string)
	go func() {
		defer close(found)
		// Without a lock a process that wants to write is not kept out, and the keys of one that writes can be completed.
		db, err := openDB(database, &leveldb.Options{ReadOnly: true, NoLock: true})
		if err != nil {
			return
		}
		defer db.Close()
		segments(db.WithContext(ctx), before+begun, func(segment string) bool {
			select {
			case found <- segment:
				return true
			case <-ctx.Done():
				return false
			}
		})
	}()

	var offered []string
	directive := cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	for len(offered) < mostCompletions {
		select {
		case segment, ok := <-found:
			if !ok {
				return offered, directive
			}
			part := segment[len(before):]
			if !typeable(part) || part[0] == '-' && !dash {
				continue
			}
			if strings.HasSuffix(part, "/") {
				directive |= cobra.ShellCompDirectiveNoSpace // it goes on
			}
			offered = append(offered, part)
		case <-ctx.Done():
			return offered, directive
		}
	}
	return offered, directive
}

// typeable reports whether the scripts of the shells hand on a text as it is: one line, without
// space at its ends, and not too long to read.
func typeable(text string) bool {
	if text == "" || len(text) > keytext.Limit || text != strings.TrimSpace(text) || !utf8.ValidString(text) {
		return false
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// segments calls found with the keys that begin with prefix, cut behind the first slash after it, each once and in order, until
// found returns false. Behind a slash it seeks the next segment, so that the time does not depend on how many keys share one.
func segments(db *leveldb.DB, prefix string, found func(segment string) bool) {
	for start, more := "", true; more; {
		more = false
		for key, err := range db.Keys(&leveldb.Range{StartingBy: prefix, Start: start}) {
			if err != nil {
				return
			}
			length := strings.IndexByte(key[len(prefix):], '/') + 1
			if length == 0 {
				if !found(key) {
					return
				}
				continue
			}
			segment := key[:len(prefix)+length]
			if !found(segment) {
				return
			}
			start, more = segment[:len(segment)-1]+string(rune('/'+1)), true
			break
		}
	}
}
