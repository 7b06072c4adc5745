// Package powercut models what a power cut leaves of the files that the library writes.
//
// A test records the operations of a workload (internal/disk), replays a part of them in a Model,
// and writes an image: a directory as the disk may hold it when the power fails at that moment. The
// model is stricter than most file systems:
//
//   - Of a file, the bytes that were written before its last sync are there, and any number of
//     those that follow.
//   - Of the changes to the names in a directory since its last sync, any subset is there. A rename
//     is one change.
//
// It does not model blocks of a file that reach the disk before earlier ones of the same file.
package powercut

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/internal/disk"
)

// Step is one recorded operation.
type Step struct {
	Operation disk.Operation
	Path      string
	Argument  string
	Data      []byte // of a write
}

// ReadJournal reads what disk.Record has recorded.
func ReadJournal(path string) ([]Step, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	var steps []Step
	for {
		line, err := r.ReadString('\n')
		if err == io.EOF && line == "" {
			return steps, nil
		}
		if err != nil {
			return nil, fmt.Errorf("step %d: %w", len(steps), err)
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 || len(fields[0]) != 1 {
			return nil, fmt.Errorf("step %d: %q is not a record", len(steps), line)
		}
		s := Step{Operation: disk.Operation(fields[0][0]), Path: fields[1], Argument: fields[2]}
		if s.Operation == disk.Write {
			n, err := strconv.Atoi(s.Argument)
			if err != nil {
				return nil, fmt.Errorf("step %d: %w", len(steps), err)
			}
			s.Data = make([]byte, n)
			if _, err := io.ReadFull(r, s.Data); err != nil {
				return nil, fmt.Errorf("step %d: %w", len(steps), err)
			}
		}
		steps = append(steps, s)
	}
}

// Model is the state of the files in one directory.
type Model struct {
	base string
	root *node
}

// node is a file or a directory.
type node struct {
	data   []byte
	synced int // bytes of data that are on the disk

	names   map[string]*node // of a directory, as programs see it; nil for a file
	durable map[string]*node // on the disk
	pending []change         // from durable to names
}

// change sets names; a nil node removes one.
type change map[string]*node

// NewModel returns the model of an empty directory base. Operations elsewhere are ignored.
func NewModel(base string) *Model { return &Model{base: base, root: newDirectory()} }

// Load returns the model of a directory base with files, all of which are on the disk.
func Load(base string) (*Model, error) {
	root, err := load(base)
	return &Model{base: base, root: root}, err
}

func load(path string) (*node, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	dir := newDirectory()
	for _, e := range entries {
		name := filepath.Join(path, e.Name())
		var n *node
		if e.IsDir() {
			n, err = load(name)
		} else if !unrecorded(e.Name()) {
			n = &node{}
			n.data, err = os.ReadFile(name)
			n.synced = len(n.data)
		}
		if err != nil {
			return nil, err
		}
		if n != nil {
			dir.names[e.Name()], dir.durable[e.Name()] = n, n
		}
	}
	return dir, nil
}

func newDirectory() *node { return &node{names: map[string]*node{}, durable: map[string]*node{}} }

func (n *node) apply(c change) {
	for name, to := range c {
		set(n.names, name, to)
	}
	n.pending = append(n.pending, c)
}

func set(names map[string]*node, name string, to *node) {
	if to == nil {
		delete(names, name)
	} else {
		names[name] = to
	}
}

// find returns the directory that holds path, and the name in it. The name of base is ".".
func (m *Model) find(path string) (dir *node, name string, inside bool, err error) {
	relative, err := filepath.Rel(m.base, path)
	if err != nil || relative == ".." || strings.HasPrefix(relative, "../") {
		return nil, "", false, nil
	}
	dir = m.root
	parts := strings.Split(relative, "/")
	for _, part := range parts[:len(parts)-1] {
		if dir = dir.names[part]; dir == nil || dir.names == nil {
			return nil, "", true, fmt.Errorf("%s: no such directory", path)
		}
	}
	return dir, parts[len(parts)-1], true, nil
}

// node returns the file or directory of the path.
func (m *Model) node(path string) (*node, error) {
	dir, name, _, err := m.find(path)
	if err != nil {
		return nil, err
	}
	if name == "." {
		return dir, nil
	}
	if n := dir.names[name]; n != nil {
		return n, nil
	}
	return nil, fmt.Errorf("%s: not in the model", path)
}

// unrecorded reports whether the library changes a file without recording it, because nothing
// depends on its content.
func unrecorded(name string) bool { return name == "LOCK" || name == "LOG" || name == "LOG.old" }

// Apply replays a step.
func (m *Model) Apply(s Step) error {
	if s.Operation == disk.Mark || s.Operation == disk.Close || unrecorded(filepath.Base(s.Path)) {
		return nil
	}
	dir, name, inside, err := m.find(s.Path)
	if !inside || err != nil {
		return err
	}
	switch s.Operation {
	case disk.Makedir:
		dir.apply(change{name: newDirectory()})
		return nil
	case disk.Create:
		if old := dir.names[name]; old != nil {
			old.data, old.synced = nil, 0
			return nil
		}
		dir.apply(change{name: &node{}})
		return nil
	case disk.Delete:
		dir.apply(change{name: nil})
		return nil
	case disk.RenameTo, disk.LinkTo:
		return m.rename(dir, name, s)
	}
	n, err := m.node(s.Path)
	if err != nil {
		if s.Operation == disk.SyncFile {
			return nil // a log that was removed after the sync had begun
		}
		return err
	}
	switch s.Operation {
	case disk.Write:
		n.data = append(n.data, s.Data...)
	case disk.SyncFile:
		n.synced = len(n.data)
	case disk.SyncDir:
		for _, c := range n.pending {
			for name, to := range c {
				set(n.durable, name, to)
			}
		}
		n.pending = nil
	default:
		return fmt.Errorf("unknown operation %q", s.Operation)
	}
	return nil
}

// rename replays a step that sets a second name. It removes the first, unless the step is a link.
func (m *Model) rename(dir *node, name string, s Step) error {
	moved := dir.names[name]
	if moved == nil {
		return fmt.Errorf("%s: not in the model", s.Path)
	}
	to, toName, _, err := m.find(s.Argument)
	if err != nil {
		return err
	}
	if s.Operation == disk.LinkTo {
		to.apply(change{toName: moved})
		return nil
	}
	if to == dir {
		dir.apply(change{name: nil, toName: moved})
		return nil
	}
	to.apply(change{toName: moved})
	dir.apply(change{name: nil})
	return nil
}

// Choice decides what a power cut leaves of what is not synced.
type Choice struct {
	Keep   func() bool                   // whether a change to a directory is kept
	Length func(synced, written int) int // how much of a file is kept
}

// Image writes what the disk may hold to the directory to, which must not exist.
func (m *Model) Image(to string, choice Choice) error {
	return m.root.write(to, choice, map[*node]string{})
}

// write writes a node. files holds the paths of the files that are there already.
func (n *node) write(to string, choice Choice, files map[*node]string) error {
	if n.names == nil {
		if first, there := files[n]; there {
			return os.Link(first, to)
		}
		files[n] = to
		return os.WriteFile(to, n.data[:choice.Length(n.synced, len(n.data))], 0o600)
	}
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	names := map[string]*node{}
	for name, file := range n.durable {
		names[name] = file
	}
	for _, c := range n.pending {
		if !choice.Keep() {
			continue
		}
		for name, file := range c {
			set(names, name, file)
		}
	}
	for name, file := range names {
		if err := file.write(filepath.Join(to, name), choice, files); err != nil {
			return err
		}
	}
	return nil
}

// Check reports files that differ from those of the real directory. It shows that the record is
// complete.
func (m *Model) Check() error { return m.root.check(m.base) }

func (n *node) check(path string) error {
	if n.names == nil {
		data, err := os.ReadFile(path)
		if err == nil && string(data) != string(n.data) {
			err = fmt.Errorf("%s: the record lacks a write", path)
		}
		return err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if n.names[e.Name()] == nil && !unrecorded(e.Name()) {
			err = errors.Join(err, fmt.Errorf("%s: not in the record", filepath.Join(path, e.Name())))
		}
	}
	for name, file := range n.names {
		err = errors.Join(err, file.check(filepath.Join(path, name)))
	}
	return err
}
