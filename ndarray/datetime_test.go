package ndarray

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDatetimeTime(t *testing.T) {
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.RFC3339Nano, text)
		require.NoError(t, err)
		return parsed
	}
	for _, c := range []struct {
		t    Datetime64
		want string // empty if time.Time cannot hold it
	}{
		{Datetime64{0, UnitSecond, 1}, "1970-01-01T00:00:00Z"},
		{Datetime64{-1, UnitSecond, 1}, "1969-12-31T23:59:59Z"},
		{Datetime64{54, UnitYear, 1}, "2024-01-01T00:00:00Z"},
		{Datetime64{-1, UnitMonth, 1}, "1969-12-01T00:00:00Z"},
		{Datetime64{3, UnitMonth, 25}, "1976-04-01T00:00:00Z"},
		{Datetime64{1, UnitWeek, 1}, "1970-01-08T00:00:00Z"},
		{Datetime64{19782, UnitDay, 1}, "2024-02-29T00:00:00Z"},
		{Datetime64{-1, UnitHour, 5}, "1969-12-31T19:00:00Z"},
		{Datetime64{-1, UnitMinute, 1}, "1969-12-31T23:59:00Z"},
		{Datetime64{-1, UnitMillisecond, 1}, "1969-12-31T23:59:59.999Z"},
		{Datetime64{-1, UnitMicrosecond, 1}, "1969-12-31T23:59:59.999999Z"},
		{Datetime64{math.MaxInt64, UnitNanosecond, 1}, "2262-04-11T23:47:16.854775807Z"},
		{Datetime64{-1000, UnitPicosecond, 1}, "1969-12-31T23:59:59.999999999Z"},
		{Datetime64{1, UnitPicosecond, 1}, ""},
		{Datetime64{2, UnitFemtosecond, 500_000}, "1970-01-01T00:00:00.000000001Z"},
		{Datetime64{1_000_000_000, UnitAttosecond, 1}, "1970-01-01T00:00:00.000000001Z"},
		{Datetime64{1, UnitAttosecond, 1}, ""},
		{Datetime64{NaT, UnitSecond, 1}, ""},
		{Datetime64{1, UnitGeneric, 1}, ""},
		{Datetime64{1, Unit(200), 1}, ""},
		{Datetime64{math.MaxInt64, UnitYear, 1}, ""},
		{Datetime64{math.MaxInt64, UnitSecond, 1}, ""},
		{Datetime64{math.MaxInt64, UnitWeek, 1}, ""},
		{Datetime64{math.MaxInt64, UnitNanosecond, 2}, ""},
	} {
		got, err := c.t.Time()
		if c.want == "" {
			assert.ErrorIs(t, err, ErrValue, "%v", c.t)
			continue
		}
		require.NoError(t, err, "%v", c.t)
		assert.Equal(t, at(c.want), got)
		count, ok := c.t.countOf(got)
		assert.True(t, ok)
		assert.Equal(t, c.t.Count, count, "%v", c.t)
	}
}

func TestTimedeltaDuration(t *testing.T) {
	for _, c := range []struct {
		t    Timedelta64
		want time.Duration // -1 if time.Duration cannot hold it
		text string
	}{
		{Timedelta64{1, UnitWeek, 1}, 7 * 24 * time.Hour, "1 weeks"},
		{Timedelta64{-2, UnitDay, 1}, -48 * time.Hour, "-2 days"},
		{Timedelta64{3, UnitSecond, 25}, 75 * time.Second, "75 seconds"},
		{Timedelta64{5, UnitMillisecond, 1}, 5 * time.Millisecond, "5 milliseconds"},
		{Timedelta64{math.MaxInt64, UnitNanosecond, 1}, math.MaxInt64, "9223372036854775807 nanoseconds"},
		{Timedelta64{-3000, UnitPicosecond, 1}, -3, "-3000 picoseconds"},
		{Timedelta64{1, UnitPicosecond, 1}, -1, "1 picoseconds"},
		{Timedelta64{1, UnitMonth, 1}, -1, "1 months"},
		{Timedelta64{1, UnitYear, 1}, -1, "1 years"},
		{Timedelta64{1, UnitGeneric, 1}, -1, "1 generic time units"},
		{Timedelta64{NaT, UnitSecond, 1}, -1, "NaT"},
		{Timedelta64{math.MaxInt64, UnitMicrosecond, 1}, -1, "9223372036854775807 microseconds"},
		{Timedelta64{1, Unit(99), 1}, -1, "1 invalid units"},
	} {
		assert.Equal(t, c.text, c.t.String())
		got, err := c.t.Duration()
		if c.want == -1 {
			assert.ErrorIs(t, err, ErrValue, "%v", c.t)
			continue
		}
		require.NoError(t, err, "%v", c.t)
		assert.Equal(t, c.want, got)
		count, ok := c.t.countOf(got)
		assert.True(t, ok)
		assert.Equal(t, c.t.Count, count)
	}
}

// TestDatetimeAgreesWithTime compares printed dates with those of package time, over all years that
// it prints.
func TestDatetimeAgreesWithTime(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for range 100_000 {
		// The largest count is in the year 9999.
		d := Datetime64{rnd.Int64N(2*253_402_300_800) - 253_402_300_800, UnitSecond, 1}
		at, err := d.Time()
		require.NoError(t, err)
		if at.Year() >= 1000 {
			require.Equal(t, at.Format("2006-01-02T15:04:05"), d.String())
		}
	}
	for days := int64(-750_000); days < 750_000; days += 7 {
		d := Datetime64{days, UnitDay, 1}
		at, err := d.Time()
		require.NoError(t, err)
		if at.Year() >= 0 && d.String() != at.Format("2006-01-02") {
			t.Fatalf("%v is %v", d, at)
		}
	}
}

// TestNumpyAgreesOnDatetimes compares numpy's text for the same counts in every unit, including the
// extremes.
func TestNumpyAgreesOnDatetimes(t *testing.T) {
	script := `
import json
import numpy as np
counts = [-2**63 + 1, -2**62, -10**17, -10**12, -719529, -719528, -719163, -719162, -1969, -25, -1, 0, 1, 59, 60, 11016, 11017, 20000, 10**9, 10**12, 10**17, 2**62, 2**63 - 1, -2**63]
for unit in "Y M W D h m s ms us ns ps fs as".split():
    for multiple in (1, 7, 25):
        for count in counts:
            at = np.array(count).view("M8[%d%s]" % (multiple, unit))
            span = np.array(count).view("m8[%d%s]" % (multiple, unit))
            print(json.dumps([unit, multiple, str(count), str(at), str(span)]))
`
	for _, line := range readLines[[]any](t, python.Run(t, []string{"numpy"}, script, nil)) {
		unit, ok := parseUnit([]byte(line[0].(string)))
		require.True(t, ok)
		count, err := strconv.ParseInt(line[2].(string), 10, 64)
		require.NoError(t, err)
		multiple := int(line[1].(float64))
		assert.Equal(t, line[3], Datetime64{count, unit, multiple}.String(), "%v", line)
		assert.Equal(t, line[4], Timedelta64{count, unit, multiple}.String(), "%v", line)
	}
	assert.Equal(t, "7", Datetime64{7, UnitGeneric, 1}.String())
	assert.Equal(t, "invalid", Unit(77).String())
}
