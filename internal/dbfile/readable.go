package dbfile

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"path/filepath"
)

// Readable returns a *KindError if a block has an unknown compression. It reads only the kind and
// the first bytes, so verify the checksum first: see Check.
func (t *TableReader) Readable(b Block) error {
	kind, err := t.Kind(b)
	if err != nil || kind == Plain || kind == Snappy {
		return err
	}
	start := make([]byte, min(b.Size, 4))
	if _, err := t.file.ReadAt(start, b.Offset); err != nil {
		return err
	}
	return &KindError{Kind: kind, Start: start}
}

// LastSequence returns the last sequence number of the database, from its manifest or from the
// newest entry in its logs. Errors are those of the file system.
func (d *Directory) LastSequence() (uint64, error) {
	last := uint64(0)
	if d.Manifest != nil {
		last = d.Manifest.LastSequence
	}
	for _, name := range d.files[LogFile] {
		err := readLog(filepath.Join(d.Path, name), &LogSummary{}, func(batch []byte) error {
			first, count := binary.LittleEndian.Uint64(batch), binary.LittleEndian.Uint32(batch[8:])
			last = max(last, first+max(uint64(count), 1)-1)
			return nil
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // a writer has just removed it
			return 0, err
		}
	}
	return last, nil
}

// comparatorPrograms maps common comparators to the programs that use them.
var comparatorPrograms = map[string]string{
	"idb_cmp1":                          "Chrome, or another program made from Chromium (IndexedDB)",
	"cockroach_comparator":              "CockroachDB",
	"rocksdb.ReverseBytewiseComparator": "RocksDB",
	"RocksDB_SE_v3.10":                  "MyRocks",
}
