package damage_test

import (
	"bufio"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

// damageVariable is set when the test binary is started to open damaged databases, which it reads
// from standard input. It is a separate process because a crash must not end the test.
const damageVariable = "OPENLEVELDB_TEST_DAMAGE"

func init() {
	if os.Getenv(damageVariable) == "" {
		return
	}
	if err := inspectAll(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// damageRoom is how much address space a damaged database may take in addition to that of the
// process at its start, in bytes.
const damageRoom = 2 << 30

// history maps each key to the stored values it has had, oldest first. An empty value is a
// deletion. The last one is current.
type history map[string][]string

// inspection is one damaged database in one mode.
type inspection struct {
	Source  string // the damaged directory, which must not change
	Work    string // where it may be copied to
	Mode    string // a key of inspections
	History string // file that holds the history
}

// inspections holds the ways to open a damaged database.
var inspections = map[string]leveldb.Options{
	"default":   {ErrorIfMissing: true},
	"paranoid":  {ErrorIfMissing: true, ParanoidChecks: true},
	"read-only": {ReadOnly: true, ParanoidChecks: true},
	"repair":    {ErrorIfMissing: true, ParanoidChecks: true}, // after Repair
}

// finding is the result of an inspection.
type finding struct {
	Opened  string   // error of opening, or of Repair
	Errors  []string // some errors of reading
	Right   int      // number of keys with their current value
	Stale   []string // keys with an older value, or missing
	Refused int      // number of keys that returned an error
	Wrong   []string // results that must not occur
}

func inspectAll(in io.Reader, out io.Writer) error {
	if !testdb.Sanitized { // sanitizers reserve terabytes
		if err := limitAddresses(damageRoom); err != nil {
			return err
		}
	}
	truth := map[string]history{}
	lines := bufio.NewScanner(in)
	answers := json.NewEncoder(out)
	for lines.Scan() {
		var i inspection
		if err := json.Unmarshal(lines.Bytes(), &i); err != nil {
			return err
		}
		h := truth[i.History]
		if h == nil {
			file, err := os.Open(i.History)
			if err == nil {
				err = errors.Join(gob.NewDecoder(file).Decode(&h), file.Close())
			}
			if err != nil {
				return err
			}
			truth[i.History] = h
		}
		f, err := i.inspect(h)
		if err == nil {
			err = answers.Encode(f)
		}
		if err != nil {
			return err
		}
	}
	return lines.Err()
}

// limitAddresses limits the address space of the process to its present size plus more bytes.
func limitAddresses(more uint64) error {
	statm, err := os.ReadFile("/proc/self/statm")
	if errors.Is(err, fs.ErrNotExist) {
		// Not Linux: allocations are not limited there.
		return nil
	}
	if err != nil {
		return err
	}
	var pages uint64
	if _, err := fmt.Sscan(string(statm), &pages); err != nil {
		return err
	}
	size := pages*uint64(os.Getpagesize()) + more
	return unix.Setrlimit(unix.RLIMIT_AS, &unix.Rlimit{Cur: size, Max: size})
}

// cloneDatabase copies a directory. It links tables, because LevelDB never writes to an existing
// one.
func cloneDatabase(from, to string) error {
	entries, err := os.ReadDir(from)
	if err == nil {
		err = os.Mkdir(to, 0o755)
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		source, target := filepath.Join(from, e.Name()), filepath.Join(to, e.Name())
		if strings.HasSuffix(e.Name(), ".ldb") {
			err = os.Link(source, target)
		} else {
			var content []byte
			if content, err = os.ReadFile(source); err == nil {
				err = os.WriteFile(target, content, 0o600)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inspect opens a copy of the database and reads it completely in every way.
func (i *inspection) inspect(h history) (*finding, error) {
	if err := cloneDatabase(i.Source, i.Work); err != nil {
		return nil, err
	}
	defer os.RemoveAll(i.Work)
	f := &finding{}
	o := inspections[i.Mode]
	o.WriteBufferSize, o.BloomFilterBits, o.Read.VerifyChecksums = 64<<10, 10, true
	if i.Mode == "repair" {
		if err := leveldb.Repair(i.Work, &o); err != nil {
			f.Opened = err.Error()
			f.mustBeClear(err)
			return f, nil
		}
	}
	db, err := leveldb.Open(i.Work, &o)
	if err != nil {
		f.Opened = err.Error()
		f.mustBeClear(err)
		return f, nil
	}
	f.readAll(db, h)
	if !o.ReadOnly {
		// A compaction reads damaged blocks, and must not turn them into intact ones.
		if err := db.Compact(nil); err != nil {
			f.refused(err)
		}
		again := &finding{}
		again.readAll(db, h)
		f.Errors, f.Wrong = append(f.Errors, again.Errors...), append(f.Wrong, again.Wrong...)
		if len(again.Stale) > len(f.Stale) {
			f.Wrong = append(f.Wrong, fmt.Sprintf("a compaction made %d keys stale", len(again.Stale)-len(f.Stale)))
		}
		if err := db.Put("new", "value"); err != nil {
			f.refused(err)
		} else if value, err := leveldb.Get[string](db, "new"); err != nil || value != "value" {
			f.Wrong = append(f.Wrong, fmt.Sprintf("a new value reads as %q, %v", value, err))
		}
	}
	if err := db.Close(); err != nil {
		f.Wrong = append(f.Wrong, err.Error())
	}
	return f, nil
}

// mustBeClear checks that an error about damage has a class that identifies it.
func (f *finding) mustBeClear(err error) {
	if !errors.Is(err, leveldb.ErrCorrupt) && !(errors.Is(err, leveldb.ErrIO) && errors.Is(err, fs.ErrNotExist)) {
		f.Wrong = append(f.Wrong, "unclear error: "+err.Error())
	}
}

// refused counts a call that returned an error.
func (f *finding) refused(err error) {
	f.mustBeClear(err)
	if len(f.Errors) < 3 {
		f.Errors = append(f.Errors, err.Error())
	}
}

// check checks what was read for a key, and reports whether it is the current value.
func (f *finding) check(h history, how, key, stored string) bool {
	values := h[key]
	if last := len(values) - 1; last >= 0 && values[last] == stored {
		return true
	}
	if stored != "" && len(f.Wrong) < 5 && !slices.Contains(values, stored) {
		f.Wrong = append(f.Wrong, fmt.Sprintf("%s %q returned a value that was never written: %.40q", how, key, stored))
	}
	return false
}

// readAll reads each key individually, and all of them in loops.
func (f *finding) readAll(db *leveldb.DB, h history) {
	present := map[string]bool{}
	for key := range h {
		stored, err := db.AppendRaw(nil, key)
		switch {
		case errors.Is(err, leveldb.ErrNotFound) && !errors.Is(err, leveldb.ErrIO):
			err = nil
		case err != nil:
			f.refused(err)
			f.Refused++
			continue
		}
		if present[key] = len(stored) > 0; f.check(h, "get", key, string(stored)) {
			f.Right++
		} else {
			f.Stale = append(f.Stale, key)
		}
		if has, err := db.Has(key); err != nil {
			f.refused(err)
		} else if has != present[key] {
			f.Wrong = append(f.Wrong, fmt.Sprintf("get and has do not agree on %q", key))
		}
	}
	for _, reverse := range []bool{false, true} {
		seen := map[string]bool{}
		var failed error
		last := ""
		for e, err := range db.Entries(&leveldb.Range{Reverse: reverse}) {
			if err != nil {
				failed = err
				break
			}
			stored, err := e.AppendRaw(nil)
			if err != nil {
				failed = err
				break
			}
			key := e.Key()
			if len(seen) > 0 && (key > last) == reverse {
				f.Wrong = append(f.Wrong, fmt.Sprintf("%q comes after %q", key, last))
			}
			last = key
			seen[key] = true
			if key != "new" {
				f.check(h, "entries", key, string(stored))
			}
		}
		if failed != nil {
			f.refused(failed)
			continue
		}
		// A loop that ends without an error has visited every key that Get finds.
		for key, there := range present {
			if there != seen[key] {
				f.Wrong = append(f.Wrong, fmt.Sprintf("%q: present is %t for Get, %t for a loop", key, there, seen[key]))
			}
		}
	}
}
