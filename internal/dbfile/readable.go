package dbfile

// Readable returns a *KindError if a block is compressed in a way that is not known here. It reads no more than the kind and the
// first bytes, so the checksum must be right: see Check.
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

// comparatorPrograms holds the programs whose comparators are often met.
var comparatorPrograms = map[string]string{
	"idb_cmp1":                          "Chrome, or another program made from Chromium (IndexedDB)",
	"cockroach_comparator":              "CockroachDB",
	"rocksdb.ReverseBytewiseComparator": "RocksDB",
	"RocksDB_SE_v3.10":                  "MyRocks",
}
