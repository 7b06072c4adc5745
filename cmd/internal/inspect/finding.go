package inspect

import (
	"encoding/base64"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/internal/keytext"
)

// Finding describes something that is wrong with a database, or will be.
type Finding struct {
	Check    string // what was examined: a stable name for programs
	Severity Severity
	What     string
	Why      string   // why it matters
	Fix      string   // the advice, with commands in backquotes: see Command
	Files    []string // the first few names in the directory
	Keys     []string // the first few keys
	Count    int      // total number of files or entries; 0 if the finding is not about them
}

// most is the maximum number of keys and files listed in a finding.
const most = 5

// Command replaces {db}, {copy} and {key} in text with the path of a database, a path for a copy of
// it, and a key, all quoted for a shell. A key that cannot be typed is named in base64. A key that is
// empty or too long is replaced by KEY.
func Command(text, db, key string) string {
	quoted := quote(key)
	switch {
	case key == "" || len(key) > keytext.Limit:
		quoted = "KEY"
	case !typeable(key):
		quoted = "--key-base64 " + base64.StdEncoding.EncodeToString([]byte(key))
	}
	db, backup := paths(db)
	return strings.NewReplacer("{db}", quote(db), "{copy}", quote(backup), "{key}", quoted).Replace(text)
}

// typeable reports whether a key can be an argument in a shell.
func typeable(key string) bool {
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	return key[0] != '-' && utf8.ValidString(key) && !strings.ContainsFunc(key, unprintable)
}

// paths returns the path of a database for use in a command, and the path of a copy in the same
// directory.
func paths(db string) (path, backup string) {
	if strings.Contains(db, "://") || strings.HasPrefix(db, "unix:") {
		return db, db + ".copy" // on a server; no command copies it this way
	}
	path = filepath.Clean(db)
	if base := filepath.Base(path); base == "." || base == ".." {
		if absolute, err := filepath.Abs(path); err == nil {
			path = absolute
		}
	}
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	return path, path + ".copy"
}

// quote quotes a text for a shell, if necessary.
func quote(text string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:@%=,", r)
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// Tally groups the faults of entries into findings, one for each kind. The zero Tally is ready to
// use.
type Tally struct {
	findings map[FaultKind]*Finding
	order    []FaultKind
}

// Add counts a fault of an entry. The key is copied.
func (t *Tally) Add(key string, f Fault) {
	if t.findings == nil {
		t.findings = map[FaultKind]*Finding{}
	}
	found := t.findings[f.Kind]
	if found == nil {
		a := about[f.Kind]
		found = &Finding{Check: string(f.Kind), Severity: a.Severity, What: a.What, Why: a.Why, Fix: a.Fix}
		t.findings[f.Kind] = found
		t.order = append(t.order, f.Kind)
	}
	found.Count++
	if len(found.Keys) < most {
		found.Keys = append(found.Keys, strings.Clone(key))
	}
}

// Findings returns the findings, in the order of the first fault of each kind.
func (t *Tally) Findings() []Finding {
	var all []Finding
	for _, kind := range t.order {
		all = append(all, *t.findings[kind])
	}
	return all
}
