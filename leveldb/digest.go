package leveldb

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"runtime/debug"
)

// Digest sums up entries in the order of their keys. Two ranges hold the same keys with the same stored bytes if their SHA256 are
// equal, wherever they are and however LevelDB has laid them out.
type Digest struct {
	Entries int
	Bytes   int64 // of all keys and values

	// SHA256 is the hash of all entries, each as
	//
	//	offset 0      length K of the key, 4 bytes, little-endian
	//	offset 4      length V of the stored value, 4 bytes, little-endian
	//	offset 8      key, K bytes, without the prefix of a sub-database
	//	offset 8+K    stored value, V bytes, tag included
	SHA256 [sha256.Size]byte
}

// Sum gives SHA256 in hexadecimal digits.
func (d Digest) Sum() string { return hex.EncodeToString(d.SHA256[:]) }

// Digest reads a range of entries whole, nil being all, and sums it up; all in the state of the moment it begins, and with
// checksums verified. A Range.Prefix counts as part of the keys, Reverse and Limit are ErrInvalidArgument.
func (db *DB) Digest(r *Range) (Digest, error) { return db.digest(r, nil) }

// digest tells progress, if there is one, now and then how many entries and bytes have come since it was told last.
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
	w := db.careful().walk(r, passing)
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

// careful gives the database for reading all of it once.
func (db *DB) careful() *DB {
	return db.WithReadOptions(ReadOptions{VerifyChecksums: true, DontFillCache: true})
}

// whole gives the range with its prefix left on the keys, which Copy and Digest keep.
func (r *Range) whole() (*Range, error) {
	if r == nil {
		return &Range{}, nil
	}
	if r.Reverse || r.Limit != 0 {
		return nil, fmt.Errorf("%w: Reverse and Limit are not for ranges that are read whole", ErrInvalidArgument)
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

// digester makes a Digest of entries that are added in their order.
type digester struct {
	Digest
	hash hash.Hash
	few  []byte // entries that are not hashed yet: small ones are hashed many at a time
}

// Sizes of the digester's memory, in bytes.
const (
	digestTogether = 16 << 10 // is hashed at once
	digestApart    = 4 << 10  // a value of this size is not copied to be hashed
)

func newDigester() *digester {
	return &digester{hash: sha256.New(), few: make([]byte, 0, digestTogether+digestApart)}
}

// add adds an entry. Value is read, and not kept.
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

// addEntry adds the present entry of a walk.
func (d *digester) addEntry(w *walk) (err error) {
	stored, err := w.value()
	if err != nil {
		return w.wrong("get", err)
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "get", w.page.Key(w.index), &err)
	d.add(w.key(), stored.Bytes())
	return nil
}

// sum gives the Digest of what was added.
func (d *digester) sum() Digest {
	d.hash.Write(d.few)
	d.few = d.few[:0]
	d.hash.Sum(d.SHA256[:0])
	return d.Digest
}
