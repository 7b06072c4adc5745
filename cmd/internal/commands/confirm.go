package commands

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// confirmable returns an error, for bad usage, if the user is not at a terminal and therefore cannot
// be asked.
func confirmable(cmd *cobra.Command) error {
	if stdin, ok := cmd.InOrStdin().(interface{ Fd() uintptr }); !ok || !term.IsTerminal(int(stdin.Fd())) {
		return fmt.Errorf("%s asks for confirmation on a terminal; elsewhere it needs --yes", cmd.Name())
	}
	return nil
}

// confirm returns an error unless the user at the terminal answers yes, or y if that is enough.
func confirm(cmd *cobra.Command, question string, short bool) error {
	fmt.Fprintf(cmd.ErrOrStderr(), "%s? Type yes: ", question)
	answer, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
	if answer = strings.ToLower(strings.TrimSpace(answer)); answer == "yes" || short && answer == "y" {
		return nil
	}
	return errors.Join(errors.New("nothing was deleted"), err)
}
