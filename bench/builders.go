package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/objstorage/objstorageprovider"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/ristretto/v2/z"
	"go.etcd.io/bbolt"
	"golang.org/x/sync/errgroup"

	"github.com/openleveldb/openleveldb/leveldb"
)

// builders are the ways to write a database of sorted entries at once.
var builders = []builder{
	{Name: "openleveldb", build: buildOurs, parts: true, reader: openLevelDB},
	{Name: "openleveldb-batches", build: byBatches(openLevelDB), reader: openLevelDB},
	{Name: "levigo", build: byBatches(levigoStore), reader: levigoStore},
	{Name: "goleveldb", build: byBatches(goLevelDB), reader: goLevelDB},
	{Name: "pebble", build: ingestTables, parts: true, reader: pebbleStore},
	{Name: "bbolt", build: fillBucket, reader: bboltStore},
	{Name: "badger", build: writeStreams, parts: true, reader: badgerStore},
	{Name: "write", build: writeFile},
}

// builder is one way to write a database of sorted entries.
type builder struct {
	Name string
	// build writes entries in key order to a new database in the directory dir, which must not
	// exist. Each element of parts is a range of entries after the one before, for a goroutine of
	// its own. There is one part unless the field parts is set. The database is closed and complete,
	// but its files need not be on the disk.
	build func(dir string, c Config, keys Keys, parts [][]uint32, values *Values) error
	parts bool
	// reader reads what build writes. The plain file has none.
	reader Store
}

// buildBytes is the size of the values that are handed over at once, in a batch or a transaction.
const buildBytes = 4 << 20

// chunks divides entries into parts of about buildBytes.
func chunks(order []uint32, values *Values) func(yield func([]uint32) bool) {
	return slices.Chunk(order, max(buildBytes/values.stride, 1))
}

// run builds a database of all entries, and returns when it is on the disk.
func (b builder) run(dir string, c Config, keys Keys, order []uint32, values *Values, goroutines int) error {
	parts := slices.Collect(slices.Chunk(order, (len(order)+goroutines-1)/goroutines))
	if err := b.build(dir, c, keys, parts, values); err != nil {
		return fail("build", b.Name, err)
	}
	return fail("sync", b.Name, syncTree(dir))
}

// syncTree waits until a directory and everything below it is on the disk.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() && !e.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}

// buildOurs uses leveldb.Build with a Builder for each part.
func buildOurs(dir string, c Config, keys Keys, parts [][]uint32, values *Values) error {
	first, err := leveldb.Build(dir, &leveldb.BuildOptions{Open: ourOptions(c, true)})
	if err != nil {
		return err
	}
	defer first.Abort()
	var group errgroup.Group
	for _, part := range parts[1:] {
		b, err := first.Part()
		if err != nil {
			return errors.Join(err, group.Wait())
		}
		group.Go(func() error { return errors.Join(buildPart(b, keys, part, values), b.Close()) })
	}
	err = buildPart(first, keys, parts[0], values)
	if err := errors.Join(err, group.Wait()); err != nil {
		return err
	}
	return first.Close()
}

func buildPart(b *leveldb.Builder, keys Keys, order []uint32, values *Values) error {
	for _, i := range order {
		if err := b.Put(keys.Text(i), values.Array(i)); err != nil {
			return failed("put", keys, i, err)
		}
	}
	return nil
}

// byBatches puts batches of 4 MiB, and compacts the database.
func byBatches(store Store) func(dir string, c Config, keys Keys, parts [][]uint32, values *Values) error {
	return func(dir string, c Config, keys Keys, parts [][]uint32, values *Values) error {
		w, err := store.Create(dir, c)
		if err != nil {
			return err
		}
		for batch := range chunks(parts[0], values) {
			if err := w.PutBatch(keys, batch, values); err != nil {
				return errors.Join(err, w.Close())
			}
		}
		return errors.Join(w.Compact(), w.Close())
	}
}

// ingestTables writes tables with pebble's writer and ingests them into a new database.
func ingestTables(dir string, c Config, keys Keys, parts [][]uint32, values *Values) (err error) {
	db, err := pebble.Open(dir, pebbleOptions(c, true))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	o := pebbleOptions(c, true)
	o.EnsureDefaults()
	const lastLevel = 6
	writing := o.MakeWriterOptions(lastLevel, db.TableFormat())
	var group errgroup.Group
	group.SetLimit(len(parts))
	var paths []string
	for _, part := range parts {
		for table := range slices.Chunk(part, max(c.bufferBytes()/values.stride, 1)) {
			paths = append(paths, filepath.Join(dir, fmt.Sprintf("ingested-%d.sst", len(paths))))
			path := paths[len(paths)-1]
			group.Go(func() error { return writeTable(path, writing, keys, table, values) })
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return db.Ingest(context.Background(), paths)
}

// writeTable writes entries to a table of pebble, and syncs it.
func writeTable(path string, o sstable.WriterOptions, keys Keys, order []uint32, values *Values) error {
	f, err := vfs.Default.Create(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	w := sstable.NewWriter(objstorageprovider.NewFileWritable(f), o)
	for _, i := range order {
		if err := w.Set(keys.Bytes(i), values.Stored(i)); err != nil {
			return errors.Join(failed("put", keys, i, err), w.Close())
		}
	}
	return w.Close()
}

// fillBucket puts transactions into a bucket whose pages are filled completely.
func fillBucket(dir string, c Config, keys Keys, parts [][]uint32, values *Values) (err error) {
	w, err := bboltStore.Create(dir, c)
	if err != nil {
		return err
	}
	db := w.(*bboltWriter).db
	defer func() { err = errors.Join(err, db.Close()) }()
	for part := range chunks(parts[0], values) {
		err := db.Update(func(tx *bbolt.Tx) error {
			bucket := tx.Bucket(bboltBucket)
			bucket.FillPercent = 1
			for _, i := range part {
				if err := bucket.Put(keys.Bytes(i), values.Stored(i)); err != nil {
					return failed("put", keys, i, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// writeStreams uses badger's StreamWriter with a stream for each part.
func writeStreams(dir string, c Config, keys Keys, parts [][]uint32, values *Values) (err error) {
	w, err := badgerStore.Create(dir, c)
	if err != nil {
		return err
	}
	db := w.(*badgerWriter).DB
	defer func() { err = errors.Join(err, db.Close()) }()
	streams := db.NewStreamWriter()
	defer streams.Cancel()
	if err := streams.Prepare(); err != nil {
		return err
	}
	var group errgroup.Group
	for n, part := range parts {
		group.Go(func() error { return writeStream(streams, uint32(n+1), keys, part, values) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return streams.Flush()
}

func writeStream(streams *badger.StreamWriter, id uint32, keys Keys, order []uint32, values *Values) error {
	buffer := z.NewBuffer(2*buildBytes, "bench")
	defer buffer.Release()
	for part := range chunks(order, values) {
		buffer.Reset()
		for _, i := range part {
			badger.KVToBuffer(&pb.KV{Key: keys.Bytes(i), Value: values.Stored(i), Version: 1, StreamId: id}, buffer)
		}
		if err := streams.Write(buffer); err != nil {
			return failed("write stream at", keys, part[0], err)
		}
	}
	return nil
}

// plainFile is the name of the file of writeFile.
const plainFile = "values"

// writeFile writes the stored values one after another to a file, in writes of about 1 MiB. It is
// the lower bound of a builder.
func writeFile(dir string, _ Config, _ Keys, parts [][]uint32, values *Values) (err error) {
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, plainFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	atOnce := max(1<<20/values.stride, 1)
	for order := parts[0]; len(order) > 0; {
		n := min(atOnce, len(order), values.Len()-values.index(order[0])) // adjacent in memory
		start := values.index(order[0]) * values.stride
		if _, err := f.Write(values.stored[start : start+n*values.stride]); err != nil {
			return err
		}
		order = order[n:]
	}
	return nil
}
