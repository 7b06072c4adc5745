package inspect

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/dustin/go-humanize"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/dblock"
)

// isDatabaseFile reports whether LevelDB reads a file of this name when it opens a database.
func isDatabaseFile(name string) bool {
	switch kind, _ := dbfile.ParseName(name); kind {
	case dbfile.CurrentFile, dbfile.ManifestFile, dbfile.LogFile, dbfile.TableFile:
		return true
	}
	return false
}

// checkOwners reports files whose owner differs from that of the directory, and modes that deny the
// owner access.
func (d *Doctor) checkOwners() {
	dir, err := os.Stat(d.Path)
	if err != nil {
		return // the directory has just been read
	}
	owner := ownerOf(dir)
	var foreign, mode []string
	for _, f := range d.files {
		name := f.Name()
		if !isDatabaseFile(name) && name != "LOCK" {
			continue
		}
		if ownerOf(f) != owner {
			foreign = append(foreign, name)
		}
		wants := fs.FileMode(0o400)
		if name == "LOCK" {
			wants = 0o600
		}
		if !f.Mode().IsRegular() && f.Mode()&fs.ModeSymlink == 0 || f.Mode().Perm()&wants != wants {
			mode = append(mode, fmt.Sprintf("%s (%v)", name, f.Mode()))
		}
	}
	if dir.Mode().Perm()&0o700 != 0o700 {
		mode = append(mode, fmt.Sprintf(". (%v)", dir.Mode()))
	}
	if len(foreign) > 0 {
		d.add(Finding{Check: "owner", Severity: Warning, Count: len(foreign), Files: foreign[:min(len(foreign), most)],
			What: fmt.Sprintf("files are not owned by %s, the owner of the directory", userText(owner)),
			Why:  "one of the two users cannot open the database; this happens after a write by another user, often root",
			Fix:  fmt.Sprintf("`sudo chown -R %d {db}`", owner)})
	}
	if len(mode) > 0 {
		d.add(Finding{Check: "mode", Severity: Error, Count: len(mode), Files: mode[:min(len(mode), most)],
			What: "the mode of files or of the directory denies their owner access",
			Why:  "LevelDB must read its files, write to LOCK, and create and remove files in the directory",
			Fix:  "`chmod -R u+rwX {db}`"})
	}
	if os.Geteuid() != owner && len(foreign) == 0 && unix.Access(d.Path, unix.W_OK) != nil {
		d.add(Finding{Check: "access", Severity: Note, What: "you may not write to the directory",
			Why: "you can only read the database", Fix: fmt.Sprintf("to write, run as the owner, %s", userText(owner))})
	}
}

func ownerOf(f os.FileInfo) int {
	if st, ok := f.Sys().(*syscall.Stat_t); ok {
		return int(st.Uid)
	}
	return -1
}

// checkLock reports which processes have the database open.
func (d *Doctor) checkLock() error {
	holders, err := dblock.Holders(d.Path)
	if err != nil {
		if errors.Is(err, fs.ErrPermission) {
			return nil // reported by mode or access
		}
		return err
	}
	for _, h := range holders {
		if h.Process != os.Getpid() {
			d.Holders = append(d.Holders, h)
		}
	}
	for _, h := range d.Holders {
		f := Finding{Check: "lock", Severity: Note, Files: []string{"LOCK"}}
		who := "an unknown process"
		if h.Process > 0 {
			who = fmt.Sprintf("process %d (%s)", h.Process, h.Name)
		}
		if h.Reading {
			f.What, f.Why = who+" has the database open for reading", "no other process can write to it until that process closes it"
			f.Fix = "no action needed to read"
		} else {
			f.What = who + " has the database open for writing"
			f.Why = "no other process can write to it until that process closes it; the checks of tables and logs " +
				"were skipped, because its files change, and the values were read in their present state"
			f.Fix = "no action needed to read; run doctor again when that process has closed the database, to check its files too"
			if d.Quick {
				f.Why = "no other process can write to it until that process closes it; the checks of tables and logs were skipped, because its files change"
			}
		}
		if h.Process <= 0 {
			f.Fix += "; `sudo fuser -v {db}/LOCK` names the process"
		}
		if isStopped(h.Process) {
			f.Severity = Warning
			f.What += ", and is stopped"
			f.Why += "; a stopped process does not end"
			f.Fix = fmt.Sprintf("continue it: `kill -CONT %d`", h.Process)
		}
		d.add(f)
	}
	return nil
}

// isStopped reports whether a process was stopped by Ctrl-Z or a debugger. It returns
// false on systems other than Linux.
func isStopped(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	// The state follows the name, which is in parentheses and may contain any character: see
	// proc_pid_stat(5).
	rest := string(stat[strings.LastIndexByte(string(stat), ')')+1:])
	fields := strings.Fields(rest)
	return len(fields) > 0 && (fields[0] == "T" || fields[0] == "t")
}

// largeLog is the minimum size, in bytes, of a LOG that is reported.
const largeLog = 10 << 20

// checkLeftovers reports files that LevelDB does not read. It never advises deleting a file that
// may hold entries: a table that the manifest does not list may have the only copy of an entry, and
// so may the subdirectory lost.
func (d *Doctor) checkLeftovers() error {
	for _, f := range d.files {
		switch name := f.Name(); {
		case name == dbfile.LostDir && f.IsDir():
			d.add(Finding{Check: "leftover", Severity: Note, Files: []string{name}, Count: 1,
				What: fmt.Sprintf("lost/ holds %s of files that a repair replaced", humanize.IBytes(sizeOf(filepath.Join(d.Path, name)))),
				Why:  "it takes space, and may hold the only copy of entries; LevelDB never reads it",
				Fix:  "keep it until you are sure that nothing is missing"})
		case (name == "LOG" || name == "LOG.old") && f.Size() >= largeLog:
			d.add(Finding{Check: "leftover", Severity: Note, Files: []string{name}, Count: 1,
				What: fmt.Sprintf("%s, LevelDB's log of messages, has %s", name, humanize.IBytes(uint64(f.Size()))),
				Why:  "it takes space and holds no entries", Fix: "`rm {db}/" + name + "`"})
		}
	}
	if d.Written() {
		return nil // files may be added and removed
	}
	return d.checkUnlisted()
}

// checkUnlisted reports files that the manifest does not list. LevelDB removes them when it opens
// the database for writing.
func (d *Doctor) checkUnlisted() error {
	var temporaries, manifests, tables []string
	var size uint64
	m := d.directory.Manifest
	for _, f := range d.files {
		name := f.Name()
		switch kind, number := dbfile.ParseName(name); {
		case kind == dbfile.TempFile:
			temporaries = append(temporaries, name)
		case m == nil:
		case kind == dbfile.ManifestFile && name != m.Name:
			manifests = append(manifests, name)
		case kind == dbfile.TableFile:
			if _, live := m.Tables[number]; !live {
				tables = append(tables, name)
				size += uint64(f.Size())
			}
		}
	}
	if old := append(temporaries, manifests...); len(old) > 0 {
		d.add(Finding{Check: "leftover", Severity: Note, Files: old[:min(len(old), most)], Count: len(old),
			What: "there are temporary files, or manifests that CURRENT does not name",
			Why:  "a writer ended before it removed them; they hold no entries",
			Fix:  "no action needed: LevelDB removes them when the database is next opened for writing"})
	}
	if len(tables) == 0 {
		return nil
	}
	newer, err := d.newer(tables)
	if err == nil {
		d.add(unlisted(tables, size, newer))
	}
	return err
}

// newer reports whether one of the tables has an entry that was written after everything in the
// manifest and the logs. It reads the tables, so with Quick it returns false.
func (d *Doctor) newer(tables []string) (bool, error) {
	if d.Quick {
		return false, nil
	}
	last, err := d.directory.LastSequence()
	if err != nil {
		return false, err
	}
	for _, name := range tables {
		// Ignore a table that cannot be read.
		if s, err := dbfile.ScanTable(filepath.Join(d.Path, name), -1, d.HasSnappy, nil); err == nil && s.MaxSequence > last {
			return true, nil
		}
	}
	return false, nil
}

// unlisted returns the finding for tables that the manifest does not list.
func unlisted(tables []string, size uint64, newer bool) Finding {
	f := Finding{Check: "unlisted-table", Severity: Note, Files: tables[:min(len(tables), most)], Count: len(tables),
		What: fmt.Sprintf("there are tables that the manifest does not list, %s", humanize.IBytes(size)),
		Why: "a killed writer leaves tables whose entries are also in other tables; but they may also be the only copy of an entry, " +
			"and LevelDB deletes them when the database is next opened for writing",
		Fix: "no action needed if no entry is missing; otherwise make a copy before anything is written: `" + copyFirst + "`"}
	if newer {
		f.Severity = Warning
		f.What += ", and they have entries newer than the manifest"
		f.Why = "CURRENT or the manifest is older than the tables, as if it came from another copy: the newest entries are only in these tables, " +
			"and LevelDB deletes them when the database is next opened for writing"
		f.Fix = "restore CURRENT and the manifest that belong to the tables; or `" + copyFirst + " && rm {copy}/CURRENT && openleveldb repair {copy}` " +
			"makes a copy with the entries of all tables, which can bring deleted values back"
	}
	return f
}

// sizeOf returns the total size in bytes of the files in a directory, as far as they are
// accessible.
func sizeOf(dir string) (size uint64) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return 0
	}
	for _, f := range files {
		if info, err := f.Info(); err == nil {
			size += uint64(info.Size())
		}
	}
	return size
}
