package leveldb

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"runtime/debug"
)

// Digest is a summary of entries in the order of their keys. Two ranges with equal SHA256 hold the
// same keys with the same stored bytes, wherever they are and however LevelDB stores them.
type Digest struct {
	Entries int
	Bytes   int64 // total size of all keys and values

	// SHA256 is the hash of all entries, each as
	//
	//	offset 0      length K of the key, 4 bytes, little-endian
	//	offset 4      length V of the stored value, 4 bytes, little-endian
	//	offset 8      key, K bytes, without the prefix of a sub-database
	//	offset 8+K    stored value, V bytes, tag included
	SHA256 [sha256.Size]byte
}

// String returns SHA256 in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d.SHA256[:]) }

// Digest reads all entries of a range and returns their summary; a nil r selects all. It reads the
// state of the moment it begins, with checksums verified. A Range.Prefix counts as part of the
// keys. Reverse and Limit are ErrInvalidArgument.
func (db *DB) Digest(r *Range) (Digest, error) { return db.digest(r, nil) }

// digest calls progress, if not nil, from time to time with the number of entries and bytes read
// since the previous call.
func (db *DB) digest(r *Range, progress func(entries int, bytes int64)) (Digest, error) {
	r, err := r.whole()
	if err != nil {
		return Digest{}, db.failRange("digest", db.prefix, err)
	}
	d := newDigester()
	told := Digest{}
	tell := func() {
		if progress != nil {
			progress(d.Entries-told.Entries, d.Bytes-told.Bytes)
		}
		told = d.Digest
	}
	w := db.careful().iterate(r, reuseKeys)
	defer w.close()
	for w.next() {
		if err := d.addEntry(w); err != nil {
			return Digest{}, err
		}
		if d.Bytes-told.Bytes >= copyBatch {
			tell()
		}
	}
	if err := w.failed(); err != nil {
		return Digest{}, err
	}
	tell()
	return d.sum(), nil
}

// careful returns a handle for reading everything once: it verifies checksums and does not fill the
// cache.
func (db *DB) careful() *DB {
	return db.WithReadOptions(ReadOptions{VerifyChecksums: true, DontFillCache: true})
}

// whole returns the range with its prefix kept on the keys, as Copy and Digest need it.
func (r *Range) whole() (*Range, error) {
	if r == nil {
		return &Range{}, nil
	}
	if r.Reverse || r.Limit != 0 {
		return nil, fmt.Errorf("%w: Range.Reverse and Range.Limit are not supported here", ErrInvalidArgument)
	}
	w := *r
	w.Prefix, w.StartingBy = "", r.Prefix+r.StartingBy
	if r.Start != "" || r.ExcludeStart {
		w.Start = r.Prefix + r.Start
	}
	if r.Stop != "" {
		w.Stop = r.Prefix + r.Stop
	}
	return &w, nil
}

// digester computes the Digest of entries that are added in order.
type digester struct {
	Digest
	hash hash.Hash
	few  []byte // entries not hashed yet: small ones are hashed together
}

// Sizes in bytes for buffering in a digester.
const (
	digestTogether = 16 << 10 // buffered bytes that are hashed at once
	digestApart    = 4 << 10  // a value of this size or more is hashed without buffering
)

func newDigester() *digester {
	return &digester{hash: sha256.New(), few: make([]byte, 0, digestTogether+digestApart)}
}

// add adds an entry. It does not keep value.
func (d *digester) add(key string, value []byte) {
	d.Entries++
	d.Bytes += int64(len(key)) + int64(len(value))
	d.few = binary.LittleEndian.AppendUint32(d.few, uint32(len(key)))
	d.few = binary.LittleEndian.AppendUint32(d.few, uint32(len(value)))
	d.few = append(d.few, key...)
	if len(value) < digestApart {
		d.few = append(d.few, value...)
		value = nil
	}
	if len(d.few) >= digestTogether || value != nil {
		d.hash.Write(d.few)
		d.few = d.few[:0]
		d.hash.Write(value)
	}
}

// addEntry adds the current entry of an iterator.
func (d *digester) addEntry(w *iterator) (err error) {
	stored, err := w.value()
	if err != nil {
		return w.wrong("get", err)
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "get", w.page.Key(w.index), &err)
	d.add(w.key(), stored.Bytes())
	return nil
}

// sum returns the Digest of the entries added so far.
func (d *digester) sum() Digest {
	d.hash.Write(d.few)
	d.few = d.few[:0]
	d.hash.Sum(d.SHA256[:0])
	return d.Digest
}
