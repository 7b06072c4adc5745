package ndarray

// Unit is the unit in which datetime64 and timedelta64 elements count.
type Unit uint8

// The units of numpy, from its documentation "Datetimes and Timedeltas". UnitGeneric means that the
// dtype has no unit.
const (
	UnitGeneric Unit = iota
	UnitYear
	UnitMonth
	UnitWeek
	UnitDay
	UnitHour
	UnitMinute
	UnitSecond
	UnitMillisecond
	UnitMicrosecond
	UnitNanosecond
	UnitPicosecond
	UnitFemtosecond
	UnitAttosecond
)

var unitNames = [...]string{"generic", "Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"}

// String returns numpy's abbreviation: "Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps",
// "fs", "as", or "generic".
func (u Unit) String() string {
	if int(u) >= len(unitNames) {
		return "invalid"
	}
	return unitNames[u]
}

func parseUnit(s []byte) (Unit, bool) {
	for i, name := range unitNames {
		if string(s) == name {
			return Unit(i), true
		}
	}
	return 0, false
}
