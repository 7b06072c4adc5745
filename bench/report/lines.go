package main

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
)

// lineCounter passes on complete lines only, so that a run that is killed leaves no truncated line.
// It counts the results.
type lineCounter struct {
	to      io.Writer // nil to count only
	rest    []byte    // start of a line whose end has not been written yet
	results int
}

func (l *lineCounter) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		end := bytes.IndexByte(l.rest, '\n')
		if end < 0 {
			return len(p), nil
		}
		line := l.rest[:end+1]
		if err := l.line(line); err != nil {
			return 0, err
		}
		l.rest = l.rest[end+1:]
	}
}

func (l *lineCounter) line(line []byte) error {
	if isResult(line) {
		l.results++
	}
	if l.to == nil {
		return nil
	}
	if _, err := l.to.Write(line); err != nil {
		return fmt.Errorf("report: write results: %w", err)
	}
	return nil
}

// flush passes on a last line without a newline, unless it is a result that may be truncated.
func (l *lineCounter) flush() error {
	if len(l.rest) == 0 || bytes.HasPrefix(l.rest, []byte("Benchmark")) {
		return nil
	}
	return l.line(append(l.rest, '\n'))
}

// isResult reports whether a line has a name, a number of operations, and measurements.
func isResult(line []byte) bool {
	fields := bytes.Fields(line)
	if len(fields) < 4 || !bytes.HasPrefix(fields[0], []byte("Benchmark")) {
		return false
	}
	_, err := strconv.Atoi(string(fields[1]))
	return err == nil
}
