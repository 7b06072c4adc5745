package main

import (
	"context"
	"errors"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// errInterrupted: the user stopped the command. What it leaves behind is whole, or said in the error that wraps this one.
var errInterrupted = errors.New("interrupted")

// longAction is action for work that may take long. ctx ends with the first SIGINT or SIGTERM, after which do returns as soon
// as everything is as it should be left; the second signal ends the process as it would by itself.
func longAction(do func(ctx context.Context, cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return action(func(cmd *cobra.Command, args []string) error {
		ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
		defer stop()
		context.AfterFunc(ctx, stop) // so that the next signal counts as usual
		err := do(ctx, cmd, args)
		if errors.Is(err, context.Canceled) && ctx.Err() != nil && !errors.Is(err, errInterrupted) {
			err = errInterrupted
		}
		return err
	})
}
