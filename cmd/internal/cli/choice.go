package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// AddTypes adds the flag --type, which selects types of values. It adds the check of the names to
// that of the arguments.
func AddTypes(cmd *cobra.Command, types *[]string, names []string) {
	cmd.Flags().StringSliceVar(types, "type", nil, "only values of `TYPE`")
	CompleteFlag(cmd, "type", names)
	arguments := cmd.Args
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		for i, name := range *types {
			name = strings.TrimSpace(name) // as in "int, str"
			(*types)[i] = name
			if !slices.Contains(names, name) {
				return fmt.Errorf("--type: %.40q is none of %s", name, strings.Join(names, ", "))
			}
		}
		return arguments(cmd, args)
	}
}

// CompleteFlag makes the shells complete the value of a flag with names.
func CompleteFlag(cmd *cobra.Command, flag string, names []string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // a bug: there is no such flag, or it is registered already
	}
}
