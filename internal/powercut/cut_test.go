package powercut

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/disk"
)

// unsynced is the choice that keeps as little as possible.
const unsynced = "nothing unsynced"

// choices returns the choices to try at every step. The random one is different each time.
func choices(rng *rand.Rand) map[string]Choice {
	least := func(synced, _ int) int { return synced }
	most := func(_, written int) int { return written }
	always, never := func() bool { return true }, func() bool { return false }
	some := func() bool { return rng.IntN(2) == 0 }
	return map[string]Choice{
		unsynced:            {Keep: never, Length: least},
		"names, no content": {Keep: always, Length: least},
		"content, no names": {Keep: never, Length: most},
		"some":              {Keep: some, Length: func(synced, written int) int { return synced + rng.IntN(written-synced+1) }},
		"some names":        {Keep: some, Length: most},
	}
}

var moments = flag.Int("moments", 15, "how many moments of a workload to cut the power at")

// cut records work in a new directory and checks what power cuts leave of it. check gets an image
// and the events before the cut.
func cut(t *testing.T, work func(base string), check func(t *testing.T, image string, events []string)) {
	t.Helper()
	cutAt(t, func(string) {}, work, choices, func(steps []Step, rng *rand.Rand) func(int, string) bool {
		chosen := choose(steps, rng)
		return func(i int, choice string) bool {
			return chosen[i] || choice == unsynced && i > 0 && promises(steps[i-1])
		}
	}, check)
}

// cutEverywhere cuts the power at each step of work. The files that prepare writes are already on
// the disk. At each step it tries all choices. For each of the first alone unsynced changes to a
// name, it also tries to keep only that change.
func cutEverywhere(t *testing.T, alone int, prepare, work func(base string), check func(t *testing.T, image string, events []string)) {
	t.Helper()
	tries := func(rng *rand.Rand) map[string]Choice {
		all := choices(rng)
		for k := range alone {
			n := -1
			all[fmt.Sprintf("only change %d", k)] = Choice{
				Keep:   func() bool { n++; return n == k },
				Length: all[unsynced].Length,
			}
		}
		return all
	}
	cutAt(t, prepare, work, tries, func([]Step, *rand.Rand) func(int, string) bool {
		return func(int, string) bool { return true }
	}, check)
}

// cutAt records work, and runs tries at the steps that choose selects.
func cutAt(t *testing.T, prepare, work func(base string), tries func(*rand.Rand) map[string]Choice,
	choose func([]Step, *rand.Rand) func(int, string) bool, check func(t *testing.T, image string, events []string)) {
	t.Helper()
	dir := TempDir(t)
	base, journal := filepath.Join(dir, "base"), filepath.Join(dir, "journal")
	require.NoError(t, os.Mkdir(base, 0o700))
	prepare(base)
	model, err := Load(base)
	require.NoError(t, err)
	stop, err := disk.Record(journal)
	require.NoError(t, err)
	func() {
		defer func() { require.NoError(t, stop()) }()
		work(base)
	}()
	steps, err := ReadJournal(journal)
	require.NoError(t, err)
	seed := rand.Uint64()
	t.Logf("%d steps, seed %d", len(steps), seed)
	rng := rand.New(rand.NewPCG(seed, 0))

	var events []string
	chosen := choose(steps, rng)
	for i := 0; ; i++ {
		for name, choice := range tries(rng) {
			if !chosen(i, name) {
				continue
			}
			image := filepath.Join(dir, "image")
			require.NoError(t, model.Image(image, choice))
			if !t.Run(fmt.Sprintf("step %d, %s", i, name), func(t *testing.T) { check(t, image, events) }) {
				return
			}
			require.NoError(t, os.RemoveAll(image))
		}
		if i == len(steps) {
			break
		}
		require.NoError(t, model.Apply(steps[i]), "step %d", i)
		if steps[i].Operation == disk.Mark {
			events = append(events, steps[i].Path)
		}
	}
	require.NoError(t, model.Check())
}

// promises reports whether a step is an event that promises that something is on the disk. Each
// such step is followed by a cut.
func promises(s Step) bool {
	return s.Operation == disk.Mark && !strings.HasPrefix(s.Path, "begin") && !strings.HasPrefix(s.Path, "written")
}

// choose selects steps for cuts: those around syncs and other ordering steps, if there are not too
// many, and some in between.
func choose(steps []Step, rng *rand.Rand) map[int]bool {
	var near []int
	for i, s := range steps {
		switch s.Operation {
		case disk.Write, disk.Close, disk.Mark:
		default:
			near = append(near, i, i+1)
		}
	}
	rng.Shuffle(len(near), func(i, j int) { near[i], near[j] = near[j], near[i] })
	chosen := map[int]bool{len(steps): true}
	for _, i := range near[:min(len(near), *moments*2/3)] {
		chosen[i] = true
	}
	for range *moments / 3 {
		chosen[rng.IntN(len(steps))] = true
	}
	return chosen
}

// event records an event of the workload.
func event(t testing.TB, format string, args ...any) {
	t.Helper()
	require.NoError(t, disk.Event(fmt.Sprintf(format, args...)))
}
