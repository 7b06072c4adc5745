package daemon

import (
	"errors"
	"log/slog"
	"os"
	"syscall"
)

// HandleSignals handles signals. The first terminating signal stops the server. The second has its
// default effect and ends the process. A hangup calls the reload functions, or stops the server if
// there are none.
func HandleSignals(signals <-chan os.Signal, logger *slog.Logger, stop func(), reload []func() error) {
	stopping := false
	for s := range signals {
		switch {
		case s == syscall.SIGHUP && len(reload) > 0:
			var errs []error
			for _, again := range reload {
				errs = append(errs, again())
			}
			if err := errors.Join(errs...); err != nil {
				logger.Error("reloading failed; the previous state stays in use", "error", err)
			} else {
				logger.Info("reloaded")
			}
		case stopping:
			logger.Warn("exiting immediately", "signal", s.String())
			os.Exit(128 + int(s.(syscall.Signal)))
		default:
			logger.Info("stopping", "signal", s.String())
			stopping = true
			stop()
		}
	}
}
