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
	Fix      string // the advice: see Command
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
		"Python raises UnicodeDecodeError when it iterates over them; put cannot write such keys",
		"in Go, read the value with GetRaw, store it under a UTF-8 key, then Delete the old key; `openleveldb ls {db} --json` lists the keys in base64"},
	EmptyValue: {Error, "values are empty: they have no type tag",
		"Python returns None for db[key], but raises an error when it iterates over them; neither Python nor Go stores empty values",
		"`" + put + " --json null` stores None, which Python can iterate over; to delete the entry: `openleveldb del {db} {key}`"},
	NoTag: {Error, "values do not begin with one of the tags i s b j n",
		"Python raises DecodeError; versions of openleveldb before 0.1.5 stored bytes without a tag",
		"if they are bytes: `" + saved + put + ` --bytes "$f"` + "`; for an array use --npy instead of --bytes"},
	LongInt: {Note, "ints have more than 16 bytes",
		"Python reads them, but neither Python nor put can write them",
		"no action needed; to replace one, store a number of at most 128 bits with --int, or text with --str"},
	StrText: {Error, "str values are not UTF-8",
		"Python raises UnicodeDecodeError when it reads them",
		"convert the value to bytes: `" + saved + `tail -c +2 "$f" > "$f.bytes" && ` + put + ` --bytes "$f.bytes"` + "`"},
	JSONText: {Error, "JSON values do not parse",
		"Python raises JSONDecodeError: rapidjson rejects them, including unpaired surrogates",
		"`" + get + " | tail -c +2` prints the text; correct it, then store it with put --json"},
	JSONNumber: {Error, "JSON values have integers larger than 1.8e308",
		"Python raises JSONDecodeError, because rapidjson rejects them; Go reads them",
		"`" + get + " | tail -c +2` prints the text; store it with put --json and the number as a string, or store the number separately as an int"},
	JSONOld: {Note, "JSON values have NaN, infinities or integers beyond 64 bits",
		"versions of openleveldb before 0.1.5 read JSON with orjson, which rejects them; rapidjson and Go read them",
		"no action needed, unless you use such a version: `pip install --upgrade openleveldb`"},
	ArrayObject: {Error, "arrays hold Python objects",
		"they are pickles, which can run code when they are read: numpy.load rejects them by default, and Go always does",
		"in Python, if you trust the source: numpy.load(…, allow_pickle=True), then store the content as JSON or with a plain dtype"},
	ArrayHeader: {Error, "arrays have an invalid .npy header",
		"Python raises ValueError when it reads them",
		"store them again from the source; `" + get + " | tail -c +2 | head -n 1` prints the header"},
	ArrayData: {Error, "arrays have more or fewer bytes than their dtype and shape need",
		"numpy raises ValueError or returns garbage when it reads them; they were truncated, or two were written into one value",
		"store them again from the source; `" + get + " | tail -c +2 | head -n 1` prints the header, and `" + get + " | wc -c` the number of bytes"},
	ArrayWide: {Warning, "arrays have a header of more than 10,000 characters, or more than 32 axes",
		"numpy.load rejects such a header unless max_header_size is set, and numpy 1 so many axes; Go reads both",
		"store them again with a shorter structured dtype, or reshape them to fewer axes"},
	Unreadable: {Error, "values cannot be decoded", "neither Go nor Python can read them", "store them again from the source"},
}

// AboutFault returns the description of a kind.
func AboutFault(kind FaultKind) About { return about[kind] }
