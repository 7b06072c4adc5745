package inspect

// Severity is the severity of a finding.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // something cannot be read, by this library or by Python
	Warning Severity = "warning" // it will be slow or fail, or already has a cost
	Note    Severity = "note"    // for information; no action is needed
)

// FaultKind identifies what is wrong with an entry.
type FaultKind string

// The kinds of faults.
const (
	KeyText     FaultKind = "key-not-utf8"
	EmptyValue  FaultKind = "empty-value"
	NoTag       FaultKind = "no-tag"
	LongInt     FaultKind = "long-int"
	StrText     FaultKind = "str-not-utf8"
	JSONText    FaultKind = "json-text"
	JSONNumber  FaultKind = "json-number"
	JSONOld     FaultKind = "json-before-0.1.5"
	ArrayObject FaultKind = "array-of-objects"
	ArrayHeader FaultKind = "array-header"
	ArrayData   FaultKind = "array-data"
	ArrayWide   FaultKind = "array-beyond-numpy"
	Unreadable  FaultKind = "unreadable"
)

// Fault describes what is wrong with one entry.
type Fault struct {
	Kind FaultKind
	Err  error
}

// About describes a kind of fault.
type About struct {
	Severity Severity
	What     string // what is wrong, for one or several entries
	Why      string // why it matters
	Mend     string // the advice: see Command
}

// The stored value is first written to a new file. The value that is put must not depend on a
// command that may have failed.
const (
	put   = "openleveldb put {db} {key}"
	get   = "openleveldb get {db} {key} --raw"
	saved = `f=$(mktemp) && ` + get + ` > "$f" && `
)

var about = map[FaultKind]About{
	KeyText: {Error, "keys are not UTF-8",
		"Python raises UnicodeDecodeError when it iterates over them, and no put here writes them",
		"in Go, read the value with AppendRaw, put it under a key that is text, then Delete the old one; `openleveldb ls {db} --json` lists the keys in base64"},
	EmptyValue: {Error, "values are empty, and have no tag",
		"Python reads None for db[key], and raises an error when it iterates over them; no put of either language stores them",
		"`" + put + " --json null` stores the None that Python iterates over; if nothing should be there: `openleveldb del {db} {key}`"},
	NoTag: {Error, "values do not begin with one of the tags i s b j n",
		"Python raises DecodeError; versions of openleveldb before 0.1.5 stored bytes without a tag",
		"if they are bytes: `" + saved + put + ` --bytes "$f"` + "`; for an array --npy in place of --bytes"},
	LongInt: {Note, "ints have more than 16 bytes",
		"Python reads them, but neither it nor put can write them again",
		"nothing; to change one, store a number of at most 128 bits with --int, or text with --str"},
	StrText: {Error, "str values are not UTF-8",
		"Python raises UnicodeDecodeError when it reads them",
		"make bytes of it: `" + saved + `tail -c +2 "$f" > "$f.bytes" && ` + put + ` --bytes "$f.bytes"` + "`"},
	JSONText: {Error, "JSON values do not parse",
		"rapidjson refuses them, as it does lone surrogates, and Python raises JSONDecodeError",
		"`" + get + " | tail -c +2` prints the text; correct it, and store it with put --json"},
	JSONNumber: {Error, "JSON values have integers past 1.8e308",
		"rapidjson refuses them, and Python raises JSONDecodeError; Go reads them",
		"`" + get + " | tail -c +2` prints the text; store it with put --json and the number as a string, or as an int of its own"},
	JSONOld: {Note, "JSON values have NaN, infinities or integers beyond 64 bits",
		"versions of openleveldb before 0.1.5 read JSON with orjson, which refuses them; rapidjson and Go read them",
		"nothing, unless such a version is in use: `pip install --upgrade openleveldb`"},
	ArrayObject: {Error, "arrays hold Python objects",
		"they are pickles, which run code when read: numpy.load refuses them by default, and so does Go",
		"in Python, if you trust the source: numpy.load(…, allow_pickle=True), then store what is in them as JSON or as a plain dtype"},
	ArrayHeader: {Error, "arrays have a .npy header that numpy does not read",
		"Python raises ValueError when it reads them",
		"write them again from the source; `" + get + " | tail -c +2 | head -n 1` prints the header"},
	ArrayData: {Error, "arrays have more or fewer bytes than dtype and shape take",
		"numpy raises ValueError, or returns garbage, when it reads them; somebody has cut them off or written two in one",
		"write them again from the source; `" + get + " | tail -c +2 | head -n 1` prints the header, and `" + get + " | wc -c` the bytes there are"},
	ArrayWide: {Warning, "arrays have a header of more than 10,000 characters, or more than 32 axes",
		"numpy.load refuses the former unless max_header_size is given, and numpy 1 the latter; Go reads both",
		"use a shorter structured dtype, or fewer axes: write them again with reshape"},
	Unreadable: {Error, "values cannot be decoded", "nothing reads them", "write them again from the source"},
}

// AboutFault returns the description of a kind.
func AboutFault(kind FaultKind) About { return about[kind] }
