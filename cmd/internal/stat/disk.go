package stat

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
)

// level describes the tables of a level, as LevelDB counts them.
type level struct {
	Level  int   `json:"level"`
	Tables int   `json:"tables"`
	Bytes  int64 `json:"bytes"`
}

var (
	levelLine = regexp.MustCompile(`^--- level (\d+) ---$`)
	// tableLine matches number and size. The keys that follow are escaped.
	tableLine = regexp.MustCompile(`^ (\d+):(\d+)\[`)
)

// levelsOf reads the property "leveldb.sstables". In a database that is open for reading, the
// contents of the log are also included, as tables on level 0.
func levelsOf(db *leveldb.DB) ([]level, error) {
	text, err := db.Property("leveldb.sstables")
	if err != nil {
		return nil, err
	}
	levels := []level{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if m := levelLine.FindStringSubmatch(line); m != nil {
			n, err := strconv.Atoi(m[1])
			if err != nil {
				return nil, fmt.Errorf("leveldb.sstables: %w", err)
			}
			levels = append(levels, level{Level: n})
		} else if m := tableLine.FindStringSubmatch(line); m != nil && len(levels) > 0 {
			size, err := strconv.ParseInt(m[2], 10, 64)
			if err != nil {
				return nil, fmt.Errorf("leveldb.sstables: %w", err)
			}
			last := &levels[len(levels)-1]
			last.Tables++
			last.Bytes += size
		}
	}
	return levels, nil
}

// memoryOf returns the amount of memory that LevelDB reports using.
func memoryOf(db *leveldb.DB) (int64, error) {
	text, err := db.Property("leveldb.approximate-memory-usage")
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

// diskUse describes the files of a directory.
type diskUse struct {
	Bytes    int64 `json:"bytes"`
	Tables   int   `json:"tables"`
	Table    int64 `json:"table_bytes"`
	Log      int64 `json:"log_bytes"`
	Manifest int64 `json:"manifest_bytes"`
	Other    int64 `json:"other_bytes"`
}

func DiskUseOf(dir string) (*diskUse, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	use := &diskUse{}
	for _, f := range files {
		info, err := f.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		size := info.Size()
		if !info.Mode().IsRegular() {
			continue
		}
		switch kind, _ := dbfile.ParseName(f.Name()); kind {
		case dbfile.TableFile:
			use.Tables++
			use.Table += size
		case dbfile.LogFile:
			use.Log += size
		case dbfile.ManifestFile:
			use.Manifest += size
		default:
			use.Other += size
		}
		use.Bytes += size
	}
	return use, nil
}

// tableFormat records how tables were written. If tables are large or many, only a part of them is
// read.
type tableFormat struct {
	Looked   int              `json:"tables_read"`
	Of       int              `json:"tables"`
	Blocks   map[string]int64 `json:"blocks"`  // by compression, of the blocks that were read
	Filters  map[string]int64 `json:"filters"` // tables by the name of their filter
	Unfilter int64            `json:"tables_without_filter"`
	Damaged  int64            `json:"tables_damaged"`
}

const (
	tablesRead = 256 // maximum number of tables read
	blocksRead = 64  // maximum number of blocks read per table
)

func tableFormatOf(dir string) (*tableFormat, error) {
	manifest, err := dbfile.ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	tables := manifest.Sorted()
	f := &tableFormat{Of: len(tables), Blocks: map[string]int64{}, Filters: map[string]int64{}}
	step := max((f.Of+tablesRead-1)/tablesRead, 1)
	for i := 0; i < f.Of; i += step {
		f.Looked++
		if err := f.add(dir, tables[i].Number); errors.Is(err, dbfile.ErrDamaged) || errors.Is(err, fs.ErrNotExist) {
			f.Damaged++ // verify reports details
		} else if kind := new(dbfile.KindError); errors.As(err, &kind) {
			f.Blocks[kind.Kind.String()]++ // its index, without which the blocks cannot be found
		} else if err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *tableFormat) add(dir string, number uint64) error {
	name, err := dbfile.FindTable(dir, number)
	if err != nil {
		return err
	}
	t, err := dbfile.OpenTable(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	defer t.Close()
	kinds, err := t.Kinds(blocksRead)
	if err != nil {
		return err
	}
	for kind, n := range kinds {
		f.Blocks[kind.String()] += int64(n)
	}
	if t.Filter == "" {
		f.Unfilter++
	} else {
		f.Filters[t.Filter]++
	}
	return nil
}
