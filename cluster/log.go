package cluster

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"

	plog "github.com/pingcap/log"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"google.golang.org/grpc/grpclog"
)

// The TiKV client logs to a process-wide logger, which writes to standard error, and whose Fatal
// ends the process. Package cluster replaces it.

// sink is the logger that receives the messages; nil discards them.
var sink atomic.Pointer[slog.Logger]

// fatals has the start timestamps of the transactions with whose messages the client would have
// ended the process.
var fatals sync.Map

var replaceLogger = sync.OnceFunc(func() {
	level := zap.NewAtomicLevelAt(zap.InfoLevel)
	logger := zap.New(toSlog{}, zap.WithFatalHook(survive{}))
	plog.ReplaceGlobals(logger, &plog.ZapProperties{Core: toSlog{}, Level: level})
})

// init silences gRPC, which would write errors of connections to standard error. Its logger must be
// set before any other goroutine uses it; a program may still set another one.
func init() { grpclog.SetLoggerV2(grpclog.NewLoggerV2(io.Discard, io.Discard, io.Discard)) }

// routeLogs makes logger receive the messages of the client, unless it is nil.
func routeLogs(logger *slog.Logger) {
	replaceLogger()
	if logger != nil {
		sink.Store(logger)
	}
}

// survive is called after a fatal message. The client then continues. Where that would return a
// wrong result, the message has the start timestamp of the transaction, and commit looks for it.
// The only message without one is about errors that are also retried or returned.
type survive struct{}

// OnWrite implements zapcore.CheckWriteHook.
func (survive) OnWrite(_ *zapcore.CheckedEntry, fields []zapcore.Field) {
	for _, f := range fields {
		if f.Key == "startTS" && f.Type == zapcore.Uint64Type {
			fatals.Store(uint64(f.Integer), true)
		}
	}
}

// toSlog is a zapcore.Core that passes messages to sink.
type toSlog struct{ fields []zapcore.Field }

func slogLevel(level zapcore.Level) slog.Level {
	switch {
	case level <= zapcore.DebugLevel:
		return slog.LevelDebug
	case level == zapcore.InfoLevel:
		return slog.LevelInfo
	case level == zapcore.WarnLevel:
		return slog.LevelWarn
	}
	return slog.LevelError
}

// Enabled implements zapcore.LevelEnabler.
func (toSlog) Enabled(level zapcore.Level) bool {
	logger := sink.Load()
	return level >= zapcore.FatalLevel || logger != nil && logger.Enabled(context.Background(), slogLevel(level))
}

// With implements zapcore.Core.
func (c toSlog) With(fields []zapcore.Field) zapcore.Core {
	return toSlog{append(c.fields[:len(c.fields):len(c.fields)], fields...)}
}

// Check implements zapcore.Core.
func (c toSlog) Check(e zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if c.Enabled(e.Level) {
		return checked.AddCore(e, c)
	}
	return checked
}

// Write implements zapcore.Core.
func (c toSlog) Write(e zapcore.Entry, fields []zapcore.Field) error {
	logger := sink.Load()
	if logger == nil {
		return nil
	}
	values := zapcore.NewMapObjectEncoder()
	for _, f := range c.fields {
		f.AddTo(values)
	}
	for _, f := range fields {
		f.AddTo(values)
	}
	attrs := make([]slog.Attr, 0, len(values.Fields))
	for name, value := range values.Fields {
		attrs = append(attrs, slog.Any(name, value))
	}
	logger.LogAttrs(context.Background(), slogLevel(e.Level), e.Message, attrs...)
	return nil
}

// Sync implements zapcore.Core.
func (toSlog) Sync() error { return nil }

// report logs an error of a background task that no caller receives.
func report(what string, err error) {
	if logger := sink.Load(); logger != nil && err != nil {
		logger.Warn("cluster: "+what, "error", err)
	}
}
