package bench

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/jmhodges/levigo"

	"github.com/openleveldb/openleveldb/leveldb"
)

// BenchmarkCursor compares a Cursor with levigo's iterator, on a database in memory of 200,000
// entries of 100 bytes. Each move reads the key and the value.
//
//	Seek       to a random key
//	SeekNext   to a random key, then ten entries forward
//	Next       one entry forward, over the whole database; entries is a loop over Entries
//	Prev       one entry backward, over the whole database
//	Turn       one entry forward and one back, after a Seek to a random key
func BenchmarkCursor(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "db")
	keys := fillCursorDB(b, dir)
	order := rand.New(rand.NewPCG(1, 1)).Perm(len(keys))
	b.Run("openleveldb", func(b *testing.B) {
		db, err := leveldb.Open(dir, &leveldb.Options{BlockCacheSize: 64 << 20})
		fatal(b, err)
		defer db.Close()
		c := db.Cursor(nil)
		defer c.Close()
		benchmarkCursor(b, ourCursor{c}, keys, order)
		b.Run("Next/entries", func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; n < b.N; {
				for e, err := range db.Entries(nil) {
					fatal(b, err)
					raw, err := e.AppendRaw(cursorBuffer[:0])
					fatal(b, err)
					cursorSum += len(e.Key()) + len(raw)
					if n++; n == b.N {
						break
					}
				}
			}
		})
	})
	b.Run("levigo", func(b *testing.B) {
		l, err := openLevigo(dir, Config{CacheBytes: 64 << 20}, false)
		fatal(b, err)
		defer l.Close()
		it := l.db.NewIterator(l.read)
		defer it.Close()
		benchmarkCursor(b, levigoCursor{it}, keys, order)
	})
}

var (
	cursorSum    int
	cursorBuffer [256]byte
)

// moving is a cursor. Its moves read the entry at which they end.
type moving interface {
	First() bool
	Last() bool
	Seek(key string) bool
	Next() bool
	Prev() bool
}

type ourCursor struct{ c *leveldb.Cursor }

func (o ourCursor) read(ok bool) bool {
	if ok {
		raw, err := o.c.Raw()
		if err != nil {
			panic(err)
		}
		cursorSum += len(o.c.Key()) + len(raw)
	}
	return ok
}

func (o ourCursor) First() bool          { return o.read(o.c.First()) }
func (o ourCursor) Last() bool           { return o.read(o.c.Last()) }
func (o ourCursor) Seek(key string) bool { return o.read(o.c.Seek(key)) }
func (o ourCursor) Next() bool           { return o.read(o.c.Next()) }
func (o ourCursor) Prev() bool           { return o.read(o.c.Prev()) }

type levigoCursor struct{ it *levigo.Iterator }

func (l levigoCursor) read() bool {
	if !l.it.Valid() {
		return false
	}
	cursorSum += len(l.it.Key()) + len(l.it.Value())
	return true
}

func (l levigoCursor) First() bool          { l.it.SeekToFirst(); return l.read() }
func (l levigoCursor) Last() bool           { l.it.SeekToLast(); return l.read() }
func (l levigoCursor) Seek(key string) bool { l.it.Seek([]byte(key)); return l.read() }
func (l levigoCursor) Next() bool           { l.it.Next(); return l.read() }
func (l levigoCursor) Prev() bool           { l.it.Prev(); return l.read() }

func fillCursorDB(b *testing.B, dir string) []string {
	b.Helper()
	db, err := leveldb.Open(dir, nil)
	fatal(b, err)
	rng := rand.New(rand.NewPCG(1, 2))
	keys := make([]string, 200_000)
	value := make([]byte, 100)
	for from := 0; from < len(keys); from += 1000 {
		batch := db.NewBatch()
		for i := from; i < from+1000; i++ {
			for j := range value {
				value[j] = byte(rng.Uint32())
			}
			keys[i] = fmt.Sprintf("key %012d", i)
			fatal(b, batch.PutRaw(keys[i], value))
		}
		fatal(b, batch.Write())
	}
	fatal(b, db.Compact(nil))
	fatal(b, db.Close())
	return keys
}

func benchmarkCursor(b *testing.B, c moving, keys []string, order []int) {
	run := func(name string, op func(i int)) {
		b.Run(name, func(b *testing.B) {
			for ok := c.First(); ok; ok = c.Next() { // into memory
			}
			if !c.First() {
				b.Fatal("there is no entry")
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				op(i)
				i++
			}
		})
	}
	random := func(i int) string { return keys[order[i%len(order)]] }
	must := func(ok bool) {
		if !ok {
			b.Fatal("there is no entry")
		}
	}
	run("Seek", func(i int) { must(c.Seek(random(i))) })
	run("SeekNext", func(i int) {
		must(c.Seek(random(i)))
		for range 10 {
			if !c.Next() { // levigo must not move from the end
				break
			}
		}
	})
	run("Next", func(int) {
		if !c.Next() {
			must(c.First())
		}
	})
	run("Prev", func(int) {
		if !c.Prev() {
			must(c.Last())
		}
	})
	run("Turn", func(i int) {
		if i%100 == 0 {
			must(c.Seek(keys[1+order[i%len(order)]%(len(keys)-2)]))
		}
		must(c.Next())
		must(c.Prev())
	})
}
