package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchproc"
)

// results holds the parsed output of a run.
type results struct {
	all      []*benchfmt.Result
	settings []setting // of the machine and the run, in file order
	failed   []string  // benchmarks that failed, each once
	skipped  []string
}

// setting is a line "key: value".
type setting struct{ key, value string }

// get returns the value of a setting, or an empty string if it is missing.
func (r *results) get(key string) string {
	for _, s := range r.settings {
		if s.key == key {
			return s.value
		}
	}
	return ""
}

// readResults reads a file that a run has written, compressed by gzip or not.
func readResults(path string) (*results, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("report: unpack %s: %w", path, err)
		}
		if data, err = io.ReadAll(unpacked); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fmt.Errorf("report: unpack %s: %w", path, err)
		}
	}
	return parseResults(data, path)
}

var (
	settingLine = regexp.MustCompile(`^([a-z][^[:upper:][:space:]]*):[ \t]+(.*)$`)
	failLine    = regexp.MustCompile(`--- (FAIL|SKIP): (\S+)`)
)

func parseResults(data []byte, name string) (*results, error) {
	r := &results{}
	reader := benchfmt.NewReader(bytes.NewReader(data), name)
	for reader.Scan() {
		switch record := reader.Result().(type) {
		case *benchfmt.Result:
			r.all = append(r.all, record.Clone())
		case *benchfmt.SyntaxError:
			// A benchmark that fails or logs invalidates only its line. Failures are reported
			// below.
			log.Printf("%s: line %d skipped: %s", name, record.Line, record.Msg)
		}
	}
	if err := reader.Err(); err != nil {
		return nil, fmt.Errorf("report: read %s: %w", name, err)
	}
	seen := map[string]int{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		if m := failLine.FindStringSubmatch(lines.Text()); m != nil {
			list := &r.failed
			if m[1] == "SKIP" {
				list = &r.skipped
			}
			if !slices.Contains(*list, m[2]) {
				*list = append(*list, m[2])
			}
			continue
		}
		m := settingLine.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		value := strings.TrimSpace(m[2])
		if at, found := seen[m[1]]; found {
			r.settings[at].value = value
		} else {
			seen[m[1]] = len(r.settings)
			r.settings = append(r.settings, setting{m[1], value})
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("report: read %s: %w", name, err)
	}
	return r, nil
}

// each calls visit for every result that matches the filter and has a measurement in the unit. Unit
// and filter are in the form of benchproc: seconds and bytes have no prefix.
func (r *results) each(filter, unit string, visit func(result *benchfmt.Result, value float64)) error {
	f, err := benchproc.NewFilter(filter)
	if err != nil {
		return fmt.Errorf("report: filter %s: %w", filter, err)
	}
	for _, result := range r.all {
		value, found := result.Value(unit)
		if !found {
			continue
		}
		match, err := f.Match(result)
		if err != nil {
			return fmt.Errorf("report: filter %s: %w", filter, err)
		}
		if match.Any() {
			visit(result, value)
		}
	}
	return nil
}

// packed is the gzip file for a run's output. Data is in the file after each flush, even if
// the process is killed.
type packed struct {
	file *os.File
	gzip *gzip.Writer
}

func createPacked(path string) (*packed, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	return &packed{f, gzip.NewWriter(f)}, nil
}

func (p *packed) Write(data []byte) (int, error) {
	n, err := p.gzip.Write(data)
	return n, errors.Join(err, p.gzip.Flush())
}

// Close closes the file. Calling it again has no effect.
func (p *packed) Close() error {
	if p.file == nil {
		return nil
	}
	err := errors.Join(p.gzip.Close(), p.file.Close())
	p.file = nil
	return err
}
