package inspect

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// leftAlone is the reason why a directory is left unchanged.
const leftAlone = "openleveldb does not change it, because a repair or a write could destroy data that another program can read"

// recognize determines the kind of the directory. Unless the directory is certain to be a LevelDB
// database that can be read here, recognize sets Refused and adds a single finding. The error is
// fs.ErrNotExist if it is not a database at all.
func (d *Doctor) recognize() error {
	d.directory = dbfile.Recognize(d.Path, dbfile.Options{Snappy: d.HasSnappy})
	if d.directory.Class == dbfile.Damaged {
		// A writer may have replaced a file between two reads.
		d.directory = dbfile.Recognize(d.Path, dbfile.Options{Snappy: d.HasSnappy})
	}
	switch d.directory.Class {
	case dbfile.Intact, dbfile.Damaged:
		return nil
	case dbfile.Nothing, dbfile.NotDatabase:
		return fmt.Errorf("%s: %w", d.Path, d.directory.Refusal())
	case dbfile.Unreadable:
		d.add(d.unreadable())
	default:
		d.add(d.foreign())
	}
	d.Refused = true
	return nil
}

// foreign returns the finding for a database that appears to be intact but cannot be read here.
func (d *Doctor) foreign() Finding {
	f := Finding{Severity: Error, What: d.directory.Reason, Why: leftAlone, Fix: ExportAdvice(d.directory)}
	if d.directory.File != "" {
		f.Files, f.Count = []string{d.directory.File}, 1
	}
	switch d.directory.Class {
	case dbfile.OtherOrder:
		f.Check = "comparator"
		f.Why = "openleveldb does not know this order, so it can neither read the database nor check the order of its keys; " +
			"a Go program opens it with Options.Comparator, and Plyvel with comparator=; " + leftAlone
	case dbfile.OtherCompression:
		f.Check = "compression"
		if d.directory.Compression == dbfile.Snappy {
			f.Check, f.Why = "snappy", "its entries cannot be read on this machine"
			f.Fix = "install a LevelDB with Snappy, as scripts/install-leveldb.sh does, and build openleveldb with it"
		}
	default:
		f.Check = "foreign"
	}
	return f
}

// ExportAdvice returns the advice for a directory that another program must read.
func ExportAdvice(d *dbfile.Directory) string {
	program := d.Program
	if program == "" {
		program = "the program that wrote it"
	}
	return "export it with " + program + ", and import the result into a new database"
}

// unreadable returns the finding for files that cannot be read.
func (d *Doctor) unreadable() Finding {
	if !errors.Is(d.directory.Err, fs.ErrPermission) {
		return Finding{Check: "unreadable", Severity: Error, Files: []string{d.directory.File}, Count: 1, What: d.directory.Reason,
			Why: "its content is not known", Fix: "make the file readable: `ls -ld {db}/" + d.directory.File + "` shows its type and mode"}
	}
	files := d.denied()
	return Finding{Check: "permission", Severity: Error, Files: files[:min(len(files), most)], Count: len(files),
		What: deniedText(d.Path, files[0]),
		Why:  "its content is not known; there is no evidence of damage",
		Fix:  permissionAdvice(d.Path, files[0])}
}

// denied lists the files of the database that this user may not read. The directory itself is
// listed as ".".
func (d *Doctor) denied() []string {
	var names []string
	for _, f := range d.files {
		if !isDatabaseFile(f.Name()) || !f.Mode().IsRegular() {
			continue
		}
		file, err := os.Open(filepath.Join(d.Path, f.Name()))
		if errors.Is(err, fs.ErrPermission) {
			names = append(names, f.Name())
		} else if err == nil {
			file.Close()
		}
	}
	if len(names) == 0 {
		return []string{d.directory.File}
	}
	return names
}

// deniedText returns text that names the user who may not read a file of a directory, and the owner
// of the file.
func deniedText(dir, name string) string {
	what := name
	if name == "." {
		what = "the directory"
	}
	text := fmt.Sprintf("permission denied: %s may not read %s", userText(os.Geteuid()), what)
	if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
		text += fmt.Sprintf(", which belongs to %s and has the mode %v", userText(ownerOf(info)), info.Mode())
	}
	return text
}

// permissionAdvice returns advice on how to get permission to read a file.
func permissionAdvice(dir, name string) string {
	info, err := os.Stat(filepath.Join(dir, name))
	switch {
	case err != nil:
		return "run as the owner of the files, or get permission to read them"
	case ownerOf(info) == os.Geteuid():
		return "`chmod -R u+rwX {db}`"
	}
	return fmt.Sprintf("run as the owner: `sudo -u '#%d' openleveldb doctor {db}`; or get permission to read the files", ownerOf(info))
}

// userText returns the name of a user, such as "user alice (1000)".
func userText(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return fmt.Sprintf("user %s (%d)", u.Username, uid)
	}
	return fmt.Sprintf("user %d", uid)
}

// UnreadText returns the reason why a part of a file in a directory cannot be read here.
func UnreadText(dir string, d Damage) string {
	if errors.Is(d.Err, fs.ErrPermission) {
		return deniedText(dir, d.File)
	}
	return d.Err.Error()
}

// UnreadAdvice returns the advice for a part of a file that cannot be read here.
func UnreadAdvice(dir string, d Damage) string {
	var kind *dbfile.KindError
	switch {
	case errors.Is(d.Err, fs.ErrPermission):
		return permissionAdvice(dir, d.File)
	case errors.As(d.Err, &kind):
		return ExportAdvice(&dbfile.Directory{Program: kind.Program()})
	}
	return "do not change the file, and read it with the program that wrote it"
}
