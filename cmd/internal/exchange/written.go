package exchange

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// writtenName is the name of the list of an export, until the list is open.
const writtenName = ".openleveldb-written"

// writtenFiles lists the files and directories that an export has created, so that they can be
// removed and other files stay. The list is a file without a name, so it needs no memory and
// disappears with the process. A nil *writtenFiles lists nothing.
//
// Each line holds a path relative to the root of the export, with a slash at the end for a
// directory. Names of exported files contain no line breaks. A directory comes before its content,
// and nearly always all of its content before anything else, because keys are exported in order.
type writtenFiles struct {
	f    *os.File
	list *bufio.Writer
}

// newWrittenFiles creates an empty list. The caller must close it.
func newWrittenFiles(root *os.Root) (*writtenFiles, error) {
	f, err := root.OpenFile(writtenName, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if err := root.Remove(writtenName); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &writtenFiles{f, bufio.NewWriter(f)}, nil
}

// file adds a file. The list keeps an error of writing, which remove returns.
func (w *writtenFiles) file(name string) {
	if w != nil {
		_, _ = w.list.WriteString(name + "\n")
	}
}

// directory adds a directory.
func (w *writtenFiles) directory(name string) { w.file(name + "/") }

// remove removes the files of the list, and its directories if they are then empty. If the list is
// incomplete because the disk was full, it removes those that are certain.
func (w *writtenFiles) remove(root *os.Root) error {
	err := w.list.Flush()
	if _, seek := w.f.Seek(0, io.SeekStart); seek != nil {
		return errors.Join(err, seek)
	}
	var open []string // the directories that the next file may be in
	var kept []string // directories that were not empty
	leave := func(until string) {
		for n := len(open); n > 0 && !strings.HasPrefix(until, open[n-1]); n-- {
			gone, failure := removed(root.Remove(path.Clean(open[n-1])))
			if err = errors.Join(err, failure); !gone {
				kept = append(kept, open[n-1])
			}
			open = open[:n-1]
		}
	}
	for lines := bufio.NewReader(w.f); ; {
		name, end := lines.ReadString('\n')
		if end != nil { // an incomplete line is no file's name
			leave("")
			slices.SortFunc(kept, func(a, b string) int { return len(b) - len(a) }) // inner ones first
			for _, name := range kept {
				_, failure := removed(root.Remove(path.Clean(name)))
				err = errors.Join(err, failure)
			}
			if end != io.EOF {
				err = errors.Join(err, end)
			}
			return err
		}
		name = strings.TrimSuffix(name, "\n")
		if leave(name); strings.HasSuffix(name, "/") {
			open = append(open, name)
		} else {
			err = errors.Join(err, removeFile(root, name))
		}
	}
}

func (w *writtenFiles) close() error {
	if w == nil {
		return nil
	}
	return w.f.Close()
}

// removeFile removes a file if it exists.
func removeFile(root *os.Root, name string) error {
	if err := root.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// removed takes the error of removing a directory. It reports whether the directory is gone. It stays
// if there is something in it, such as files of another program.
func removed(err error) (gone bool, _ error) {
	switch {
	case errors.Is(err, unix.ENOTEMPTY), errors.Is(err, unix.EEXIST):
		return false, nil
	case errors.Is(err, fs.ErrNotExist):
		return true, nil
	}
	return err == nil, err
}
