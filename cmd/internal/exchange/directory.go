package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"golang.org/x/sys/unix"
)

// The files that an export creates for itself in its directory. The file name of a key never begins
// with a dot.
const (
	checkpointName = ".openleveldb-export"
	partialName    = ".openleveldb-partial"
	probeName      = ".openleveldb-Probe"
)

// checkpointEvery is the interval at which an export into a directory records its progress.
const checkpointEvery = time.Second

// ErrInterruptedExport: an export into the directory was interrupted and can be resumed.
var ErrInterruptedExport = errors.New("it contains an interrupted export")

// DirectoryOptions configure how a directory is filled.
type DirectoryOptions struct {
	// Portable selects names for file systems that do not distinguish a from A, and for Windows.
	Portable bool
	// Overwrite allows other files in the directory: those of the same keys are replaced, others
	// stay.
	Overwrite bool
	// Resume continues an interrupted export of the same Range and Of. If there is none, it starts
	// one.
	Resume bool
	Of     string        // description of what is exported, compared when resuming
	Range  leveldb.Range // of the export
	// CSV writes arrays as CSV, and no other values. If it is nil, every value is written to a
	// file of its type.
	CSV *CSV
	Raw bool // as in ExportOptions
}

// Directory is a Sink that writes files in directories. If the process is killed, all files are
// complete, and the export can be resumed. If the machine stops, the export can be resumed from the
// start: files are certain to be on the disk only when Commit returns.
type Directory struct {
	o     DirectoryOptions
	root  *os.Root
	lock  *os.File // of the directory
	last  string   // directory of the last file, relative to root
	at    *os.Root // the same, opened; root itself for "."
	noted time.Time
	state checkpoint
	stale bool   // there may be files with the same names but other extensions
	made  string // the path of the directory if it is new
	// written lists what was created, for Discard; nil if there were files before.
	written *writtenFiles
	ended   bool
	contents
	text []byte
}

// checkpoint records the progress of an export.
type checkpoint struct {
	Version  int           `json:"version"`
	Of       string        `json:"of"`
	Range    leveldb.Range `json:"range"`
	Portable bool          `json:"portable"` // names are portable
	// Boot identifies the machine's boot: unsynced data do not survive it.
	Boot string `json:"boot"`
	// All entries up to Last have been written. It is []byte because keys are arbitrary bytes,
	// which JSON text cannot hold.
	Last  []byte `json:"last"`
	Count Count  `json:"count"`
}

// CreateDirectory creates the directory dir if it does not exist, and prepares it for an export.
// Unless the options allow it, the error wraps ErrExists if dir contains something else, or
// ErrInterruptedExport if it contains an interrupted export.
func CreateDirectory(dir string, o DirectoryOptions) (*Directory, error) {
	made := dir
	if err := os.Mkdir(dir, 0o777); errors.Is(err, fs.ErrExist) {
		made = ""
	} else if errors.Is(err, fs.ErrNotExist) {
		return nil, noParent(filepath.Clean(dir))
	} else if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	d := &Directory{o: o, root: root, at: root, last: ".", noted: time.Now(), made: made}
	if err := d.begin(dir); err != nil {
		return nil, errors.Join(err, d.Discard())
	}
	return d, nil
}

// begin takes the lock and checks the contents of the directory.
func (d *Directory) begin(dir string) (err error) {
	if d.lock, err = os.Open(dir); err != nil {
		return err
	}
	if err := unix.Flock(int(d.lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return fmt.Errorf("%s: another process is exporting into it: %w", dir, err)
	}
	names, err := d.lock.Readdirnames(1)
	if err != nil && err != io.EOF {
		return err
	}
	boot, err := bootID()
	if err != nil {
		return err
	}
	d.state = checkpoint{Version: 1, Of: d.o.Of, Range: d.o.Range, Boot: boot}
	if d.state.Portable = d.o.Portable; !d.state.Portable {
		if d.state.Portable, err = foldsCase(d.root); err != nil {
			return err
		}
	}
	if len(names) == 0 {
		if d.written, err = newWrittenFiles(d.root); err != nil {
			return err
		}
		return d.note()
	}
	noted, err := d.root.ReadFile(checkpointName)
	switch {
	case errors.Is(err, fs.ErrNotExist) && d.o.Overwrite:
		d.stale = true
		return d.note()
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w and contains other files; --overwrite adds to them", dir, ErrExists)
	case err != nil:
		return err
	case d.o.Overwrite:
		d.stale = true
		return d.note()
	case !d.o.Resume:
		return fmt.Errorf("%s: %w; --resume continues it, --overwrite starts again", dir, ErrInterruptedExport)
	}
	var before checkpoint
	if err := json.Unmarshal(noted, &before); err != nil {
		return fmt.Errorf("%s: %w; --overwrite starts again", filepath.Join(dir, checkpointName), err)
	}
	if before.Version != d.state.Version || before.Of != d.state.Of || before.Range != d.state.Range || before.Portable != d.state.Portable {
		return fmt.Errorf("%s: %w of other entries or with other file names: %s; --overwrite starts again", dir, ErrInterruptedExport, before.Of)
	}
	// A limit also counts skipped entries, which are not recorded.
	if before.Boot == boot && d.o.Range.Limit == 0 {
		d.state = before
	}
	return nil
}

// foldsCase reports whether the file system treats names that differ only in case as the same.
func foldsCase(root *os.Root) (bool, error) {
	f, err := root.Create(probeName)
	if err != nil {
		return false, err
	}
	_, err = root.Lstat(strings.ToLower(probeName))
	return err == nil, errors.Join(f.Close(), root.Remove(probeName))
}

// Rest returns the part of the range that is still to be exported, and the count of what was
// exported before.
func (d *Directory) Rest() (*leveldb.Range, Count) {
	r := d.o.Range
	if last := string(d.state.Last); last != "" {
		if r.Reverse {
			r.Stop, r.IncludeStop = last, false
		} else {
			r.Start, r.ExcludeStart = last, true
		}
	}
	return &r, d.state.Count
}

// Put writes the file of an entry.
func (d *Directory) Put(key string, stored []byte) error {
	extension, content := "", []byte(nil)
	if d.o.CSV != nil {
		var err error
		if d.text, err = d.o.CSV.append(d.text[:0], d.array(stored)); err != nil {
			return err
		}
		extension, content = extCSV, d.text
	} else {
		extension, content = extRaw, stored
		if !d.o.Raw {
			extension, content = d.file(stored)
		}
	}
	name := pathOf(key, extension, d.state.Portable)
	if err := d.enter(path.Dir(name)); err != nil {
		return err
	}
	name = path.Base(name)
	f, err := d.at.OpenFile(partialName, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|unix.O_NOFOLLOW, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err == nil && d.stale {
		err = d.removeOthers(strings.TrimSuffix(name, extension))
	}
	if err == nil {
		err = d.at.Rename(partialName, name)
	}
	if err != nil {
		return errors.Join(err, d.at.Remove(partialName))
	}
	d.written.file(path.Join(d.last, name))
	d.state.Count.Entries++
	d.state.Count.Bytes += int64(len(key) + len(stored))
	d.state.Last = append(d.state.Last[:0], key...)
	if time.Since(d.noted) >= checkpointEvery {
		return d.note()
	}
	return nil
}

// enter creates dir, relative to the root, and makes it the directory for new files.
func (d *Directory) enter(dir string) error {
	if dir == d.last {
		return nil
	}
	if err := d.leave(); err != nil || dir == "." {
		return err
	}
	if err := d.create(dir); err != nil {
		return err
	}
	at, err := d.root.OpenRoot(dir)
	if err != nil {
		return err
	}
	d.at, d.last = at, dir
	return nil
}

// create creates dir and the directories above it, unless they exist.
func (d *Directory) create(dir string) error {
	err := d.root.Mkdir(dir, 0o777)
	if errors.Is(err, fs.ErrNotExist) && path.Dir(dir) != "." {
		if err = d.create(path.Dir(dir)); err == nil {
			err = d.root.Mkdir(dir, 0o777)
		}
	}
	switch {
	case err == nil:
		d.written.directory(dir)
	case errors.Is(err, fs.ErrExist):
		return nil
	}
	return err
}

// leave returns to the root.
func (d *Directory) leave() error {
	at := d.at
	d.at, d.last = d.root, "."
	if at == d.root {
		return nil
	}
	return at.Close()
}

// removeOthers removes files that would be read as the same key.
func (d *Directory) removeOthers(name string) error {
	for _, extension := range append(extensions, extCSV) {
		if err := d.at.Remove(name + extension); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// note writes the checkpoint.
func (d *Directory) note() error {
	text, err := json.Marshal(d.state)
	if err != nil {
		return err
	}
	if err := d.root.WriteFile(partialName, text, 0o666); err != nil {
		return err
	}
	d.noted = time.Now()
	return d.root.Rename(partialName, checkpointName)
}

// Commit completes the export once all files are on the disk.
func (d *Directory) Commit() error {
	if err := syncFiles(d.lock); err != nil {
		return err
	}
	if err := d.root.Remove(checkpointName); err != nil {
		return err
	}
	return d.close()
}

// Abort ends the export so that it can be resumed.
func (d *Directory) Abort() error {
	if d.ended {
		return nil
	}
	var err error
	if len(d.state.Last) > 0 {
		err = d.note()
	}
	return errors.Join(err, d.close())
}

// Discard ends an export that cannot be resumed, or that has written nothing. If there were no
// files in the directory before, it removes what the export has created, and the directory if it is
// new and empty. Other files stay. If there were files before, Discard is Abort.
func (d *Directory) Discard() error {
	if d.ended {
		return nil
	}
	if d.written == nil {
		return d.Abort()
	}
	err := errors.Join(d.leave(), d.written.remove(d.root), removeFile(d.root, checkpointName), d.close())
	if d.made != "" && err == nil {
		_, err = removed(os.Remove(d.made))
	}
	return err
}

func (d *Directory) close() error {
	d.ended = true
	err := errors.Join(d.leave(), d.written.close(), d.root.Close())
	if d.lock != nil {
		err = errors.Join(err, d.lock.Close())
	}
	return err
}
