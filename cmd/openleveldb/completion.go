package main

import (
	"fmt"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/spf13/cobra"
)

func newCompletion() *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish",
		Short: "Print the script with which a shell completes commands and keys",
		Long: `Print the script with which a shell completes commands, flags, directories and the
keys of databases, up to the next slash, on the machine or on a server. It needs no
lock, and keeps still where a database cannot be read.

make install puts the scripts where the shells look for them. Otherwise:
  bash  needs the package bash-completion; put the script into the directory
        ~/.local/share/bash-completion/completions as the file openleveldb
  zsh   put it into a directory of $fpath as the file _openleveldb; ~/.zshrc needs
        autoload -U compinit && compinit
  fish  put it into ~/.config/fish/completions as the file openleveldb.fish
A new shell has it.`,
		Example: `  openleveldb completion bash > ~/.local/share/bash-completion/completions/openleveldb
  openleveldb completion zsh > "${fpath[1]}/_openleveldb"
  openleveldb completion fish > ~/.config/fish/completions/openleveldb.fish
  source <(openleveldb completion bash)`,
		ValidArgs: []string{"bash", "zsh", "fish"},
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("one shell is needed: bash, zsh or fish")
			}
			return cobra.OnlyValidArgs(cmd, args)
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
