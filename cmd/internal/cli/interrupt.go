package cli

import (
	"context"
	"errors"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// ErrInterrupted means that the user stopped the command. What it leaves is complete, or the error that wraps
// this one describes what is not.
var ErrInterrupted = errors.New("interrupted")

// LongAction is action for work that may take long. ctx is cancelled by the first SIGINT or
// SIGTERM. do then returns as soon as it has left everything in order. The second signal has its
// default effect and ends the process.
func LongAction(do func(ctx context.Context, cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return Action(func(cmd *cobra.Command, args []string) error {
		ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
		defer stop()
		context.AfterFunc(ctx, stop) // restores the default effect of the next signal
		err := do(ctx, cmd, args)
		if errors.Is(err, context.Canceled) && ctx.Err() != nil && !errors.Is(err, ErrInterrupted) {
			err = ErrInterrupted
		}
		return err
	})
}
