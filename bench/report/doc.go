// Command report runs a fair subset of the benchmarks and writes what they say: bench/REPORT.md with tables, and charts beside it.
//
//	go run ./report                      # in bench: about 40 minutes, then REPORT.md, charts/*.svg, report/results.txt.gz
//	go run ./report -budget 25m          # shorter stretches, wider intervals
//	go run ./report -short               # small databases, two rounds, about 2 minutes: to see that it works
//	go run ./report -from report/results.txt.gz     # writes the report again from what was measured, runs nothing
//	go run ./report -compare v0.3.0 -bench ReadRandom   # benchstat between a commit and the working tree
//
// # Fair
//
// The test binary is compiled once. Every round runs each part of the plan once (plan.go), and every other round runs the parts
// backwards, so that a machine that grows warm, or is shared, wrongs all stores alike; `go test -count` would repeat one
// benchmark after the other. Databases are built in a round that is not counted, and kept for the others. That round also tells
// what the parts cost, and so how long a benchmark may run for the rounds to fit into the budget. The same time is given in all.
//
// # What is written
//
// Cells are medians over the rounds with their 95 % confidence intervals, by golang.org/x/perf/benchmath, as benchstat has them.
// A ratio is shown where the Mann-Whitney U test finds a difference (p < 0.05). Sentences that say who is faster are made of
// the figures (claims.go): the code holds the reasons only, and gives a reason where the figures show what it explains.
//
// # Files
//
//	what is run     plan.go (the table), run.go (rounds), binary.go, lines.go, machine.go (what it ran on), compare.go (two commits)
//	what came out   results.go, table.go (cells), units.go, stores.go (names, colours, why one is fast)
//	what is said    section.go and sections.go, claims.go (sentences made of figures), bars.go and choices.go (the summary), markdown.go (the page)
//	what is drawn   charts.go (the list), draw.go, scale.go (axes), theme.go (on white and on black)
package main
