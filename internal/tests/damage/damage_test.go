package damage_test

import (
	"bufio"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// OPENLEVELDB_DAMAGE is the number of damaged variants to try. OPENLEVELDB_SEED is the first of
// their seeds.
const (
	damageVariants = 200
	// Under a sanitizer. From damageSeed on, they include every kind of file and every operation.
	damageShort = 24
	damageSeed  = 1
)

// damageable creates a database of values of every kind, including overwritten and deleted ones, in
// tables of several levels and in the log. It returns the keys that the log changes, each once, in
// their order.
func damageable(t *testing.T, path string) (h history, logged []string) {
	t.Helper()
	o := &leveldb.Options{BlockSize: 1 << 10, BloomFilterBits: 10}
	db, err := leveldb.Open(path, o)
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(7, 0))
	h = history{}
	keyOf := func(n int) string { return fmt.Sprintf("%c%03d", "ijsnd"[n%5], n) }
	put := func(n int) {
		key := keyOf(n)
		var value any
		switch n % 5 {
		case 0:
			value = rng.Int64()
		case 1:
			value = map[string]any{"n": n, "x": rng.Float64(), "list": []any{nil, true, "text"}}
		case 2:
			value = strings.Repeat(strconv.Itoa(rng.IntN(1000)), 1+rng.IntN(100))
		case 3:
			elements := make([]float64, []int{4, 60, 700}[rng.IntN(3)])
			for i := range elements {
				elements[i] = rng.Float64()
			}
			value, err = ndarray.FromSlice(elements, -1)
			require.NoError(t, err)
		case 4:
			if len(h[key]) > 0 {
				require.NoError(t, db.Delete(key))
				h[key] = append(h[key], "")
				return
			}
			value = []byte(key)
		}
		stored, err := codec.Default().Append(nil, value)
		require.NoError(t, err)
		require.NoError(t, db.PutRaw(key, stored))
		h[key] = append(h[key], string(stored))
	}
	// LevelDB's background work would make the database different in each run. So its log, which
	// becomes a table when the database is opened, is never full.
	for round := range 3 {
		for _, n := range rng.Perm(300) {
			put(n)
		}
		if round == 0 {
			require.NoError(t, db.Compact(nil))
		}
		require.NoError(t, db.Close())
		db, err = leveldb.Open(path, o)
		require.NoError(t, err)
	}
	for _, n := range rng.Perm(300)[:100] {
		put(n)
		// Do not delete twice.
		if values := h[keyOf(n)]; len(values) == 1 || values[len(values)-1] != values[len(values)-2] {
			logged = append(logged, keyOf(n))
		}
	}
	require.NoError(t, db.Close())
	return h, logged
}

// damage is a change to one or two files.
type damage struct {
	name string // of the file
	kind string // "table", "log", "manifest", "CURRENT", "LOCK"
	op   string
}

func (d damage) String() string { return d.op + " " + d.name }

// damageOps holds the ways to change the content of a file. Each changes it, unless it is empty.
var damageOps = map[string]func(rng *rand.Rand, b []byte) []byte{
	"flip":  func(rng *rand.Rand, b []byte) []byte { b[rng.IntN(len(b))] ^= 1 << rng.IntN(8); return b },
	"cut":   func(rng *rand.Rand, b []byte) []byte { return b[:rng.IntN(len(b))] },
	"empty": func(_ *rand.Rand, b []byte) []byte { return b[:0] },
	"grow": func(rng *rand.Rand, b []byte) []byte {
		for range 1 + rng.IntN(100) {
			b = append(b, byte(rng.Uint32()))
		}
		return b
	},
	"delete": func(rng *rand.Rand, b []byte) []byte { from, to := part(rng, b); return slices.Delete(b, from, to) },
	"zero":   func(rng *rand.Rand, b []byte) []byte { from, to := part(rng, b); clear(b[from:to]); return b },
	"noise": func(rng *rand.Rand, b []byte) []byte {
		from, to := part(rng, b)
		for i := from; i < to; i++ {
			b[i] = byte(rng.Uint32())
		}
		return b
	},
	"duplicate": func(rng *rand.Rand, b []byte) []byte {
		from, to := part(rng, b)
		return slices.Insert(b, to, b[from:to]...)
	},
	"swap": func(rng *rand.Rand, b []byte) []byte {
		half := len(b) / 2
		if half == 0 {
			return b
		}
		n := 1 + rng.IntN(min(half, 4096))
		from, to := rng.IntN(half-n+1), half+rng.IntN(len(b)-half-n+1)
		for i := range n {
			b[from+i], b[to+i] = b[to+i], b[from+i]
		}
		return b
	},
	"end": func(rng *rand.Rand, b []byte) []byte { // where a table has its footer and index
		b[len(b)-1-rng.IntN(min(len(b), 200))] ^= byte(1 + rng.IntN(255))
		return b
	},
}

// part returns the bounds of a random non-empty part of b, usually a small one.
func part(rng *rand.Rand, b []byte) (from, to int) {
	from = rng.IntN(len(b))
	most := len(b) - from
	if rng.IntN(4) > 0 {
		most = min(most, 64)
	}
	return from, from + 1 + rng.IntN(most)
}

// kindOf returns the kind of a file of a database, or "" if the test does not damage it.
func kindOf(name string) string {
	switch {
	case strings.HasSuffix(name, ".ldb"):
		return "table"
	case strings.HasSuffix(name, ".log"):
		return "log"
	case strings.HasPrefix(name, "MANIFEST-"):
		return "manifest"
	case name == "CURRENT" || name == "LOCK":
		return name
	}
	return ""
}

// doDamage creates the damaged copy of a database that belongs to the seed.
func doDamage(t *testing.T, seed uint64, from, to string) damage {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	require.NoError(t, cloneDatabase(from, to))
	files := map[string][]string{}
	entries, err := os.ReadDir(to)
	require.NoError(t, err)
	for _, e := range entries {
		if kind := kindOf(e.Name()); kind != "" {
			files[kind] = append(files[kind], e.Name())
		}
	}
	kinds := []string{"table", "table", "table", "table", "log", "log", "log", "manifest", "manifest", "CURRENT", "LOCK"}
	d := damage{kind: kinds[rng.IntN(len(kinds))]}
	names := files[d.kind]
	require.NotEmpty(t, names, d.kind)
	d.name = names[rng.IntN(len(names))]
	file := filepath.Join(to, d.name)
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.Remove(file)) // it may be a link
	switch choice := rng.IntN(12); {
	case choice == 0:
		d.op = "remove"
		return d
	case choice == 1 && len(names) > 1:
		other := names[rng.IntN(len(names))]
		d.op = "put " + other + " in place of"
		content, err = os.ReadFile(filepath.Join(from, other))
		require.NoError(t, err)
	default:
		ops := []string{"flip", "flip", "flip", "end", "cut", "empty", "grow", "delete", "zero", "noise", "duplicate", "swap"}
		d.op = ops[rng.IntN(len(ops))]
		if len(content) == 0 {
			d.op = "grow"
		}
		content = damageOps[d.op](rng, content)
	}
	require.NoError(t, os.WriteFile(file, content, 0o600))
	return d
}

// inspector is a process that opens damaged databases.
type inspector struct {
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	answers *bufio.Reader
	stderr  strings.Builder
}

// damageLimit is when a process that does not answer is considered hung. An inspection usually
// takes some milliseconds.
const damageLimit = 5 * time.Minute

func startInspector(t *testing.T) *inspector {
	t.Helper()
	p := &inspector{cmd: exec.Command(os.Args[0])}
	p.cmd.Env = append(os.Environ(), damageVariable+"=1")
	p.cmd.Stderr = &p.stderr
	var err error
	p.stdin, err = p.cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	p.answers = bufio.NewReader(stdout)
	require.NoError(t, p.cmd.Start())
	return p
}

// inspect returns nil if the process ended or hung.
func (p *inspector) inspect(t *testing.T, i inspection) *finding {
	t.Helper()
	line, err := json.Marshal(i)
	require.NoError(t, err)
	_, err = p.stdin.Write(append(line, '\n'))
	require.NoError(t, err)
	// The process may just have ended already.
	hangs := time.AfterFunc(damageLimit, func() { _ = p.cmd.Process.Kill() })
	answer, err := p.answers.ReadBytes('\n')
	hangs.Stop()
	if err != nil {
		return nil
	}
	var f finding
	require.NoError(t, json.Unmarshal(answer, &f))
	return &f
}

func (p *inspector) end() error {
	if err := p.stdin.Close(); err != nil {
		return err
	}
	return p.cmd.Wait()
}

// Whatever damage a file of a database has, opening, reading, compacting and repairing the database
// yields values that were written, or an error. The process does not crash.
//
// Some damage cannot be distinguished from the result of killing a writer. The last writes are then
// missing without an error, as after a crash: see mustNotBeStale.
func TestDamage(t *testing.T) {
	variants := testdb.Number(t, "OPENLEVELDB_DAMAGE", damageVariants)
	if testing.Short() {
		variants = min(variants, damageShort)
	}
	seed := testdb.Number(t, "OPENLEVELDB_SEED", damageSeed)
	t.Logf("OPENLEVELDB_SEED=%d OPENLEVELDB_DAMAGE=%d", seed, variants)
	whole := filepath.Join(t.TempDir(), "whole")
	h, logged := damageable(t, whole)
	truth, err := os.Create(filepath.Join(t.TempDir(), "history"))
	require.NoError(t, err)
	require.NoError(t, gob.NewEncoder(truth).Encode(h))
	require.NoError(t, truth.Close())

	scratch := t.TempDir()
	p := startInspector(t)
	counts, kinds, ops := map[string]int{}, map[string]bool{}, map[string]bool{}
	for n := range variants {
		source := filepath.Join(scratch, fmt.Sprint("damaged", n))
		d := doDamage(t, seed+n, whole, source)
		kinds[d.kind], ops[d.op] = true, true
		var before *finding
		for _, mode := range []string{"default", "paranoid", "read-only", "repair"} {
			f := p.inspect(t, inspection{Source: source, Work: filepath.Join(scratch, fmt.Sprint(mode, n)), Mode: mode, History: truth.Name()})
			what := fmt.Sprintf("OPENLEVELDB_SEED=%d OPENLEVELDB_DAMAGE=1: %s, %s", seed+n, d, mode)
			if f == nil {
				err := p.end()
				assert.Fail(t, "the process ended or hung", "%s: %v\n%s", what, err, tail(p.stderr.String()))
				p = startInspector(t)
				continue
			}
			assert.Empty(t, f.Wrong, what)
			if f.Opened == "" {
				assert.Equal(t, len(h), f.Right+len(f.Stale)+f.Refused, what)
				assert.Empty(t, d.mustNotBeStale(mode, f.Stale, logged), "%s: different from what was written, without an error", what)
			}
			switch {
			case mode == "default":
				before = f
			// Repair expects the end of a table at the end of the file.
			case mode == "repair" && before != nil && before.Opened == "" && d.op != "grow":
				assert.GreaterOrEqual(t, f.Right, before.Right, "%s: repair lost readable values", what)
			}
			outcome := "whole"
			switch {
			case f.Opened != "":
				outcome = "not opened"
				assert.NotEqual(t, "LOCK", d.kind, what)
			case f.Refused > 0 || len(f.Errors) > 0:
				outcome = "in part"
			case len(f.Stale) > 0:
				outcome = "stale"
			}
			counts[fmt.Sprintf("%-9s %-8s %s", mode, d.kind, outcome)]++
		}
		require.NoError(t, os.RemoveAll(source))
	}
	require.NoError(t, p.end(), p.stderr.String())
	if seed == damageSeed && variants >= damageShort {
		require.Subset(t, slices.Collect(maps.Keys(kinds)), []string{"table", "log", "manifest", "CURRENT", "LOCK"})
		require.Subset(t, slices.Collect(maps.Keys(ops)), append(slices.Collect(maps.Keys(damageOps)), "remove"))
	}
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%s: %d", what, counts[what])
	}
}

// mustNotBeStale returns those of the stale keys that should have been current, or an error.
func (d damage) mustNotBeStale(mode string, stale, logged []string) []string {
	inLog := func(key string) bool { return slices.Contains(logged, key) }
	switch {
	case d.kind == "table" && mode == "repair":
		return nil // what could not be read is lost
	case d.kind != "log" || d.op == "remove" && mode != "repair":
		return stale
	case mode == "default" || mode == "repair" || d.op == "zero":
		// LevelDB skips the damaged part of a log. Even with ParanoidChecks it skips zeros, because
		// a file may have been extended before it was written to.
		return slices.DeleteFunc(stale, inLog)
	}
	// In strict mode, only the end may be missing, as in the log of a writer that was killed.
	missing := logged[len(logged):]
	for i := len(logged) - 1; i >= 0 && slices.Contains(stale, logged[i]); i-- {
		missing = logged[i:]
	}
	return slices.DeleteFunc(stale, func(key string) bool { return slices.Contains(missing, key) })
}

// tail returns the end of a long text.
func tail(s string) string { return s[max(0, len(s)-2000):] }
