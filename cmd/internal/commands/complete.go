package commands

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/prefix"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The limits of a completion: how many candidates it offers, and how long the shell waits. When the
// time is up, it offers what was found so far.
const (
	mostCompletions = 200
	completionTime  = time.Second
)

// addCompletions adds shell completion to the commands below root, based on their usage: databases
// for DB, the keys of DB for PART, and the values of flags.
func addCompletions(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		if cmd.ValidArgsFunction == nil && len(cmd.ValidArgs) == 0 {
			cmd.ValidArgsFunction = completeArgument
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if _, has := cmd.GetFlagCompletionFunc(f.Name); has || f.NoOptDefVal != "" {
				return
			}
			complete := completionOf(f)
			if complete == nil {
				return
			}
			if err := cmd.RegisterFlagCompletionFunc(f.Name, complete); err != nil {
				panic(err) // a bug: it has been registered before
			}
		})
	}
}

// completeArgument completes an argument by its name in the usage.
func completeArgument(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	dash := cmd.ArgsLenAtDash() == 0
	switch name := cli.ArgumentName(cmd, len(args)); {
	case cli.IsDatabaseName(name):
		return completeDatabase(begun)
	case name == "PART":
		return completeKey(args[0], leveldb.Key(args[1:]...), begun, dash)
	case cli.IsKeyName(name):
		return completeKey(args[0], "", begun, dash)
	case name == "DIR":
		return nil, cobra.ShellCompDirectiveFilterDirs
	case name == "":
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveDefault
}

// completionOf returns the function that completes the value of a flag, or nil for the names of
// files.
func completionOf(f *pflag.Flag) cobra.CompletionFunc {
	switch f.Name {
	case "prefix":
		return completeFlagKey("prefix")
	case "starting-by":
		return completeFlagKey("prefix", "starting-by")
	case "start", "stop":
		return completeFlagKey("prefix")
	}
	switch value, _ := pflag.UnquoteUsage(f); value {
	case "FILE":
		return nil
	case "DIR":
		return cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs)
	}
	return cobra.NoFileCompletions
}

// completeFlagKey completes the value of a flag with the keys of DB that begin with the values of
// other flags.
func completeFlagKey(before ...string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		known := ""
		for _, flag := range before {
			known += given(cmd, flag)
		}
		return completeKey(args[0], known, begun, true)
	}
}

// given joins the parts that a flag was set to so far. To complete a line cobra parses its flags
// twice, so each part occurs twice.
func given(cmd *cobra.Command, flag string) string {
	parts, err := cmd.Flags().GetStringArray(flag)
	if err != nil {
		return ""
	}
	return leveldb.Key(parts[:len(parts)/2]...)
}

// completeDatabase leaves directories to the shell. After the address of a server it offers the
// databases.
func completeDatabase(begun string) ([]string, cobra.ShellCompDirective) {
	if !cli.IsAddress(begun) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	ctx, cancel := context.WithTimeout(context.Background(), completionTime)
	defer cancel()
	addresses, err := cli.CompleteAddress(ctx, begun)
	if err != nil || len(addresses) > mostCompletions {
		return nil, cobra.ShellCompDirectiveNoFileComp // completion prints no errors
	}
	return addresses, cobra.ShellCompDirectiveNoFileComp
}

// completeKey offers the continuations, up to the next slash, of keys that begin with before and
// begun. It offers only the text after before. dash reports whether a part may begin with a dash.
// Text that a shell could not pass on unchanged is omitted. Errors are ignored.
func completeKey(database, before, begun string, dash bool) ([]string, cobra.ShellCompDirective) {
	if cli.Delegate(database) != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ctx, cancel := context.WithTimeout(context.Background(), completionTime)
	defer cancel()
	found := make(chan string)
	go func() {
		defer close(found)
		// Without a lock this does not block a process that wants to write, and it can complete the
		// keys of a database that is being written.
		db, err := cli.OpenDB(database, &leveldb.Options{ReadOnly: true, NoLock: true})
		if err != nil {
			return
		}
		defer db.Close()
		prefix.Segments(db.WithContext(ctx), before+begun, func(segment string) bool {
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
				directive |= cobra.ShellCompDirectiveNoSpace // more of the key follows
			}
			offered = append(offered, part)
		case <-ctx.Done():
			return offered, directive
		}
	}
	return offered, directive
}

// typeable reports whether the shells' scripts pass on a text unchanged: one line, no space at
// either end, and not too long to read.
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
