package testdb

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// Number returns the integer in an environment variable, or otherwise if it is not set.
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

// Rounds returns how often a test kills a process: the value of OPENLEVELDB_ROUNDS, which `make
// crash` sets, or usual.
func Rounds(t testing.TB, usual int) int {
	t.Helper()
	return int(Number(t, "OPENLEVELDB_ROUNDS", uint64(usual)))
}

// Seconds returns how long a test works: the value of OPENLEVELDB_SECONDS, which `make soak` and
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

// Seed returns the seed of a random test and logs it. The seed is OPENLEVELDB_SEED if that is set,
// and a new one otherwise.
func Seed(t testing.TB) uint64 {
	t.Helper()
	// Only 32 bits, because the seed is passed to Python as JSON, where many parsers read numbers
	// as floats.
	seed := Number(t, "OPENLEVELDB_SEED", uint64(rand.Uint32()))
	t.Logf("seed: OPENLEVELDB_SEED=%d", seed)
	return seed
}
