package exchange

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The text of a datetime is read as the same count, or refused when it is written.
func TestDatetimesRoundTrip(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for unit := ndarray.UnitYear; unit <= ndarray.UnitAttosecond; unit++ {
		written := 0
		for range 2000 {
			count := random.Int64() >> random.IntN(64)
			if random.IntN(2) == 0 {
				count = -count
			}
			text, err := appendDatetime(nil, ndarray.Datetime64{Count: count, Unit: unit, Multiple: 1})
			if err != nil {
				require.ErrorIs(t, err, ErrCannotHold)
				continue
			}
			written++
			back, err := countOf(string(text), unit, 1)
			require.NoError(t, err, "%s", text)
			require.Equal(t, count, back, "%s", text)
		}
		require.Greater(t, written, 300, unit)
	}
	for _, count := range []int64{ndarray.NaT, math.MaxInt64, 0, -1} {
		_, err := appendDatetime(nil, ndarray.Datetime64{Count: count, Unit: ndarray.UnitNanosecond, Multiple: 1})
		require.NoError(t, err)
	}
}

func TestDatetimeCells(t *testing.T) {
	for text, want := range map[string]string{
		"2024-02-29":                    "2024-02-29T00:00:00.000",
		"2024-02":                       "2024-02-01T00:00:00.000",
		"2024":                          "2024-01-01T00:00:00.000",
		" 2024-02-29 12:30 ":            "2024-02-29T12:30:00.000",
		"2024-02-29T12:30:01.5Z":        "2024-02-29T12:30:01.500",
		"2024-02-29 12:30:01.500+00:00": "2024-02-29T12:30:01.500",
		"1969-12-31T23:59:59.999":       "1969-12-31T23:59:59.999",
		"0001-01-01":                    "0001-01-01T00:00:00.000",
		"":                              "NaT",
		"NA":                            "NaT",
		"2024-02-29T12:30:01.000000000": "2024-02-29T12:30:01.000",
		"2024-02-29T12:30:01.0001":      "!cannot hold the date exactly",
		"2023-02-29":                    "!not a date",
		"2024-13-01":                    "!not a date",
		"2024-02-29T24:00":              "!not a date",
		"2024-02T12":                    "!not a date",
		"2024-02-29T12:30:01.":          "!not a date",
		"2024-02-29T12:30:01+02:00":     "!not a date",
		"20240229":                      "!not a date",
		"1709210000":                    "!not a date",
		"29.02.2024":                    "!not a date",
		"2024-2-29":                     "!not a date",
		"999999999-01-01":               "!out of range",
	} {
		a, err := ndarray.New(dtypeOf(t, "<M8[ms]"), 1)
		require.NoError(t, err)
		set, err := cellSetter(a)
		require.NoError(t, err)
		err = set(0, text)
		if problem, fails := strings.CutPrefix(want, "!"); fails {
			assert.ErrorContains(t, err, problem, text)
			continue
		}
		require.NoError(t, err, text)
		got, err := a.At(0)
		require.NoError(t, err)
		assert.Equal(t, want, got.(ndarray.Datetime64).String(), text)
	}
}

func dtypeOf(t *testing.T, text string) ndarray.DType {
	t.Helper()
	d, err := ndarray.ParseDType(text)
	require.NoError(t, err)
	return d
}

// Datetimes and timedeltas of all units are exported and imported.
func TestCSVOfTimes(t *testing.T) {
	for _, text := range []string{"<M8[Y]", ">M8[M]", "<M8[W]", "<M8[D]", "<M8[h]", "<M8[m]", "<M8[s]", "<M8[25us]", "<M8[as]", "<M8", "<m8[D]", ">m8[7ns]"} {
		a, err := ndarray.New(dtypeOf(t, text), 3, 2)
		require.NoError(t, err)
		for i := range 6 {
			count := int64(i)*7_000_003 - 9_000_000
			if i == 4 {
				count = ndarray.NaT
			}
			unit, multiple := a.DType().Unit()
			value := any(ndarray.Datetime64{Count: count % 5000, Unit: unit, Multiple: multiple})
			if strings.Contains(text, "m8") {
				value = ndarray.Timedelta64{Count: count, Unit: unit, Multiple: multiple}
			} else if count == ndarray.NaT {
				value = ndarray.Datetime64{Count: count, Unit: unit, Multiple: multiple}
			}
			require.NoError(t, a.SetAt(value, i/2, i%2))
		}
		written, err := new(CSV).append(nil, a)
		require.NoError(t, err)
		stored, err := (&CSV{DType: a.DType()}).appendStored(nil, strings.NewReader(string(written)))
		require.NoError(t, err, "%s", written)
		assert.Equal(t, encoded(t, a), string(stored), "%s", written)
	}
}
