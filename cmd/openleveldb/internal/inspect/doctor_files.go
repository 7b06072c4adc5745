package inspect

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"

	"github.com/dustin/go-humanize"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/native"
)

// The names of LevelDB's files (db/filename.cc).
var (
	databaseFile = regexp.MustCompile(`^(CURRENT|MANIFEST-[0-9]+|[0-9]+\.(log|ldb|sst))$`)
	tableFile    = regexp.MustCompile(`^([0-9]+)\.(ldb|sst)$`)
	manifestFile = regexp.MustCompile(`^MANIFEST-[0-9]+$`)
	temporary    = regexp.MustCompile(`^[0-9]+\.dbtmp$`)
)

func isDatabaseFile(name string) bool { return databaseFile.MatchString(name) }

// checkOwners looks whether the owner of the directory can do with the files what LevelDB does, and whether all are his.
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
			What: fmt.Sprintf("files do not belong to user %d, who owns the directory", owner),
			Why:  "one of the two cannot open the database: somebody has written to it as another user, often as root",
			Mend: fmt.Sprintf("sudo chown -R %d {db}", owner)})
	}
	if len(mode) > 0 {
		d.add(Finding{Check: "mode", Severity: Error, Count: len(mode), Files: mode[:min(len(mode), most)],
			What: "the mode of files or of the directory keeps their owner out",
			Why:  "LevelDB has to read its files, to write to LOCK, and to make and remove files in the directory",
			Mend: "chmod u+rwX -R {db}"})
	}
	if os.Geteuid() != owner && len(foreign) == 0 && unix.Access(d.Path, unix.W_OK) != nil {
		d.add(Finding{Check: "access", Severity: Note, What: "you may not write to the directory",
			Why: "you can only read the database", Mend: "work as its owner: sudo -u '#" + strconv.Itoa(owner) + "' …"})
	}
}

func ownerOf(f os.FileInfo) int {
	if st, ok := f.Sys().(*syscall.Stat_t); ok {
		return int(st.Uid)
	}
	return -1
}

// checkLock says who has the database open.
func (d *Doctor) checkLock() error {
	holders, err := native.Holders(d.Path)
	if err != nil {
		if errors.Is(err, fs.ErrPermission) {
			return nil // told by mode or access
		}
		return err
	}
	for _, h := range holders {
		if h.Process != os.Getpid() {
			d.Holders = append(d.Holders, h)
		}
	}
	for _, h := range d.Holders {
		f := Finding{Check: "lock", Severity: Note, Files: []string{"LOCK"}, Mend: "wait, or end it: kill " + strconv.Itoa(h.Process)}
		who := "a process that the system does not name"
		if h.Process > 0 {
			who = fmt.Sprintf("process %d (%s)", h.Process, h.Name)
		} else {
			f.Mend = "find it: sudo fuser -v {db}/LOCK"
		}
		f.What, f.Why = who+" has the database open for reading", "nobody can write to it meanwhile"
		if !h.Reading {
			f.What, f.Why = who+" has the database open", "nobody else can open it meanwhile; what follows was seen beside it, without its files being read"
		}
		if isStopped(h.Process) {
			f.Severity = Warning
			f.What += ", and is stopped"
			f.Why += "; it will not end by itself"
			f.Mend = fmt.Sprintf("let it go on, or end it: kill -CONT %d, kill -KILL %[1]d", h.Process)
		}
		d.add(f)
	}
	return nil
}

// isStopped says whether a process was stopped, by Ctrl-Z or a debugger. Only Linux tells so.
func isStopped(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	// The state is behind the name, which is in brackets and may hold any character: proc_pid_stat(5).
	rest := string(stat[strings.LastIndexByte(string(stat), ')')+1:])
	fields := strings.Fields(rest)
	return len(fields) > 0 && (fields[0] == "T" || fields[0] == "t")
}

// largeLog is the size from which a LOG is worth a word.
const largeLog = 10 << 20

// checkLeftovers looks for files that nobody needs.
func (d *Doctor) checkLeftovers() {
	for _, f := range d.files {
		switch name := f.Name(); {
		case name == "lost" && f.IsDir():
			d.add(Finding{Check: "leftover", Severity: Note, Files: []string{name}, Count: 1,
				What: fmt.Sprintf("lost/ holds what a repair has replaced, %s", humanize.IBytes(sizeOf(filepath.Join(d.Path, name)))),
				Why:  "it takes room, and LevelDB never looks at it", Mend: "when nothing is missing: rm -r {db}/lost"})
		case (name == "LOG" || name == "LOG.old") && f.Size() >= largeLog:
			d.add(Finding{Check: "leftover", Severity: Note, Files: []string{name}, Count: 1,
				What: fmt.Sprintf("%s, LevelDB's diary, has %s", name, humanize.IBytes(uint64(f.Size()))),
				Why:  "it takes room, and nobody reads it but people", Mend: "rm {db}/" + name})
		}
	}
	if d.Written() {
		return // files come and go
	}
	var temporaries, orphans, manifests []string
	var size uint64
	live := map[uint64]bool{}
	if d.Contents != nil {
		for _, t := range d.Contents.Tables {
			live[t.Number] = true
		}
	}
	for _, f := range d.files {
		name := f.Name()
		switch parts := tableFile.FindStringSubmatch(name); {
		case temporary.MatchString(name):
			temporaries = append(temporaries, name)
		case d.Contents == nil:
		case parts != nil:
			number, err := strconv.ParseUint(parts[1], 10, 64)
			if err == nil && !live[number] {
				orphans = append(orphans, name)
				size += uint64(f.Size())
			}
		case manifestFile.MatchString(name) && name != d.Contents.Manifest:
			manifests = append(manifests, name)
		}
	}
	if len(temporaries) > 0 {
		d.add(Finding{Check: "leftover", Severity: Note, Files: temporaries[:min(len(temporaries), most)], Count: len(temporaries),
			What: "temporary files of a writer that was killed", Why: "nobody needs them",
			Mend: "the next one who opens the database for writing removes them: openleveldb compact {db}"})
	}
	if len(orphans)+len(manifests) > 0 {
		old := append(orphans, manifests...)
		d.add(Finding{Check: "leftover", Severity: Note, Files: old[:min(len(old), most)], Count: len(old),
			What: fmt.Sprintf("tables and manifests that are no longer part of the database, %s", humanize.IBytes(size)),
			Why:  "a writer was killed before it removed them; they take room",
			Mend: "the next one who opens the database for writing removes them: openleveldb compact {db}"})
	}
}

// sizeOf gives the bytes of the files in a directory, as far as they can be seen.
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
