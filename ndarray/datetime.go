package ndarray

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"time"
)

// NaT is the count that represents numpy's "not a time", in datetimes and timedeltas alike.
const NaT = math.MinInt64

// Datetime64 is an element of a datetime64 array: a point in time, Count steps of Multiple Units
// after 1970-01-01T00:00. As in numpy, the calendar is the proleptic Gregorian one, without leap
// seconds or time zones.
type Datetime64 struct {
	Count    int64
	Unit     Unit
	Multiple int
}

// Timedelta64 is an element of a timedelta64 array: a time span of Count steps of Multiple Units.
type Timedelta64 struct {
	Count    int64
	Unit     Unit
	Multiple int
}

// IsNaT reports whether t is numpy's "not a time".
func (t Datetime64) IsNaT() bool { return t.Count == NaT }

// IsNaT reports whether t is numpy's "not a time".
func (t Timedelta64) IsNaT() bool { return t.Count == NaT }

// perSecond is the number of units in a second, and seconds the number of seconds in a unit. One of
// them is 0.
var (
	perSecond = [...]int64{UnitSecond: 1, UnitMillisecond: 1e3, UnitMicrosecond: 1e6, UnitNanosecond: 1e9,
		UnitPicosecond: 1e12, UnitFemtosecond: 1e15, UnitAttosecond: 1e18}
	seconds = [...]int64{UnitWeek: 7 * 86400, UnitDay: 86400, UnitHour: 3600, UnitMinute: 60, UnitSecond: 1,
		UnitAttosecond: 0}
)

// Time returns the same point in time in UTC. The error wraps ErrValue for NaT, for a datetime
// without a unit, for one with a fraction of a nanosecond, and for one that time.Time cannot hold.
func (t Datetime64) Time() (time.Time, error) {
	count, exact := t.steps()
	if t.IsNaT() || t.Unit == UnitGeneric || int(t.Unit) >= len(perSecond) || !exact {
		return time.Time{}, fmt.Errorf("ndarray: time of %v: %w", t, ErrValue)
	}
	switch {
	case t.Unit == UnitYear || t.Unit == UnitMonth:
		year, month := count, int64(0)
		if t.Unit == UnitMonth {
			year, month = floorDivide(count, 12)
		}
		if year > -maxYear && year < maxYear {
			return time.Date(int(1970+year), time.Month(1+month), 1, 0, 0, 0, 0, time.UTC), nil
		}
	case seconds[t.Unit] > 0:
		if s, ok := multiply(count, seconds[t.Unit]); ok && s > -maxSeconds && s < maxSeconds {
			return time.Unix(s, 0).UTC(), nil
		}
	default:
		s, fraction := floorDivide(count, perSecond[t.Unit])
		if ns, ok := rescale(fraction, perSecond[t.Unit], 1e9); ok {
			return time.Unix(s, ns).UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("ndarray: time of %v: %w", t, ErrValue)
}

// Within these limits time.Time works correctly. They are ten times the age of the universe or
// more. Years have a smaller limit on 32-bit machines.
const (
	maxYear    = min(2e11, math.MaxInt/2)
	maxSeconds = 1 << 61
)

// Duration returns the same time span. The error wraps ErrValue for NaT, for a timedelta without a
// unit, for years and months (which have no fixed length), for one with a fraction of a nanosecond,
// and for one that time.Duration cannot hold.
func (t Timedelta64) Duration() (time.Duration, error) {
	count, exact := Datetime64(t).steps()
	if !t.IsNaT() && exact && t.Unit > UnitMonth && int(t.Unit) < len(perSecond) {
		var ns int64
		var ok bool
		if seconds[t.Unit] > 0 {
			ns, ok = multiply(count, seconds[t.Unit]*1e9)
		} else {
			ns, ok = rescale(count, perSecond[t.Unit], 1e9)
		}
		if ok {
			return time.Duration(ns), nil
		}
	}
	return 0, fmt.Errorf("ndarray: duration of %v: %w", t, ErrValue)
}

// steps returns the count in single units and reports whether it fits.
func (t Datetime64) steps() (int64, bool) { return multiply(t.Count, int64(max(t.Multiple, 1))) }

// countOf is the reverse of Time: it returns the count that represents exactly this point in time,
// and reports whether there is one.
func (t Datetime64) countOf(at time.Time) (int64, bool) {
	at = at.UTC()
	var count int64
	ok := false
	switch {
	case t.Unit == UnitYear || t.Unit == UnitMonth:
		months, inRange := multiply(int64(at.Year())-1970, 12)
		start := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
		count, ok = months+int64(at.Month())-1, inRange && start.Equal(at)
		if t.Unit == UnitYear {
			ok = ok && count%12 == 0
			count /= 12
		}
	case t.Unit == UnitGeneric || int(t.Unit) >= len(perSecond):
	case seconds[t.Unit] > 0:
		count, ok = at.Unix()/seconds[t.Unit], at.Unix()%seconds[t.Unit] == 0 && at.Nanosecond() == 0
	default:
		whole, fits := multiply(at.Unix(), perSecond[t.Unit])
		fraction, exact := rescale(int64(at.Nanosecond()), 1e9, perSecond[t.Unit])
		count, ok = whole+fraction, fits && exact && whole <= math.MaxInt64-fraction
	}
	multiple := int64(max(t.Multiple, 1))
	return count / multiple, ok && count%multiple == 0 && count != NaT
}

// countOf is the reverse of Duration.
func (t Timedelta64) countOf(span time.Duration) (int64, bool) {
	if t.Unit <= UnitMonth || int(t.Unit) >= len(perSecond) {
		return 0, false
	}
	var count int64
	ok := false
	if unit := seconds[t.Unit] * 1e9; unit > 0 {
		count, ok = int64(span)/unit, int64(span)%unit == 0
	} else {
		count, ok = rescale(int64(span), 1e9, perSecond[t.Unit])
	}
	multiple := int64(max(t.Multiple, 1))
	return count / multiple, ok && count%multiple == 0 && count != NaT
}

// multiply returns a*b and reports whether it fits. b must be positive.
func multiply(a, b int64) (int64, bool) {
	magnitude := uint64(a)
	if a < 0 {
		magnitude = -magnitude
	}
	high, low := bits.Mul64(magnitude, uint64(b))
	return a * b, high == 0 && low <= math.MaxInt64
}

// rescale converts n from units of which from make a second to units of which to make a second. It
// reports whether the result is exact and fits. Both must be powers of ten.
func rescale(n, from, to int64) (int64, bool) {
	if to >= from {
		return multiply(n, to/from)
	}
	return n / (from / to), n%(from/to) == 0
}

// floorDivide rounds down, so the remainder is never negative. d must be positive.
func floorDivide(n, d int64) (quotient, remainder int64) {
	quotient, remainder = n/d, n%d
	if remainder < 0 {
		quotient, remainder = quotient-1, remainder+d
	}
	return quotient, remainder
}

// String returns the timedelta as numpy prints it: "25 seconds", "NaT".
func (t Timedelta64) String() string {
	if t.IsNaT() {
		return "NaT"
	}
	names := [...]string{"generic time units", "years", "months", "weeks", "days", "hours", "minutes", "seconds",
		"milliseconds", "microseconds", "nanoseconds", "picoseconds", "femtoseconds", "attoseconds"}
	name := "invalid units"
	if int(t.Unit) < len(names) {
		name = names[t.Unit]
	}
	return strconv.FormatInt(t.Count*int64(max(t.Multiple, 1)), 10) + " " + name
}

// String returns the datetime as numpy prints it, in ISO 8601 up to its unit: "2024-02-29",
// "2024-02-29T12", "NaT". For a datetime without a unit, which numpy refuses to print, it returns
// the count.
func (t Datetime64) String() string { return string(t.append(nil)) }

// append appends the result of String. Counts so large that numpy's own arithmetic overflows print
// as in numpy: all of it wraps around.
func (t Datetime64) append(b []byte) []byte {
	if t.IsNaT() {
		return append(b, "NaT"...)
	}
	n := t.Count * int64(max(t.Multiple, 1))
	switch t.Unit {
	case UnitYear:
		return fmt.Appendf(b, "%04d", 1970+n)
	case UnitMonth:
		year, month := floorDivide(n, 12)
		return fmt.Appendf(b, "%04d-%02d", 1970+year, 1+month)
	case UnitWeek:
		return appendDate(b, n*7)
	case UnitDay:
		return appendDate(b, n)
	case UnitHour:
		days, hours := floorDivide(n, 24)
		return fmt.Appendf(appendDate(b, days), "T%02d", hours)
	case UnitMinute:
		days, minutes := floorDivide(n, 1440)
		return fmt.Appendf(appendDate(b, days), "T%02d:%02d", minutes/60, minutes%60)
	}
	if t.Unit < UnitSecond || int(t.Unit) >= len(perSecond) {
		return strconv.AppendInt(b, n, 10)
	}
	total, fraction := floorDivide(n, perSecond[t.Unit])
	days, s := floorDivide(total, 86400)
	b = fmt.Appendf(appendDate(b, days), "T%02d:%02d:%02d", s/3600, s/60%60, s%60)
	if digits := 3 * int(t.Unit-UnitSecond); digits > 0 {
		b = fmt.Appendf(b, ".%0*d", digits, fraction)
	}
	return b
}

// appendDate appends the date that many days after 1970-01-01. Like numpy it counts in cycles of
// 400 years from 2000-01-01. It starts the year in March, so that a leap day ends a year.
func appendDate(b []byte, days int64) []byte {
	const cycle, to2000 = 400*365 + 97, 30*365 + 7
	cycles, day := floorDivide(days-to2000, cycle)
	day -= 31 + 29 // from 2000-03-01
	if day < 0 {
		cycles, day = cycles-1, day+cycle
	}
	year := (day - day/1460 + day/36524 - day/146096) / 365
	day -= 365*year + year/4 - year/100
	month := (5*day + 2) / 153 // from March
	day -= (153*month+2)/5 - 1
	if month += 3; month > 12 {
		month, year = month-12, year+1
	}
	return fmt.Appendf(b, "%04d-%02d-%02d", 2000+400*cycles+year, month, day)
}
