package exchange

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/ndarray"
)

// appendDatetime appends a datetime as numpy prints it, such as 2024-02-29T12:00:00.
func appendDatetime(dst []byte, t ndarray.Datetime64) ([]byte, error) {
	text := t.String()
	if back, err := countOf(text, t.Unit, t.Multiple); err != nil || back != t.Count {
		return dst, fmt.Errorf("%w: the datetime with the count %d is too far from now to be written as a date", ErrCannotHold, t.Count)
	}
	return append(dst, text...), nil
}

// timeSetter returns the function that sets element i of an array of datetimes or timedeltas.
func timeSetter(a *ndarray.Array) func(i int, text string) error {
	dtype := a.DType()
	unit, multiple := dtype.Unit()
	return func(i int, text string) error {
		text = strings.TrimSpace(text)
		count, err := int64(ndarray.NaT), error(nil)
		switch {
		case missing[text]:
		case dtype.Kind() == ndarray.KindTimedelta:
			if count, err = strconv.ParseInt(text, 10, 64); err != nil {
				err = fmt.Errorf("%.40q is not a count of %v", text, dtype)
			}
		default:
			if count, err = countOf(text, unit, multiple); err != nil {
				err = fmt.Errorf("%.40q: %w", text, err)
			}
		}
		if err != nil {
			return err
		}
		if dtype.Kind() == ndarray.KindTimedelta {
			return a.SetAt(ndarray.Timedelta64{Count: count, Unit: unit, Multiple: multiple}, i)
		}
		return a.SetAt(ndarray.Datetime64{Count: count, Unit: unit, Multiple: multiple}, i)
	}
}

var (
	errDate      = errors.New("not a date such as 2024-02-29 or 2024-02-29T12:30:00.5, in UTC")
	errPrecision = errors.New("the dtype cannot hold the date exactly; choose one with a smaller unit")
	errRange     = errors.New("the date is out of range for the dtype")
)

// countOf returns the count of a datetime of that unit.
func countOf(text string, unit ndarray.Unit, multiple int) (int64, error) {
	if text == "NaT" {
		return ndarray.NaT, nil
	}
	if unit == ndarray.UnitGeneric {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, errDate
		}
		return n, nil
	}
	d, err := parseDate(text)
	if err != nil {
		return 0, err
	}
	n, err := d.in(unit)
	if err != nil {
		return 0, err
	}
	quotient, rest := n.QuoRem(n, big.NewInt(int64(max(multiple, 1))), new(big.Int))
	switch {
	case rest.Sign() != 0:
		return 0, errPrecision
	case !quotient.IsInt64() || quotient.Int64() == ndarray.NaT:
		return 0, errRange
	}
	return quotient.Int64(), nil
}

// date is a point in time in the proleptic Gregorian calendar.
type date struct {
	year, month, day int64
	seconds          int64 // of the day
	fraction         int64 // of the second, in 1e-18
}

// in returns the number of units since 1970.
func (d date) in(unit ndarray.Unit) (*big.Int, error) {
	seconds := big.NewInt(d.days())
	seconds.Add(seconds.Mul(seconds, big.NewInt(86400)), big.NewInt(d.seconds))
	perUnit := int64(0) // seconds
	switch unit {
	case ndarray.UnitYear, ndarray.UnitMonth:
		if d.day != 1 || d.seconds != 0 || d.fraction != 0 || unit == ndarray.UnitYear && d.month != 1 {
			return nil, errPrecision
		}
		if unit == ndarray.UnitYear {
			return big.NewInt(d.year - 1970), nil
		}
		return big.NewInt((d.year-1970)*12 + d.month - 1), nil
	case ndarray.UnitWeek:
		perUnit = 7 * 86400
	case ndarray.UnitDay:
		perUnit = 86400
	case ndarray.UnitHour:
		perUnit = 3600
	case ndarray.UnitMinute:
		perUnit = 60
	}
	if perUnit > 0 {
		n, rest := seconds.QuoRem(seconds, big.NewInt(perUnit), new(big.Int))
		if rest.Sign() != 0 || d.fraction != 0 {
			return nil, errPrecision
		}
		return n, nil
	}
	steps := int64(1) // 1e-18 of a unit
	for range 6 - int(unit-ndarray.UnitSecond) {
		steps *= 1000
	}
	if d.fraction%steps != 0 {
		return nil, errPrecision
	}
	n := seconds.Mul(seconds, big.NewInt(1e18/steps))
	return n.Add(n, big.NewInt(d.fraction/steps)), nil
}

// days returns the number of days since 1970-01-01. It counts years from March, so that a leap day
// is the last day of one, in cycles of 400 years.
func (d date) days() int64 {
	year, month := d.year, d.month-3
	if month < 0 {
		year, month = year-1, month+12
	}
	cycle := year / 400
	if year%400 < 0 {
		cycle--
	}
	year -= cycle * 400
	return cycle*146097 + year*365 + year/4 - year/100 + (153*month+2)/5 + d.day - 1 - 719468
}

// monthDays returns the number of days of a month.
func (d date) monthDays() int64 {
	switch d.month {
	case 2:
		if d.year%4 == 0 && (d.year%100 != 0 || d.year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// parseDate parses a date of ISO 8601 up to any part, with a space or T before the time, in UTC.
func parseDate(text string) (d date, err error) {
	for _, zone := range []string{"Z", "+00:00"} {
		if body, ok := strings.CutSuffix(text, zone); ok && strings.Contains(body, ":") {
			text = body
			break
		}
	}
	d.month, d.day = 1, 1
	day, clock, hasClock := strings.Cut(text, "T")
	if !hasClock {
		day, clock, hasClock = strings.Cut(text, " ")
	}
	sign := int64(1)
	if body, ok := strings.CutPrefix(day, "-"); ok {
		day, sign = body, -1
	}
	parts := strings.Split(day, "-")
	year := len(parts[0])
	// numpy writes the year -1 as -001. More than four digits are rather a count of seconds or a
	// date without dashes.
	if len(parts) > 3 || hasClock && len(parts) < 3 || year < 3 || year < 4 && sign > 0 || year > 12 || year > 4 && len(parts) == 1 {
		return d, errDate
	}
	ok := number(parts[0], 0, &d.year)
	d.year *= sign
	ok = ok && (len(parts) < 2 || number(parts[1], 2, &d.month)) && (len(parts) < 3 || number(parts[2], 2, &d.day))
	if !ok || d.month < 1 || d.month > 12 || d.day < 1 || d.day > d.monthDays() {
		return d, errDate
	}
	if hasClock && !d.parseClock(clock) {
		return d, errDate
	}
	return d, nil
}

// parseClock parses the time of a day.
func (d *date) parseClock(text string) bool {
	text, fraction, hasFraction := strings.Cut(text, ".")
	parts := strings.Split(text, ":")
	if len(parts) > 3 || hasFraction && (len(parts) < 3 || fraction == "" || len(fraction) > 18) {
		return false
	}
	for i, part := range parts {
		var n int64
		if !number(part, 2, &n) || i == 0 && n > 23 || n > 59 {
			return false
		}
		d.seconds += n * []int64{3600, 60, 1}[i]
	}
	return !hasFraction || number(fraction+strings.Repeat("0", 18-len(fraction)), 18, &d.fraction)
}

// number parses digits, of which there must be that many unless digits is 0.
func number(text string, digits int, n *int64) bool {
	if digits > 0 && len(text) != digits || strings.TrimLeft(text, "0123456789") != "" {
		return false
	}
	var err error
	*n, err = strconv.ParseInt(text, 10, 64)
	return err == nil
}
