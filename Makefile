# Every command for developers and CI. Needs GNU make 3.81, which macOS includes, or later.

SHELL := /bin/sh
.DEFAULT_GOAL := help
# The go command already uses all processors.
.NOTPARALLEL:

GO ?= go
# Flags added to every go test, such as TESTFLAGS='-run Key -v'.
TESTFLAGS ?=
# How long each fuzz target runs: a duration, or a number of executions such as 10000x.
FUZZTIME ?= 1m
FUZZTIME_SHORT ?= 300ms
# How many seconds the processes of `make processes` work.
SECONDS ?= 60
# The number of variants of `make damage`, of rounds of `make crash`, and of seconds of `make soak`.
DAMAGE ?= 3000
ROUNDS ?= 300
SOAK ?= 600
# Where `make install` installs files. Packages set DESTDIR, which is prepended.
PREFIX ?= /usr/local
DESTDIR ?=
# How much `make test-cluster-raft` copies into the cluster and out, in megabytes.
MEGABYTES ?= 2000
# The commit that openleveldb --version prints.
VERSION = -X github.com/openleveldb/openleveldb/cmd/internal/commands.commit=$(shell git describe --always --abbrev=40 --dirty --exclude '*' 2>/dev/null)
# The commit that `make bench-compare` compares the working tree with, a pattern of benchmarks to
# run instead of the usual ones, and the number of rounds.
REF ?=
BENCH ?=
COUNT ?= 6
# Flags of `make bench-report`, such as '-budget 25m' or -short.
REPORTFLAGS ?=
# For `make mutants`: the packages to mutate, the number of mutants of each (0 means all), the seed
# that selects them, a pattern of mutants to test, and a pattern of tests to skip. SKIP excludes
# long comparisons with Python, which would run against every survivor.
PKG ?= ./codec ./ndarray
SAMPLE ?= 0
SEED ?= 1
ONLY ?=
SKIP ?= Live|Every[CF]|NumpyPrintsFloats|PythonReads|ReadsWhatPython
STATICCHECK ?= v0.8.2
GOVULNCHECK ?= v1.9.0

# scripts/install-leveldb.sh creates this Python environment if the system's Python lacks Plyvel.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

# On Apple silicon, compilers do not search Homebrew's prefix.
ifeq ($(shell uname -s),Darwin)
BREW := $(filter-out /usr/local,$(shell brew --prefix 2>/dev/null))
ifneq ($(BREW),)
export CGO_CPPFLAGS := -I$(BREW)/include $(CGO_CPPFLAGS)
export CGO_LDFLAGS := -L$(BREW)/lib $(CGO_LDFLAGS)
endif
endif

# If this is set, a test that does not find Plyvel or numpy fails. Otherwise it is skipped
# (internal/python).
REQUIRE_PYTHON := OPENLEVELDB_REQUIRE_PYTHON=1

# The packages of long tests that also run in the build that poisons borrowed memory.
LOCAL_TESTS := $(addprefix ./internal/tests/,interop crash damage diskfull large)

# Comparisons of formats and messages with Python. `make test` runs them. They are slow under a
# sanitizer, which would find nothing.
FORMATS := ^Test(Interop(GoTo|PythonTo)|Python(And|Answers|Calls|Errors|Reads|Refusals)|LiveNumpy|Numpy|CanCastAsNumpy|AsTypeAsNumpy|EveryCharacter)

# Long tests of files and of disk errors. `make test` runs them. The builds that check memory and
# concurrency would add nothing but their time.
OF_FILES := ^Test(BackupFaults|BuildFaults|CompactA|CopyCanceled|CopyLikeMaps|Cold|LongKeys|MoreThanAThousand|ManyDatabases|OpenOptions|ReadOnlyReplay|Repair|TablesOfBothWriters|DeleteRangeFails|Comparator(Estimates|Model|Repairs|Compacts)|Client(SnapshotIsKept|ReadOnlyConformance))

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: build ## install what is missing, build, then write and read values of every type
	@PATH="$(CURDIR)/bin:$$PATH" scripts/demo.sh

.PHONY: test
test: deps-test ## install what the tests need, run them all
	$(REQUIRE_PYTHON) $(GO) test $(TESTFLAGS) ./...

.PHONY: build
# Without version control stamping, the build depends neither on git nor on the owner of the clone.
build: deps ## build the command line, bin/openleveldb, and its licenses, bin/NOTICE
	$(GO) build -buildvcs=false -ldflags "$(VERSION)" -o bin/ ./cmd/openleveldb
	@GO="$(GO)" scripts/notice.sh >bin/NOTICE

BINDIR = $(DESTDIR)$(PREFIX)/bin
MANDIR = $(DESTDIR)$(PREFIX)/share/man/man1
BASH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
DOCDIR = $(DESTDIR)$(PREFIX)/share/doc/openleveldb
FISH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d

.PHONY: install
# It does not build, because root often has no Go. Run make build first.
install: ## install the build, manual pages and completions below PREFIX (/usr/local)
	@test -x bin/openleveldb || { echo "bin/openleveldb is missing: run make build first"; exit 1; }
	umask 022 && mkdir -p "$(BINDIR)" "$(MANDIR)" "$(BASH_COMPLETIONS)" "$(ZSH_COMPLETIONS)" "$(FISH_COMPLETIONS)"
	install -m 755 bin/openleveldb "$(BINDIR)/openleveldb"
	umask 022 && bin/openleveldb man "$(MANDIR)" >/dev/null
	umask 022 && bin/openleveldb completion bash >"$(BASH_COMPLETIONS)/openleveldb"
	umask 022 && bin/openleveldb completion zsh >"$(ZSH_COMPLETIONS)/_openleveldb"
	umask 022 && bin/openleveldb completion fish >"$(FISH_COMPLETIONS)/openleveldb.fish"
	umask 022 && mkdir -p "$(DOCDIR)" && install -m 644 bin/NOTICE "$(DOCDIR)/NOTICE"

.PHONY: uninstall
uninstall: ## remove what make install installed, with the same PREFIX
	rm -f "$(BINDIR)/openleveldb" "$(MANDIR)/openleveldb.1" "$(MANDIR)"/openleveldb-*.1
	rm -f "$(BASH_COMPLETIONS)/openleveldb" "$(ZSH_COMPLETIONS)/_openleveldb" "$(FISH_COMPLETIONS)/openleveldb.fish"
	rm -f "$(DOCDIR)/NOTICE"

# The stages of CI, in order.
STAGES := lint vuln demo examples page-check test-page test-arrow test-tikv test-cluster-mock bench-quick cross race asan poison fuzz-short test

.PHONY: check
check: $(STAGES) ## run all stages of CI, stop at the first failure

.PHONY: stages
stages: ## print the stages of CI
	@printf '%s\n' $(STAGES)

# What the race detector checks: the packages that start goroutines or promise to be safe for several,
# and of the tool, the commands that do.
CONCURRENT := $(addprefix ./,native leveldb/... codec ndarray internal/dblock internal/dbfile \
	internal/tests/crash internal/tests/processes internal/tests/shared internal/tests/soak cmd/internal/daemon cmd/internal/exchange cmd/internal/transfer)
CONCURRENT_COMMANDS := ^Test(Serve|Copy|Compact|Complete|Import|Interrupt)

.PHONY: race
race: deps-test ## the race detector on what runs concurrently, without FORMATS and OF_FILES
	$(REQUIRE_PYTHON) $(GO) test -race -short -skip '$(FORMATS)|$(OF_FILES)' $(TESTFLAGS) $(CONCURRENT)
	$(REQUIRE_PYTHON) $(GO) test -race -short -run '$(CONCURRENT_COMMANDS)' $(TESTFLAGS) ./cmd/internal/commands

# A database whose comparator has failed is never freed, so the tests of that run without the search
# for leaks.
ABANDONED := ^TestComparator(Fails|Contradictions)

.PHONY: asan
asan: deps-test ## tests of borrowed memory, and C leaks, under the address sanitizer, as race
	$(REQUIRE_PYTHON) $(GO) test -asan -short -skip '$(FORMATS)|^TestPython|$(ABANDONED)|$(OF_FILES)' $(TESTFLAGS) ./native ./codec ./ndarray ./leveldb ./leveldb/server $(LOCAL_TESTS)
	ASAN_OPTIONS=detect_leaks=0 $(GO) test -asan -short -run '$(ABANDONED)' $(TESTFLAGS) ./leveldb

.PHONY: poison
poison: deps-test ## the tests in a build where released borrowed memory faults, as race
	$(REQUIRE_PYTHON) $(GO) test -tags openleveldb_poison -short -skip '$(FORMATS)|$(OF_FILES)' $(TESTFLAGS) ./native ./leveldb $$($(GO) list ./cmd/internal/... | grep -v /commands$$) $(LOCAL_TESTS)

.PHONY: mutants
mutants: deps-test ## SAMPLE mutants (0: all) of PKG for its tests to catch; see scripts/mutants
	$(REQUIRE_PYTHON) $(GO) run ./scripts/mutants -sample $(SAMPLE) -seed $(SEED) -only '$(ONLY)' -skip '$(SKIP)' $(PKG)

.PHONY: mutants-named
mutants-named: deps-test ## mutants of scripts/mutants/named.txt, in Go and C++, that match ONLY
	$(REQUIRE_PYTHON) $(GO) run ./scripts/mutants -named '$(ONLY)'

.PHONY: mutants-short
mutants-short: deps ## 40 mutants each of codec and ndarray, named ones of ndarray, no Python
	$(GO) run ./scripts/mutants -sample 40 -record=false -short -skip 'Python|Numpy|Every[CF]' ./codec ./ndarray
	$(GO) run ./scripts/mutants -record=false -short -named '^(npy|decoder|shape|header|structs):'

.PHONY: damage
damage: deps ## DAMAGE (3000) damaged variants of a database
	OPENLEVELDB_DAMAGE=$(DAMAGE) $(GO) test -count 1 -v -timeout 60m $(TESTFLAGS) ./internal/tests/damage

.PHONY: vuln
vuln: deps ## govulncheck; prints a warning if the vulnerability database is unreachable
	@log=$$(mktemp) && trap 'rm "$$log"' EXIT && \
	if $(GO) run golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK) ./... >"$$log" 2>&1; then cat "$$log"; \
	elif grep -q 'dial tcp' "$$log"; then echo "NOT CHECKED, the database of known vulnerabilities is out of reach:"; cat "$$log"; \
	else cat "$$log"; exit 1; fi

.PHONY: cross
# sonic has fast code for two processors and falls back to encoding/json elsewhere, as in
# WebAssembly, which node runs here. It does not build for 32 bits. Only this target compiles
# ndarray's code for processors that require aligned loads.
cross: ## vet pure Go packages for other processors, test the codec without sonic
	for arch in 386 mips64le s390x arm64; do GOOS=linux GOARCH=$$arch CGO_ENABLED=0 $(GO) vet ./ndarray || exit; done
	for arch in s390x arm64; do GOOS=linux GOARCH=$$arch CGO_ENABLED=0 $(GO) vet ./codec || exit; done
	@if command -v node >/dev/null; then set -x; GOOS=js GOARCH=wasm CI= $(GO) test -short \
		-exec="$$($(GO) env GOROOT)/lib/wasm/go_js_wasm_exec" ./ndarray ./codec; \
	else echo "no node: the codec's tests in WebAssembly are left out"; fi

.PHONY: fuzz
fuzz: deps-test ## each fuzz target for FUZZTIME (1m)
	GO="$(GO)" scripts/fuzz.sh $(FUZZTIME)

.PHONY: fuzz-short
fuzz-short: deps-test ## each fuzz target for FUZZTIME_SHORT (300ms), not guided by coverage
	GO="$(GO)" scripts/fuzz.sh -unguided $(FUZZTIME_SHORT)

.PHONY: crash
crash: deps-test ## ROUNDS (300) writers killed at random; Python reads the result
	$(REQUIRE_PYTHON) OPENLEVELDB_ROUNDS=$(ROUNDS) $(GO) test -count 1 -v -run 'TestKilledWriter|TestKilledServerBatches' -timeout 2h $(TESTFLAGS) ./internal/tests/crash ./internal/tests/processes

.PHONY: test-large
test-large: deps-test ## values of 2.2 GiB through every path; takes 20 GiB of memory
	$(REQUIRE_PYTHON) OPENLEVELDB_LARGE=1 $(GO) test -count 1 -v -timeout 1h $(TESTFLAGS) ./internal/tests/large

.PHONY: soak
soak: deps ## SOAK seconds (600) each of local, remote and shared work; nothing may leak
	OPENLEVELDB_SECONDS=$(SOAK) $(GO) test -count 1 -v -timeout 2h $(TESTFLAGS) ./internal/tests/soak

.PHONY: processes
processes: deps ## SECONDS (60) per test: many processes, with a server or a shared database
	OPENLEVELDB_SECONDS=$(SECONDS) $(GO) test -count 1 -v -run 'ManyProcesses|KilledServer|ChangesOfHands|BriefProcesses' \
		-timeout 2h $(TESTFLAGS) ./internal/tests/processes ./internal/tests/shared

.PHONY: lint
lint: deps ## gofmt, go vet, staticcheck, shellcheck if any, no built or large file in git
	@files=$$("$$($(GO) env GOROOT)/bin/gofmt" -l .) && if [ -n "$$files" ]; then \
		echo "not formatted, run make fmt:"; echo "$$files"; exit 1; fi
	$(GO) vet ./...
	for module in . bench cluster examples cmd/openleveldb-arrow cmd/openleveldb-tikv page/test; do \
		(cd $$module && $(GO) run honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK) ./...) || exit; done
	@if command -v shellcheck >/dev/null; then shellcheck scripts/*.sh .ci/run; fi
	@scripts/check-tracked.sh

.PHONY: fmt
fmt: ## format the Go files
	"$$($(GO) env GOROOT)/bin/gofmt" -w .

.PHONY: bench
bench: deps-bench ## all benchmarks; takes about 55 minutes and 20 GB in TMPDIR
	cd bench && $(GO) test -run '^$$' -bench . -timeout 2h $(TESTFLAGS)
	$(REQUIRE_PYTHON) $(GO) test -run '^$$' -bench PythonClient -benchtime 300x $(TESTFLAGS) ./internal/tests/pyclient

# One size of each benchmark that has several.
QUICK := .//size=(128B|4KiB)$$|kind=|value=

.PHONY: bench-quick
bench-quick: deps-bench ## each benchmark once, at one size; checks that stores return equal arrays
	cd bench && $(GO) vet ./... && $(REQUIRE_PYTHON) $(GO) test -short -bench '$(QUICK)' -benchtime 1x $(TESTFLAGS) && $(GO) test $(TESTFLAGS) ./report

.PHONY: bench-report
bench-report: deps-test ## benchmarks in rounds for bench/REPORT.md, RESULTS.md, charts; 50 min
	cd bench && $(REQUIRE_PYTHON) $(GO) run ./report $(REPORTFLAGS)

.PHONY: bench-compare
bench-compare: deps ## compare commit REF with the working tree; BENCH is a pattern, COUNT rounds
	@[ -n '$(REF)' ] || { echo 'bench-compare: give a commit, as in make bench-compare REF=HEAD~1' >&2; exit 2; }
	cd bench && $(GO) run ./report -compare '$(REF)' $(if $(BENCH),-bench '$(BENCH)') -count $(COUNT)

.PHONY: bench-figures
bench-figures: deps ## memory, disk and write amplification of every store
	cd bench && $(GO) test -run '^$$' -bench 'Resident|Disk|WriteAmplification' -benchtime 1x -timeout 1h $(TESTFLAGS)

.PHONY: bench-copies
bench-copies: deps ## count bytes copied and calls into C per read (Linux, amd64)
	cd bench && $(GO) run ./copied/overlay "$$($(GO) env GOROOT)" ../bin/copied && \
	$(GO) test -overlay ../bin/copied/overlay.json -tags count_copies -run '^$$' -bench Copied -benchtime 1x -timeout 1h $(TESTFLAGS) . && \
	$(GO) test -overlay ../bin/copied/overlay.json -tags count_copies $(TESTFLAGS) ./copied

# The upper limits of `make bench-scale`: entries of 128 B, and GiB of arrays of 1 MiB.
SCALE_ENTRIES ?= 10000000
SCALE_GIGABYTES ?= 20

.PHONY: bench-scale
bench-scale: deps ## databases up to SCALE_ENTRIES and SCALE_GIGABYTES; needs 25 GB in TMPDIR
	cd bench && $(GO) test -run '^$$' -bench Scale -benchtime 1x -timeout 3h \
		-scale-entries $(SCALE_ENTRIES) -scale-gigabytes $(SCALE_GIGABYTES) $(TESTFLAGS)

.PHONY: examples
examples: deps-test ## the examples, and comparisons with goleveldb, levigo and Plyvel; a separate module
	cd examples && $(GO) vet ./... && $(REQUIRE_PYTHON) $(GO) test $(TESTFLAGS) ./...

.PHONY: build-arrow
build-arrow: deps ## build bin/openleveldb-arrow, for Arrow and Parquet; takes minutes at first
	cd cmd/openleveldb-arrow && $(GO) build -buildvcs=false -o ../../bin/ .
	@GO="$(GO)" scripts/notice.sh arrow >bin/NOTICE

.PHONY: page
page: deps-page ## build the page for browsers, leveldb/server/page/files, from the folder page
	cd page && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && npm run --silent build

.PHONY: page-check
page-check: deps-page ## build the page again, fail if it differs from leveldb/server/page/files
	cd page && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && npm run --silent check
	diff -r bin/page leveldb/server/page/files

.PHONY: test-page
test-page: deps-page ## the tests of the page in Chromium
	cd page/test && $(GO) vet ./... && $(GO) test $(TESTFLAGS) ./...

.PHONY: build-tikv
build-tikv: deps ## build bin/openleveldb-tikv, for databases in a TiKV cluster
	cd cmd/openleveldb-tikv && $(GO) build -buildvcs=false -ldflags "$(VERSION)" -o ../../bin/ .
	@GO="$(GO)" scripts/notice.sh tikv >bin/NOTICE

.PHONY: test-tikv
test-tikv: build-tikv ## the tests of openleveldb-tikv; make test-cluster runs it on a cluster
	cd cmd/openleveldb-tikv && $(GO) vet ./... && $(GO) test $(TESTFLAGS) ./...

.PHONY: test-arrow
test-arrow: build build-arrow ## the tests of openleveldb-arrow, and of export and import with it
	cd cmd/openleveldb-arrow && $(GO) vet ./... && $(GO) test $(TESTFLAGS) ./...
	OPENLEVELDB_ARROW="$(CURDIR)/bin" $(GO) test -run 'WithArrow' $(TESTFLAGS) ./cmd/internal/commands

.PHONY: test-cluster-mock
test-cluster-mock: ## the tests of cluster on a mock
	cd cluster && $(GO) vet ./... && $(GO) test $(TESTFLAGS) ./...

.PHONY: test-cluster
# The first run builds PD and the store, in about three minutes, and keeps them in the user's cache.
test-cluster: deps-test ## the tests of cluster on a mock and on one store, which it builds and starts
	cd cluster && $(GO) vet ./... && $(REQUIRE_PYTHON) OPENLEVELDB_CLUSTER=1 $(GO) test $(TESTFLAGS) ./...

.PHONY: test-cluster-raft
test-cluster-raft: deps-test ## the same on three stores with raft, faults; copies MEGABYTES (2000)
	cd cluster && $(REQUIRE_PYTHON) OPENLEVELDB_CLUSTER=3 $(GO) test -count 1 -v -timeout 1h -p 1 $(TESTFLAGS) \
		./internal/tests/conformance ./internal/tests/faults
	cd cluster && OPENLEVELDB_CLUSTER=3 OPENLEVELDB_MEGABYTES=$(MEGABYTES) $(GO) test -count 1 -v -timeout 1h $(TESTFLAGS) ./internal/tests/dataset

.PHONY: chaos
chaos: SECONDS = 600
chaos: deps ## SECONDS (600) of writers and readers while stores are killed, cut off, slowed
	cd cluster && OPENLEVELDB_CLUSTER=3 OPENLEVELDB_SECONDS=$(SECONDS) $(GO) test -count 1 -v -run TestChaos -timeout 3h $(TESTFLAGS) ./internal/tests/faults

.PHONY: bench-cluster
bench-cluster: deps ## the throughput of cluster beside that of TiKV's client, on three stores
	cd cluster && OPENLEVELDB_CLUSTER=3 $(GO) test -run '^$$' -bench . -benchtime 3x -timeout 1h $(TESTFLAGS) ./internal/tests/figures

.PHONY: cover
cover: deps-test ## the tests with coverage of all packages, coverage.html
	$(REQUIRE_PYTHON) $(GO) test -coverprofile=coverage.out -coverpkg=./... $(TESTFLAGS) ./...
	$(GO) tool cover -html=coverage.out -o coverage.html
	@$(GO) tool cover -func=coverage.out | tail -n 1

.PHONY: deps
deps: ## install LevelDB and Snappy if missing
	@scripts/install-leveldb.sh

.PHONY: deps-test
deps-test: ## the same, and Plyvel, numpy, rapidjson, requests and Flask for the tests
	@scripts/install-leveldb.sh --with-python

.PHONY: deps-bench
deps-bench: ## the same, and redis-server for the benchmarks
	@scripts/install-leveldb.sh --with-python --with-redis

.PHONY: deps-page
deps-page: ## the same as deps, and Chromium, Node.js and npm for the page
	@scripts/install-leveldb.sh --with-page

.PHONY: deps-check
deps-check: ## print the installed versions, fail if something is missing
	@scripts/install-leveldb.sh --with-python --check

.PHONY: clean
clean: ## remove what was built
	rm -rf bin coverage.out coverage.html .venv
