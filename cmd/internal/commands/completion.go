package commands

import (
	"errors"
	"fmt"
	"slices"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/spf13/cobra"
)

func newCompletion() *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish",
		Short: "Print a script for shell completion",
		Long: `Print the script with which a shell completes commands, flags, directories, and the
keys of databases up to the next slash, on this machine or on a server. Completion
takes no lock, and prints nothing if a database cannot be read.

make install puts the scripts where the shells look for them. Otherwise:
  bash  install the package bash-completion, and save the script as the file
        openleveldb in ~/.local/share/bash-completion/completions
  zsh   save the script as the file _openleveldb in a directory of $fpath;
        ~/.zshrc needs autoload -U compinit && compinit
  fish  save the script as ~/.config/fish/completions/openleveldb.fish
Then start a new shell.`,
		Example: `  openleveldb completion bash > ~/.local/share/bash-completion/completions/openleveldb
  openleveldb completion zsh > "${fpath[1]}/_openleveldb"
  openleveldb completion fish > ~/.config/fish/completions/openleveldb.fish
  source <(openleveldb completion bash)`,
		ValidArgs: []string{"bash", "zsh", "fish"},
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("expected one shell: bash, zsh or fish")
			}
			if !slices.Contains(cmd.ValidArgs, args[0]) {
				return fmt.Errorf("unknown shell %.40q: expected bash, zsh or fish", args[0])
			}
			return nil
		},
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			root, out := cmd.Root(), cmd.OutOrStdout()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			default:
				return root.GenFishCompletion(out, true)
			}
		}),
	}
}
