package testdb

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// Number returns the whole number in an environment variable, or otherwise if it is not set.
func Number(t testing.TB, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	require.NoError(t, err, name)
	return n
}

// Rounds returns how often a test kills a process: OPENLEVELDB_ROUNDS, which `make crash` sets, or
// usual.
func Rounds(t testing.TB, usual int) int {
	t.Helper()
	return int(Number(t, "OPENLEVELDB_ROUNDS", uint64(usual)))
}

// Seconds returns how long a test works: OPENLEVELDB_SECONDS, which `make soak` and
// `make processes` set, or usual.
func Seconds(t testing.TB, usual float64) float64 {
	t.Helper()
	text := os.Getenv("OPENLEVELDB_SECONDS")
	if text == "" {
		return usual
	}
	s, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err, "OPENLEVELDB_SECONDS")
	return s
}

// Seed returns the seed of a random test, and logs it: OPENLEVELDB_SEED, or a new one.
func Seed(t testing.TB) uint64 {
	t.Helper()
	// Python takes it from JSON, whose numbers are floats to many.
	seed := Number(t, "OPENLEVELDB_SEED", uint64(rand.Uint32()))
	t.Logf("seed: OPENLEVELDB_SEED=%d", seed)
	return seed
}
