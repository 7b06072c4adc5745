package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"
)

// canned returns made-up results of six rounds as the testing package prints them, with one
// benchmark that failed.
func canned(t *testing.T) *results {
	t.Helper()
	r, err := readResults(filepath.Join("testdata", "results.txt"))
	require.NoError(t, err)
	return r
}

func TestResults(t *testing.T) {
	r := canned(t)
	assert.Equal(t, "0123456789ab", r.get("commit"))
	assert.Equal(t, "v2.1.7", r.get("module-github.com/cockroachdb/pebble/v2"))
	assert.Equal(t, "34m12s", r.get("took"), "a setting after the last result")
	assert.Equal(t, []string{"BenchmarkReadRandom/store=badger/size=16MiB"}, r.failed)

	// Compress the results and truncate the file, as if the process had been killed. The results
	// before that point count.
	data, err := os.ReadFile(filepath.Join("testdata", "results.txt"))
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "results.txt.gz")
	out, err := createPacked(path)
	require.NoError(t, err)
	_, err = out.Write(data)
	require.NoError(t, err)
	cut, err := os.ReadFile(path) // before Close
	require.NoError(t, err)
	require.NoError(t, out.Close())
	require.NoError(t, os.WriteFile(path, cut, 0o644))
	again, err := readResults(path)
	require.NoError(t, err)
	assert.Len(t, again.all, len(r.all))

	_, err = readResults(filepath.Join(t.TempDir(), "missing"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestTable(t *testing.T) {
	table, err := newTable(canned(t), `.name:ReadRandom `+copying, "/store", "/size", "sec/op", "nobody", "openleveldb")
	require.NoError(t, err)
	assert.Equal(t, "openleveldb", table.baseline)
	assert.Equal(t, []string{"openleveldb", "native", "levigo", "python"}, table.rows, "in the order of stores, none that was not measured")
	assert.Equal(t, []string{"128B", "64KiB", "1MiB"}, table.columns)
	assert.Equal(t, 6, table.rounds())

	assert.Regexp(t, `^\d\.\d\d µs ±\d+%$`, table.text("openleveldb", "128B"))
	assert.Regexp(t, `^\d\d\.\d µs ±\d+% \(\d\d\.\d×\)$`, table.text("python", "128B"))
	assert.Regexp(t, `^\d\.\d\d µs ±\d+% \(\*\*0\.\d\d×\*\*\)$`, table.text("native", "128B"))
	assert.Equal(t, "–", table.text("badger", "128B"))
	assert.Equal(t, table.columns, table.beaten("native"))
	assert.Empty(t, table.beaten("openleveldb"))

	_, err = newTable(canned(t), `.name:(`, "/store", "/size", "sec/op")
	require.Error(t, err)
}

// TestNoDifference checks that no difference is reported for equal samples or for too few rounds.
func TestNoDifference(t *testing.T) {
	r := parse(t, "BenchmarkOpen/store=openleveldb", "100 110 120 130 140 150", "BenchmarkOpen/store=levigo", "101 111 121 131 141 151")
	table, err := newTable(r, ".name:Open", "/store", "/size", "sec/op", "openleveldb")
	require.NoError(t, err)
	assert.Contains(t, table.text("levigo", ""), "(~)")

	r = parse(t, "BenchmarkOpen/store=openleveldb", "100 110", "BenchmarkOpen/store=levigo", "10 11")
	table, err = newTable(r, ".name:Open", "/store", "/size", "sec/op", "openleveldb")
	require.NoError(t, err)
	assert.Equal(t, "10.5 ns ±∞ (~)", table.text("levigo", ""))
	assert.Empty(t, table.beaten("levigo"))

	r = parse(t, "BenchmarkOpen/store=openleveldb", "100", "BenchmarkOpen/store=levigo", "10")
	table, err = newTable(r, ".name:Open", "/store", "/size", "sec/op", "openleveldb")
	require.NoError(t, err)
	assert.Equal(t, "10.0 ns", table.text("levigo", ""))
}

// parse returns results made of names and times.
func parse(t *testing.T, namesAndTimes ...string) *results {
	t.Helper()
	var b strings.Builder
	for i := 0; i < len(namesAndTimes); i += 2 {
		for value := range strings.FieldsSeq(namesAndTimes[i+1]) {
			b.WriteString(namesAndTimes[i] + " 100 " + value + " ns/op\n")
		}
	}
	r, err := parseResults([]byte(b.String()), "test")
	require.NoError(t, err)
	return r
}

// TestLeads checks that only figures decide who is ahead, and that they come with the counters of
// the same benchmark.
func TestLeads(t *testing.T) {
	const fast, slow = "10 11 12 13 14 15", "100 110 120 130 140 150"
	rows := func(ours, levigo string) [][]string {
		var b strings.Builder
		for store, values := range map[string]string{"openleveldb": ours, "levigo": levigo, "openleveldb-remote": fast, "native": fast} {
			calls := map[string]int{"levigo": 2}[store]
			for value := range strings.FieldsSeq(values) {
				fmt.Fprintf(&b, "BenchmarkOpen/store=%s/size=1B 100 %s ns/op %d cgo/op 0 allocs/op\n", store, value, calls)
			}
		}
		r, err := parseResults([]byte(b.String()), "test")
		require.NoError(t, err)
		s := section{group: "Opening", title: "Open", filter: ".name:Open", rows: "/store", column: "/size", unit: "sec/op", baselines: []string{"openleveldb"}}
		table, err := newTable(r, s.filter, s.rows, s.column, s.unit, s.baselines...)
		require.NoError(t, err)
		var all [][]string
		for _, l := range s.leads(table) {
			row, err := l.row(r)
			require.NoError(t, err)
			all = append(all, row)
		}
		return all
	}
	assert.Equal(t, [][]string{{"Opening: open", "1B", "levigo", "0.10×", "12.5 ns, openleveldb 125 ns", "calls into C: 2, 0"}}, rows(slow, fast))
	assert.Empty(t, rows(fast, slow))
	assert.Empty(t, rows(fast, fast))
}

func TestSentence(t *testing.T) {
	r := parse(t, "BenchmarkOpen/store=openleveldb/size=1B", "100", "BenchmarkOpen/store=levigo/size=1B", "250")
	table, err := newTable(r, ".name:Open", "/store", "/size", "sec/op", "openleveldb")
	require.NoError(t, err)
	text, err := sentence(table, `{{value "levigo" "1B"}}, {{ratio "levigo" "openleveldb" "1B"}}`)
	require.NoError(t, err)
	assert.Equal(t, "250 ns, 2.50×", text)
	for _, missing := range []string{`{{value "pebble" "1B"}}`, `{{ratio "levigo" "openleveldb" "2B"}}`, `{{nothing}}`} {
		_, err = sentence(table, missing)
		require.Error(t, err, missing)
	}
}

// TestDeclared checks that every declared filter and projection can be parsed, and that every chart
// that a section names exists.
func TestDeclared(t *testing.T) {
	r := canned(t)
	named := map[string]bool{}
	for _, c := range charts {
		_, err := c.tables(r)
		require.NoError(t, err, c.name)
		named[c.name] = true
	}
	used := map[string]bool{}
	for _, s := range sections {
		_, err := newTable(r, s.filter, s.rows, s.column, s.unit)
		require.NoError(t, err, s.title)
		if s.chart != "" {
			assert.Contains(t, named, s.chart)
			used[s.chart] = true
		}
	}
	assert.Equal(t, named, used, "every chart stands above a section")
	for _, p := range promises {
		assert.NotEqual(t, p.atMost > 0, p.atLeast > 0, p.what)
	}
	for _, name := range highlights {
		assert.Contains(t, named, name)
	}
	for _, c := range choices {
		_, _, err := c.row(r)
		require.NoError(t, err, c.need)
	}
}

// TestReport writes the pages of the canned results, as -from does.
func TestReport(t *testing.T) {
	out := filepath.Join(t.TempDir(), "REPORT.md")
	require.NoError(t, write(filepath.Join("testdata", "results.txt"), out))
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	report := string(data)
	for _, part := range []string{
		"Canned CPU", "**Failed**: BenchmarkReadRandom/store=badger/size=16MiB",
		"## What to choose", "srcset=\"charts/reads-dark.svg\"",
		"## Where others are better", "| Random reads: reads that borrow | 128B",
	} {
		assert.Contains(t, report, part)
	}
	data, err = os.ReadFile(filepath.Join(filepath.Dir(out), "RESULTS.md"))
	require.NoError(t, err)
	results := string(data)
	for _, part := range []string{
		"Canned CPU", "| github.com/cockroachdb/pebble/v2 | v2.1.7 |", "| rounds | 6 |", "34m12s",
		"**Failed**: BenchmarkReadRandom/store=badger/size=16MiB",
		"### Reads that borrow: time per operation", "| **openleveldb-view** (1×) |",
		"srcset=\"charts/reads-dark.svg\"", "### Growth: time per random read",
		"### Rows gathered from the disk: time per entry", "| **openleveldb-into** (1×) |", "srcset=\"charts/cold-dark.svg\"",
		"| io_uring-direct |", "### Sorted entries: time per entry", "| **openleveldb-batches** (1×) |",
	} {
		assert.Contains(t, results, part)
	}
	for _, page := range []string{report, results} {
		assert.NotContains(t, page, "| badger |", "a store without results")
		assert.NotContains(t, page, "Scans: Backward", "a section without results")
		assert.NotContains(t, page, "%!", "a format without its value")
	}

	drawn, err := filepath.Glob(filepath.Join(filepath.Dir(out), chartsDirectory, "*.svg"))
	require.NoError(t, err)
	assert.Len(t, drawn, 2*len(charts), "each in both themes")
	for _, path := range drawn {
		requireSVG(t, path)
		assert.Contains(t, results, chartsDirectory+"/"+filepath.Base(path))
	}

	data, err = os.ReadFile(out)
	require.NoError(t, err)
	empty := filepath.Join(t.TempDir(), "results.txt")
	require.NoError(t, os.WriteFile(empty, []byte("go: go1.26\n"), 0o644))
	require.ErrorContains(t, write(empty, out), "no results")
	kept, err := os.ReadFile(out)
	require.NoError(t, err)
	assert.Equal(t, data, kept, "left as it was")
}

// requireSVG checks that a picture is valid XML.
func requireSVG(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	texts := 0
	for d := xml.NewDecoder(f); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err, path)
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "text" {
			texts++
		}
	}
	assert.Positive(t, texts, path)
}

func TestBenchtime(t *testing.T) {
	parts := []measured{
		{part{cost: 2}, 100, 10 * time.Second},
		{part{cost: 1}, 50, 5 * time.Second},
	}
	// 6 rounds of 40 s: 15 s of each are fixed, 25 s are left for 250 seconds of benchtime.
	assert.Equal(t, 100*time.Millisecond, benchtimeFor(parts, 240*time.Second, 6))
	assert.Equal(t, minBenchtime, benchtimeFor(parts, time.Second, 6))
	assert.Equal(t, maxBenchtime, benchtimeFor(parts, time.Hour, 6))
	assert.Equal(t, minBenchtime, benchtimeFor(nil, time.Hour, 6))
}

func TestLines(t *testing.T) {
	var out bytes.Buffer
	l := &lineCounter{to: &out}
	for _, piece := range []string{"goos: li", "nux\nBenchmarkA/b=1-2 \t 10\t", "5 ns/op\nBenchmarkB-2 \t--- FAIL: BenchmarkB\nBenchmarkC-2  \t"} {
		n, err := l.Write([]byte(piece))
		require.NoError(t, err)
		assert.Equal(t, len(piece), n)
	}
	require.NoError(t, l.flush())
	assert.Equal(t, 1, l.results)
	assert.Equal(t, "goos: linux\nBenchmarkA/b=1-2 \t 10\t5 ns/op\nBenchmarkB-2 \t--- FAIL: BenchmarkB\n", out.String())
}

func TestQuantities(t *testing.T) {
	for label, want := range map[string]float64{"128B": 128, "64KiB": 65536, "16MiB": 1 << 24, "10000": 1e4, "entries=1e7": 1e7} {
		got, err := parseQuantity(label)
		require.NoError(t, err)
		assert.Equal(t, want, got, label)
	}
	_, err := parseQuantity("large")
	require.Error(t, err)
	for value, want := range map[float64]string{1e4: "10k", 1e7: "10M", 20480: "20480", 2.5e9: "2.5G"} {
		assert.Equal(t, want, shortCount(value))
	}
	for _, c := range []struct {
		value      float64
		unit, want string
	}{
		{1.2345e-6, "sec/op", "1.23 µs"}, {99.96e-9, "sec/op", "100 ns"}, {3.1e-4, "open-sec/op", "310 µs"}, {0, "B/op", "0 B"},
		{1536, "rss-anon-B", "1.50 KiB"}, {3, "allocs/op", "3"}, {1.5, "cgo/op", "1.50"}, {0.01754, "cgo/entry", "0.0175"},
		{-4096, "rss-file-B", "-4.00 KiB"},
	} {
		assert.Equal(t, c.want, amount(c.value, c.unit))
	}
}

// TestSpread checks that names that would overlap move apart, and that others stay.
func TestSpread(t *testing.T) {
	places := []float64{0, 50, 52, 54, 99}
	lengths := lengthsOf(places)
	spread(lengths, 10, 0, 100)
	assert.Equal(t, lengthsOf([]float64{0, 42, 52, 62, 99}), lengths)
	lengths = lengthsOf([]float64{98, 99, 100})
	spread(lengths, 10, 0, 100)
	assert.Equal(t, lengthsOf([]float64{80, 90, 100}), lengths)
}

// TestInterrupted checks that a run that ends early leaves what it has printed so far.
func TestInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var raw bytes.Buffer
	require.ErrorIs(t, run(ctx, &raw, plan, time.Minute, true), context.Canceled)
	r, err := parseResults(raw.Bytes(), "test")
	require.NoError(t, err)
	assert.NotEmpty(t, r.get("go"))
	assert.NotEmpty(t, r.get("took"))
}

func lengthsOf(values []float64) []vg.Length {
	lengths := make([]vg.Length, len(values))
	for i, v := range values {
		lengths[i] = vg.Length(v)
	}
	return lengths
}
