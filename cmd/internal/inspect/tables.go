package inspect

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// DamageKind is the reason why a part of a file cannot be read.
type DamageKind int

// The kinds of damage.
const (
	Damaged DamageKind = iota // the bytes violate the format
	Missing                   // the file does not exist
	// Unread: the bytes may be intact, but this user may not read them, or this library cannot
	// decompress them.
	Unread
)

// Damage is a part of a file that cannot be read.
type Damage struct {
	Kind         DamageKind
	File         string // name of the file in the directory
	Offset, Size int64  // position of the part; Size is 0 if it is not known
	Err          error
	// Keyed is set if the part holds entries. Their keys range from First, which is excluded if
	// Excluded is set, to at most Last.
	Keyed       bool
	First, Last string
	Excluded    bool
}

// damageKind returns the kind of damage for an error of reading a file.
func damageKind(err error) DamageKind {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Missing
	case errors.Is(err, dbfile.ErrDamaged), errors.Is(err, syscall.EIO):
		return Damaged
	}
	return Unread
}

// UnknownLevel is the level of a table that is not known to be in any manifest.
const UnknownLevel = -1

// TablesIn lists the tables in a directory whose manifest cannot be read. The result includes
// tables that the manifest no longer listed.
func TablesIn(dir string) ([]dbfile.Table, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var tables []dbfile.Table
	for _, f := range files {
		kind, number := dbfile.ParseName(f.Name())
		if kind != dbfile.TableFile {
			continue
		}
		info, err := f.Info()
		if err != nil {
			return nil, err
		}
		tables = append(tables, dbfile.Table{Number: number, Level: UnknownLevel, Size: uint64(info.Size())})
	}
	return tables, nil
}

// CheckTables verifies the checksum of every block of the tables. It calls found with each damaged
// block, and once for a table with blocks that cannot be decompressed here. It calls read with the
// number of bytes that were read and of tables that are done. The error is that of ctx or of found.
func CheckTables(ctx context.Context, dir string, tables []dbfile.Table, read func(tables int, bytes int64), found func(Damage) error) error {
	for _, t := range tables {
		name, err := dbfile.FindTable(dir, t.Number)
		if err == nil {
			err = checkTable(ctx, dir, name, t, read, found)
		} else {
			err = found(damagedTable(name, t, err))
		}
		if err != nil {
			return err
		}
		read(1, 0)
	}
	return ctx.Err()
}

// damagedTable returns the damage of a table that cannot be read at all.
func damagedTable(name string, t dbfile.Table, err error) Damage {
	return Damage{Kind: damageKind(err), File: name, Size: int64(t.Size), Err: err, Keyed: t.Level != UnknownLevel, First: t.First, Last: t.Last}
}

func checkTable(ctx context.Context, dir, name string, t dbfile.Table, read func(int, int64), found func(Damage) error) error {
	file, err := dbfile.OpenTable(filepath.Join(dir, name))
	if err != nil {
		return found(damagedTable(name, t, err))
	}
	defer file.Close()
	if info, err := os.Stat(filepath.Join(dir, name)); err == nil && uint64(info.Size()) != t.Size {
		err := fmt.Errorf("its size is %d bytes; the manifest has %d", info.Size(), t.Size)
		if err := found(Damage{File: name, Size: info.Size(), Err: err}); err != nil {
			return err
		}
	}
	var strange *dbfile.KindError
	for _, block := range append(file.Other(), file.Blocks...) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := file.Check(block); err != nil {
			if err := found(damageOf(name, t, block, err)); err != nil {
				return err
			}
		} else if strange == nil {
			if err := file.Readable(block); err != nil && !errors.As(err, &strange) {
				return err
			}
		}
		read(0, block.Size)
	}
	if strange != nil {
		return found(damagedTable(name, t, strange))
	}
	return nil
}

// damageOf returns the damage of a block.
func damageOf(name string, t dbfile.Table, block dbfile.Block, err error) Damage {
	d := Damage{Kind: damageKind(err), File: name, Offset: block.Offset, Size: block.Size, Err: err}
	if d.Keyed = block.HoldsEntries(); d.Keyed {
		d.First, d.Last, d.Excluded = block.After, block.Last, !block.First
		if t.Level != UnknownLevel {
			// The key in the index may be greater than the last one in the block.
			d.Last = min(d.Last, t.Last)
			if block.First {
				d.First = t.First
			}
		}
	}
	return d
}

// CheckLogs checks the logs of a directory for damaged records. LevelDB skips those without an
// error unless Options.ParanoidChecks is set.
func CheckLogs(ctx context.Context, dir string, read func(bytes int64), found func(Damage) error) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if kind, _ := dbfile.ParseName(f.Name()); kind != dbfile.LogFile {
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
		return &Damage{Kind: damageKind(err), File: name, Err: err}, nil
	}
	defer file.Close()
	records, damages, err := dbfile.CheckLog(counting{file, read})
	if err != nil {
		return &Damage{File: name, Err: err}, nil
	}
	if damages > 0 {
		err = fmt.Errorf("%d damaged places, %d intact records", damages, records)
		return &Damage{File: name, Err: err}, nil
	}
	return nil, nil
}

// counting reports how much is read.
type counting struct {
	file *os.File
	read func(bytes int64)
}

func (c counting) Read(p []byte) (int, error) {
	n, err := c.file.Read(p)
	c.read(int64(n))
	return n, err
}
