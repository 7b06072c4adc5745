package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"time"
)

// run measures a plan of the benchmarks in the working directory. It writes the description of the
// machine and the output of the benchmarks to raw. If it ends early with an error, it has written
// complete lines, which can be reported.
func run(ctx context.Context, raw io.Writer, plan []part, limit time.Duration, short bool) (err error) {
	began := time.Now()
	temp, err := os.MkdirTemp("", "openleveldb-report-")
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	if err := describeMachine(ctx, raw, temp); err != nil {
		return err
	}
	s := &session{temp: temp, short: short, raw: raw}
	// Write the duration last, however the run ends.
	defer func() {
		_, printing := fmt.Fprintf(raw, "rounds: %d\nbenchtime: %v\ntook: %v\n", s.rounds, s.benchtime, time.Since(began).Round(time.Second))
		err = errors.Join(err, printing)
	}()
	least, most := minRounds, maxRounds
	if short {
		least, most = shortRounds, shortRounds
	}
	var each []measured
	found := 0 // benchmarks of parts that run once
	for _, p := range plan {
		benchtime := p.once
		if benchtime == "" {
			benchtime = "1x"
		}
		times := max(p.repeat, 1)
		if short {
			times = min(times, shortRounds)
		}
		var m measured
		for range times {
			if m, err = s.part(ctx, p, benchtime, p.once != ""); err != nil {
				return err
			}
		}
		if m.benchmarks == 0 {
			log.Printf("%s: left out: no benchmark matches %s", p.name, p.bench)
		} else if p.once == "" {
			if !short { // again, to measure the cost without building the databases
				if m, err = s.part(ctx, p, benchtime, false); err != nil {
					return err
				}
			}
			each = append(each, m)
		} else {
			found += m.benchmarks
		}
	}
	if len(each) == 0 && found > 0 {
		return s.failed
	}
	s.benchtime = benchtimeFor(each, limit-time.Since(began), least)
	log.Printf("%v per benchmark, %d rounds", s.benchtime, least)
	return s.interleave(ctx, each, least, most, began.Add(limit))
}

// session is a run in progress.
type session struct {
	plain     *binary // compiled when the first part needs it
	temp      string  // for binaries and databases
	short     bool
	raw       io.Writer
	rounds    int // completed
	benchtime time.Duration
	failed    error // errors of parts; their other results count
}

// interleave runs at least the smallest number of rounds, and more while they end before the
// deadline. Every second round runs in reverse order.
func (s *session) interleave(ctx context.Context, parts []measured, least, most int, deadline time.Time) error {
	if len(parts) == 0 {
		return errors.Join(s.failed, errors.New("report: no benchmark of the plan produced a result"))
	}
	order := make([]part, len(parts))
	for i, m := range parts {
		order[i] = m.part
	}
	for s.rounds < most {
		began := time.Now()
		for _, p := range order {
			if _, err := s.part(ctx, p, s.benchtime.String(), true); err != nil {
				return errors.Join(s.failed, err)
			}
		}
		slices.Reverse(order)
		s.rounds++
		took := time.Since(began)
		log.Printf("round %d took %v", s.rounds, took.Round(time.Second))
		end := time.Now().Add(took * time.Duration(max(least-s.rounds, 1)))
		if late := end.Sub(deadline); late > 0 {
			if s.rounds >= least {
				break
			}
			log.Printf("%d rounds will exceed the budget by %v; Ctrl-C stops and keeps the results so far", least, late.Round(time.Second))
		}
	}
	return s.failed
}

// binary returns the test binary of a part.
func (s *session) binary(ctx context.Context, p part) (b *binary, err error) {
	switch {
	case p.counted:
		log.Print("compiling the benchmarks, to count copies")
		return compileCounting(ctx, s.temp, s.short)
	case s.plain == nil:
		log.Print("compiling the benchmarks")
		s.plain, err = compile(ctx, ".", s.temp, s.short)
	}
	return s.plain, err
}

// part runs one part. A benchmark that fails does not end the session, and the other benchmarks of
// its part count.
func (s *session) part(ctx context.Context, p part, benchtime string, keep bool) (measured, error) {
	b, err := s.binary(ctx, p)
	if err != nil && p.counted && ctx.Err() == nil {
		log.Printf("%s: left out: %v", p.name, err) // the runtime cannot be modified here
		return measured{part: p}, nil
	}
	if err != nil {
		return measured{}, err
	}
	began := time.Now()
	lines := &lineCounter{}
	if keep {
		lines.to = s.raw
	}
	err = b.run(ctx, p.bench, benchtime, lines, p.flags...)
	err = errors.Join(err, lines.flush())
	m := measured{p, lines.results, time.Since(began)}
	log.Printf("%s: %d results in %v", p.name, m.benchmarks, m.took.Round(100*time.Millisecond))
	if err != nil && ctx.Err() == nil {
		log.Print(err)
		s.failed = errors.Join(s.failed, err)
		err = nil
	}
	return m, err
}
