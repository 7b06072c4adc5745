package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usageText returns the text of an error that reports bad usage. cobra and pflag return texts about
// flag groups and parsing functions, which this function replaces.
func usageText(cmd *cobra.Command, err error) string {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
		syntax  *pflag.InvalidSyntaxError
		wrong   *ArgumentsError
	)
	switch {
	case errors.As(err, &wrong) && withoutDatabase(cmd):
		return wrong.afterDatabase(cmd)
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			return "unknown flag: -" + name
		}
		return "unknown flag: --" + name + didYouMean("--", similarFlags(cmd, name))
	case errors.As(err, &missing):
		return flagName(missing.GetFlag()) + " needs a value"
	case errors.As(err, &invalid):
		return fmt.Sprintf("%s: %.40q %s", flagName(invalid.GetFlag()), invalid.GetValue(), problemOf(invalid))
	case errors.As(err, &syntax):
		return fmt.Sprintf("%q is not a flag", syntax.GetSpecifiedFlag())
	}
	text := strings.TrimSpace(err.Error())
	for _, r := range rewordings {
		if found := r.pattern.FindStringSubmatch(text); found != nil {
			return r.text(found[1:])
		}
	}
	return text
}

// rewordings replace the texts of cobra's errors that have no types.
var rewordings = []struct {
	pattern *regexp.Regexp
	text    func(found []string) string
}{
	{regexp.MustCompile(`(?s)^unknown command (".*?") for ".*?"(?:\s+Did you mean this\?\s+(.*))?$`), func(found []string) string {
		return "unknown command " + found[0] + didYouMean("", strings.Fields(found[1]))
	}},
	{regexp.MustCompile(`^if any flags in the group \[.*\] are set none of the others can be; \[(.*)\] were all set$`), func(found []string) string {
		return flagList(found[0], "and") + " cannot be combined"
	}},
	{regexp.MustCompile(`^if any flags in the group \[(.*)\] are set they must all be set; missing \[(.*)\]$`), func(found []string) string {
		return flagList(found[1], "and") + " is missing: " + flagList(found[0], "and") + " are needed together"
	}},
	{regexp.MustCompile(`^at least one of the flags in the group \[(.*)\] is required$`), func(found []string) string {
		return "expected " + flagList(found[0], "or")
	}},
}

// flagList formats names of flags, as in "--int, --str or --json".
func flagList(names, conjunction string) string {
	flags := strings.Fields(names)
	for i, name := range flags {
		flags[i] = "--" + name
	}
	return list(flags, conjunction)
}

// list formats words, as in "a, b or c".
func list(words []string, conjunction string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + conjunction + " " + words[last]
}

func flagName(f *pflag.Flag) string { return "--" + f.Name }

// problemOf describes why the value of a flag is invalid.
func problemOf(invalid *pflag.InvalidValueError) string {
	f := invalid.GetFlag()
	kind := f.Value.Type()
	switch {
	case errors.Is(invalid, strconv.ErrRange):
		return "is too large"
	case strings.HasPrefix(kind, "uint"):
		return "is not a whole number from 0 on"
	case strings.HasPrefix(kind, "int"):
		return "is not a whole number"
	case strings.HasPrefix(kind, "float"):
		return "is not a number"
	case kind == "bool":
		return "is neither true nor false"
	case kind == "duration":
		return "is not a duration such as 30s, 5m or 1h30m"
	case kind == "stringSlice":
		return "is not a list of values with commas between them"
	}
	return "is invalid: " + errors.Unwrap(invalid).Error()
}

// similarFlags returns the flags of a command with names like this one.
func similarFlags(cmd *cobra.Command, name string) []string {
	// cobra compares names of commands. It does not export the comparison.
	names := &cobra.Command{SuggestionsMinimumDistance: 2}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names.AddCommand(&cobra.Command{Use: f.Name, Run: func(*cobra.Command, []string) {}})
		}
	})
	return names.SuggestionsFor(name)
}

// didYouMean returns the end of a message that suggests names. It is empty without names.
func didYouMean(dashes string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	for i, name := range names {
		names[i] = dashes + name
	}
	return "; did you mean " + list(names, "or") + "?"
}

// withoutDatabase reports whether lines do not name the program and the database.
func withoutDatabase(cmd *cobra.Command) bool { return cmd.Root().Annotations[ShortHint] != "" }

// NoArgs checks that a command has no arguments.
func NoArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no arguments, got %.40q", cmd.Name(), args[0])
	}
	return nil
}
