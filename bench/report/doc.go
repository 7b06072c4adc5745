// Command report runs a fair subset of the benchmarks and writes bench/REPORT.md, bench/RESULTS.md
// and the charts.
//
//	go run ./report              # in bench: about 50 minutes; keeps report/results.txt.gz
//	go run ./report -budget 25m  # less time per benchmark, wider intervals
//	go run ./report -short       # small databases, two rounds, about 2 minutes: a trial run
//	go run ./report -from report/results.txt.gz           # writes the pages again, runs nothing
//	go run ./report -compare v0.3.0 -bench ReadRandom     # a commit and the working tree
//
// # Fairness
//
// The test binary is compiled once. Every round runs each part of the plan once (plan.go). Every
// second round runs the parts in reverse order, so that load or a warming machine affects all
// stores alike. go test -count would run one benchmark several times in a row instead. Databases
// are built in a first round that is not counted, and are kept for the others. That round also
// measures the cost of the parts. From it follows how long a benchmark runs, so that all rounds fit
// into the budget. A benchmark runs for the same time in all rounds. Parts that read or write all
// of a database in each operation run first, several times with one operation each.
//
// # Output
//
// A cell is the median over the rounds with its 95 % confidence interval, computed by
// golang.org/x/perf/benchmath as in benchstat. A ratio is shown where the Mann-Whitney U test finds
// a difference (p < 0.05). Where another store is faster, REPORT.md lists counters of the same
// benchmarks that explain it: calls into C, allocations, bytes copied.
//
// # Files
//
//	what runs       plan.go (the table), run.go (rounds), binary.go, lines.go, machine.go,
//	                compare.go
//	results         results.go, table.go (cells), units.go, stores.go
//	the pages       report.go with choices.go and ahead.go, resultspage.go with section.go,
//	                sections.go and sentence.go; page.go is shared by both
//	the charts      charts.go (the list), draw.go, scale.go (axes), theme.go (light and dark)
package main
