#!/bin/sh
# Runs every fuzz target of the module for TIME (go test -fuzztime). go test -fuzz takes one target
# at a time. With -unguided, mutations are not guided by coverage: a build that records coverage
# takes much longer than a short run.
# usage: scripts/fuzz.sh [-unguided] TIME [PACKAGE...]
set -eu

guided=-fuzz=Fuzz
[ "${1-}" != -unguided ] || {
	guided=
	shift
}
[ $# -gt 0 ] || {
	echo 'usage: scripts/fuzz.sh [-unguided] TIME [PACKAGE...]' >&2
	exit 2
}
time=$1
shift
[ $# -gt 0 ] || set -- ./...
go=${GO:-go}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A package's targets are listed line by line, then "ok PACKAGE SECONDS".
"$go" test -list '^Fuzz' "$@" >"$tmp/list" || {
	cat "$tmp/list" >&2
	exit 1
}
awk '/^Fuzz/ { target[n++] = $1 } $1 == "ok" { for (i = 0; i < n; i++) print $2, target[i]; n = 0 }' \
	"$tmp/list" >"$tmp/targets"
[ -s "$tmp/targets" ] || {
	echo 'fuzz: no fuzz target found' >&2
	exit 1
}

# go test -fuzz would link the package's tests again for each target, which takes longer than a
# short run. The flags and the directory of the corpus are those of go test.
corpus=$("$go" env GOCACHE)/fuzz
built=
failed=
while read -r package target; do
	if [ "$package" != "$built" ]; then
		directory=$("$go" list -f '{{.Dir}}' "$package")
		"$go" test -c $guided -o "$tmp/fuzz.test" "$package" </dev/null
		built=$package
	fi
	echo "fuzz: $package $target for $time"
	if (cd "$directory" && exec "$tmp/fuzz.test" -test.paniconexit0 -test.timeout 10m -test.run '^$' \
		-test.fuzz "^$target\$" -test.fuzztime "$time" -test.fuzzcachedir "$corpus/$package") >"$tmp/log" 2>&1 </dev/null; then
		grep '^fuzz: elapsed' "$tmp/log" | tail -n 1
		continue
	fi
	# https://go.dev/issue/75804: before Go 1.27, reaching the time limit can be reported as a
	# failure of the target. A failing input is saved and named, and one that hangs is reported as
	# hung, so neither is mistaken for this.
	if grep -q '^ *context deadline exceeded$' "$tmp/log" &&
		! grep -qE 'Failing input written|failing input|panic:|hung or terminated' "$tmp/log"; then
		echo "fuzz: $target: no failing input, only the end of the time limit (go.dev/issue/75804)"
		continue
	fi
	cat "$tmp/log"
	failed="$failed $target"
done <"$tmp/targets"

[ -z "$failed" ] || {
	echo "fuzz: failed:$failed" >&2
	exit 1
}
