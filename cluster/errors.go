package cluster

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"

	tikverr "github.com/tikv/client-go/v2/error"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Errors of the connection to the cluster, for errors.Is. They are the same as those of package
// remote. Other errors are those of a local database: leveldb.ErrNotFound, leveldb.ErrTooLarge, …
var (
	// ErrUnavailable means that PD or TiKV cannot be reached, or that a region has no leader. If
	// the error also matches os.ErrDeadlineExceeded, Options.Timeout has passed.
	ErrUnavailable = driver.ErrUnavailable
	// ErrOutcomeUnknown means that a transaction was sent and no response came. The write may have
	// been done, or may never be done. The error wraps the cause, such as context.Canceled.
	ErrOutcomeUnknown = driver.ErrOutcomeUnknown
	// ErrExpired means that garbage collection has removed the state that a snapshot, a loop or a
	// cursor reads.
	ErrExpired = driver.ErrExpired
)

// errTorn means that a chunk of a large value is missing.
var errTorn = errors.New("a chunk is missing")

// classes maps errors of the client to classes.
var classes = []struct{ err, class error }{
	{tikverr.ErrTiKVServerTimeout, driver.ErrUnavailable},
	{tikverr.ErrTiKVServerBusy, driver.ErrUnavailable},
	{tikverr.ErrTiKVStaleCommand, driver.ErrUnavailable},
	{tikverr.ErrTiKVMaxTimestampNotSynced, driver.ErrUnavailable},
	{tikverr.ErrRegionUnavailable, driver.ErrUnavailable},
	{tikverr.ErrRegionDataNotReady, driver.ErrUnavailable},
	{tikverr.ErrRegionNotInitialized, driver.ErrUnavailable},
	{tikverr.ErrRegionRecoveryInProgress, driver.ErrUnavailable},
	{tikverr.ErrResolveLockTimeout, driver.ErrUnavailable},
	{tikverr.ErrLockWaitTimeout, driver.ErrUnavailable},
	{context.DeadlineExceeded, driver.ErrUnavailable},
	{context.Canceled, driver.ErrUnavailable}, // by the client
}

// classify returns an error of the client as an error of this package.
func classify(err error) error {
	var known *driver.Error
	if errors.As(err, &known) || errors.Is(err, driver.ErrNotFound) {
		return err
	}
	if errors.Is(err, tikverr.ErrNotExist) {
		return driver.ErrNotFound
	}
	for _, c := range classes {
		if errors.Is(err, c.err) {
			return &driver.Error{Class: c.class, Text: text(err), Cause: timeout(err)}
		}
	}
	var (
		collected *tikverr.ErrGCTooEarly
		pd        *tikverr.ErrPDServerTimeout
		busy      *tikverr.ErrTokenLimit
		entry     *tikverr.ErrEntryTooLarge
		all       *tikverr.ErrTxnTooLarge
		conflict  *tikverr.ErrWriteConflict
		retryable *tikverr.ErrRetryable
	)
	switch {
	case errors.As(err, &collected):
		return expired()
	case errors.As(err, &pd), errors.As(err, &busy), errors.As(err, &conflict), errors.As(err, &retryable):
		return &driver.Error{Class: driver.ErrUnavailable, Text: text(err)}
	case errors.As(err, &entry), errors.As(err, &all), strings.Contains(err.Error(), "KeyTooLarge"):
		return &driver.Error{Class: driver.ErrTooLarge, Text: text(err)}
	case errors.Is(err, tikverr.ErrTiKVDiskFull):
		return &driver.Error{Class: driver.ErrIO, Text: text(err), Cause: syscall.ENOSPC}
	case disconnected(err.Error()):
		return &driver.Error{Class: driver.ErrUnavailable, Text: text(err)}
	}
	return &driver.Error{Class: driver.ErrIO, Text: text(err)}
}

// disconnected reports whether a text without a type is about the connection to PD or TiKV. The
// client loses the types of many such errors when it retries.
func disconnected(text string) bool {
	for _, part := range []string{
		"rpc error: ", "[pd]", "[PD:", "region not found", "no leader", "not leader", "EpochNotMatch",
		"not_leader:", "region_not_found:", "epoch_not_match:", "server_is_busy:", "stale_command:",
		"store_not_match:", "not_ready", "merging_mode:", "is not ready", "connection", "context canceled", "deadline exceeded", "get timestamp failed",
		tikverr.MismatchClusterID,
	} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// timeout returns the cause of an error because Options.Timeout has passed.
func timeout(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return os.ErrDeadlineExceeded
	}
	return nil
}

// text returns the message of an error on one line, without the stack that the client may add.
func text(err error) string {
	s := err.Error()
	if i := strings.Index(s, "\ngithub.com/"); i >= 0 {
		s = s[:i]
	}
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\n", "; "), "?")
}

func expired() error {
	return &driver.Error{Class: driver.ErrExpired, Text: "garbage collection has removed this state of the database"}
}

// unknown returns the error of a write that may or may not have been done.
func unknown(err error) error {
	return &driver.Error{Class: driver.ErrOutcomeUnknown, Text: text(err), Cause: driver.ErrUnavailable}
}
