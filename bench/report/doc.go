// Command report runs a fair subset of the benchmarks and writes bench/REPORT.md, bench/RESULTS.md and
// the charts.
//
//	go run ./report                      # in bench: about 40 minutes; keeps report/results.txt.gz
//	go run ./report -budget 25m          # less time per benchmark, wider intervals
//	go run ./report -short               # small databases, two rounds, about 2 minutes: a trial run
//	go run ./report -from report/results.txt.gz     # writes the pages again, runs nothing
//	go run ./report -compare v0.3.0 -bench ReadRandom   # benchstat of a commit and the working tree
//
// # Fairness
//
// The test binary is compiled once. Every round runs each part of the plan once (plan.go). Every
// second round runs the parts in reverse order, so that a machine that warms up or is shared treats
// all stores alike. go test -count would run one benchmark several times in a row. Databases are built
// in a round that is not counted, and are kept for the others. The same round measures what the parts
// cost, from which follows how long a benchmark runs so that all rounds fit into the budget. A
// benchmark gets the same time in all rounds.
//
// # Output
//
// A cell is the median over the rounds with its 95 % confidence interval, computed by
// golang.org/x/perf/benchmath as benchstat does. A ratio is shown where the Mann-Whitney U test finds a
// difference (p < 0.05). REPORT.md explains where other stores are faster by what the same benchmarks
// count: calls into C, allocations, bytes copied.
//
// # Files
//
//	what runs       plan.go (the table), run.go (rounds), binary.go, lines.go, machine.go, compare.go
//	results         results.go, table.go (cells), units.go, stores.go
//	the pages       report.go with choices.go and ahead.go, resultspage.go with section.go, sections.go
//	                and sentence.go; page.go is what both share
//	the charts      charts.go (the list), draw.go, scale.go (axes), theme.go (light and dark)
package main
