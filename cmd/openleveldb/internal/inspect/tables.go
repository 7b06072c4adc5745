package inspect

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/native"
)

// Damage is a part of a file that cannot be read.
type Damage struct {
	File         string // its name in the directory
	Offset, Size int64  // of the part; Size is 0 if that is not known
	Err          error
	// Keyed says that entries lie there, with keys from First on, or behind it if it is Excluded, to Last at most.
	Keyed       bool
	First, Last string
	Excluded    bool
	Missing     bool // the whole file is
}

// tableName finds the file of a table, which LevelDB called NNNNNN.sst once.
func tableName(dir string, number uint64) (string, error) {
	name := fmt.Sprintf("%06d.ldb", number)
	if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
		return name, err
	}
	old := fmt.Sprintf("%06d.sst", number)
	if _, err := os.Stat(filepath.Join(dir, old)); err == nil {
		return old, nil
	}
	return name, fs.ErrNotExist
}

// UnknownLevel is the level of a table that no manifest tells of.
const UnknownLevel = -1

// TablesIn lists the tables in a directory whose manifest cannot be read: those that were removed, but for their files, too.
func TablesIn(dir string) ([]native.Table, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var tables []native.Table
	for _, f := range files {
		parts := tableFile.FindStringSubmatch(f.Name())
		if parts == nil {
			continue
		}
		number, err := strconv.ParseUint(parts[1], 10, 64)
		if err != nil {
			continue // none of LevelDB's
		}
		info, err := f.Info()
		if err != nil {
			return nil, err
		}
		tables = append(tables, native.Table{Number: number, Level: UnknownLevel, Size: uint64(info.Size())})
	}
	return tables, nil
}

// CheckTables compares every block of the tables with its checksum, and calls found with each that does not fit, or cannot be
// read. read is called with the bytes that were read, and the tables that are done. The error is that of ctx or of found.
func CheckTables(ctx context.Context, dir string, tables []native.Table, read func(tables int, bytes int64), found func(Damage) error) error {
	for _, t := range tables {
		name, err := tableName(dir, t.Number)
		if err == nil {
			err = checkTable(ctx, dir, name, t, read, found)
		} else {
			d := whole(name, t, err)
			d.Missing = errors.Is(err, fs.ErrNotExist)
			err = found(d)
		}
		if err != nil {
			return err
		}
		read(1, 0)
	}
	return ctx.Err()
}

// whole is the damage of a table that cannot be read at all.
func whole(name string, t native.Table, err error) Damage {
	return Damage{File: name, Size: int64(t.Size), Err: err, Keyed: t.Level != UnknownLevel, First: t.First, Last: t.Last}
}

func checkTable(ctx context.Context, dir, name string, t native.Table, read func(int, int64), found func(Damage) error) error {
	file, err := dbfile.OpenTable(filepath.Join(dir, name))
	if err != nil {
		return found(whole(name, t, err))
	}
	defer file.Close()
	if info, err := os.Stat(filepath.Join(dir, name)); err == nil && uint64(info.Size()) != t.Size {
		err := fmt.Errorf("it has %d bytes, and the manifest says %d", info.Size(), t.Size)
		if err := found(Damage{File: name, Size: info.Size(), Err: err}); err != nil {
			return err
		}
	}
	for _, block := range append(file.Other(), file.Blocks...) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := file.Check(block); err != nil {
			d := Damage{File: name, Offset: block.Offset, Size: block.Size, Err: err}
			if d.Keyed = block.HoldsEntries(); d.Keyed {
				d.First, d.Last, d.Excluded = block.After, block.Last, !block.First
				if t.Level != UnknownLevel {
					d.Last = min(d.Last, t.Last) // the index has only a key that is not before it
					if block.First {
						d.First = t.First
					}
				}
			}
			if err := found(d); err != nil {
				return err
			}
		}
		read(0, block.Size)
	}
	return nil
}

var logFile = regexp.MustCompile(`^([0-9]+)\.log$`)

// CheckLogs looks for damaged records in the logs of a directory, which LevelDB passes over in silence unless Options.ParanoidChecks.
func CheckLogs(ctx context.Context, dir string, read func(bytes int64), found func(Damage) error) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if !logFile.MatchString(f.Name()) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		d, err := checkLog(dir, f.Name(), read)
		if err == nil && d != nil {
			err = found(*d)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func checkLog(dir, name string, read func(bytes int64)) (*Damage, error) {
	file, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return &Damage{File: name, Err: err}, nil
	}
	defer file.Close()
	records, damages, err := native.CheckLog(counting{file, read})
	if err != nil {
		return &Damage{File: name, Err: err}, nil
	}
	if damages > 0 {
		err = fmt.Errorf("%d damaged places, %d whole records", damages, records)
		return &Damage{File: name, Err: err}, nil
	}
	return nil, nil
}

// counting tells how much is read.
type counting struct {
	file *os.File
	read func(bytes int64)
}

func (c counting) Read(p []byte) (int, error) {
	n, err := c.file.Read(p)
	c.read(int64(n))
	return n, err
}
