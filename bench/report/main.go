package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"
	"time"
)

// compared is the default pattern of -compare. A pattern without a size would run all sizes, which
// takes hours.
const compared = `(ReadRandom|ReadSeq|FillSeq|FillBatch)/^store=openleveldb(-view|-into)?$/^size=(128B|1MiB)$`

func main() {
	log.SetFlags(log.Ltime)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := command(ctx)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func command(ctx context.Context) error {
	limit := flag.Duration("budget", 0, fmt.Sprintf("how long to measure (default %v, or %v with -short)", budget, budgetShort))
	parts := flag.String("parts", "", "run only the parts of plan.go whose names match this pattern")
	short := flag.Bool("short", false, "small databases and two rounds, for a trial run")
	from := flag.String("from", "", "write the report of these results and run nothing")
	out := flag.String("o", "REPORT.md", "the report; RESULTS.md and charts are written to the same directory")
	raw := flag.String("results", filepath.Join("report", "results.txt.gz"), "where the output of the benchmarks is kept, compressed by gzip")
	ref := flag.String("compare", "", "a commit to compare the working tree with, instead of a report")
	bench := flag.String("bench", compared, "with -compare: the benchmarks, a pattern as for go test")
	count := flag.Int("count", 6, "with -compare: rounds")
	benchtime := flag.Duration("benchtime", 200*time.Millisecond, "with -compare: how long each benchmark runs in each round")
	flag.Parse()
	if flag.NArg() > 0 {
		return fmt.Errorf("report: unexpected argument %q", flag.Arg(0))
	}
	switch {
	case *ref != "":
		return compare(ctx, comparison{".", *ref, *bench, *count, *benchtime, *short, os.Stdout})
	case *from != "":
		return write(*from, *out)
	}
	if *limit == 0 {
		*limit = budget
		if *short {
			*limit = budgetShort
		}
	}
	chosen, err := chooseParts(plan, *parts)
	if err != nil {
		return err
	}
	kept, err := createPacked(*raw)
	if err != nil {
		return err
	}
	failed := run(ctx, kept, chosen, *limit, *short)
	if err := kept.Close(); err != nil {
		return errors.Join(failed, fmt.Errorf("report: %w", err))
	}
	// After an error, report what was measured before it.
	return errors.Join(failed, write(*raw, *out))
}

// chooseParts returns the parts of a plan whose names match a pattern.
func chooseParts(plan []part, pattern string) ([]part, error) {
	names, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("report: -parts: %w", err)
	}
	chosen := slices.DeleteFunc(slices.Clone(plan), func(p part) bool { return !names.MatchString(p.name) })
	if len(chosen) == 0 {
		return nil, fmt.Errorf("report: -parts: no part matches %q", pattern)
	}
	return chosen, nil
}

// write writes the report of the results in a file, RESULTS.md with all tables next to it, and the
// charts.
func write(from, to string) error {
	r, err := readResults(from)
	if err != nil {
		return err
	}
	if len(r.all) == 0 {
		return fmt.Errorf("report: %s holds no results; %s was not written", from, to)
	}
	charts, err := drawCharts(r, filepath.Dir(to))
	if err != nil {
		return err
	}
	for path, writePage := range map[string]func(io.Writer, *results, []string) error{
		to: writeReport, filepath.Join(filepath.Dir(to), "RESULTS.md"): writeResults,
	} {
		var page bytes.Buffer
		if err := writePage(&page, r, charts); err != nil {
			return err
		}
		if err := os.WriteFile(path, page.Bytes(), 0o644); err != nil {
			return fmt.Errorf("report: %w", err)
		}
		log.Printf("wrote %s", path)
	}
	return nil
}
