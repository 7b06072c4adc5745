package bench

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
)

// figureSizes are those of the figures beside time.
var figureSizes = []Size{Sizes[0], Sizes[2], Sizes[3]}

const (
	amplifiedBytes   = 256 << 20 // of arrays, in the database that BenchmarkWriteAmplification fills
	amplifiedEntries = 500_000   // at most, in it
	quiet            = 2 * time.Second
	quietShort       = 50 * time.Millisecond // in a short run
)

// notResident are the stores whose process does not show what a database takes: two have all values in Go memory, one is another
// process.
var notResident = []string{httpFloor.Name, memcpyFloor.Name, pythonStore.Name}

func init() {
	tasks["resident"] = residentTask
	tasks["amplification"] = amplificationTask
}

// BenchmarkResident measures the memory of a process that opens a database of compacted arrays and reads all of them in random
// order: what it has more than before it opened, anonymous memory and pages of mapped files apart. open- is after opening. Go's garbage
// is collected before. A server and its client are one process. The files of those that load libleveldb are its code, too, of 1 MB.
func BenchmarkResident(b *testing.B) {
	needProc(b)
	stores := slices.DeleteFunc(slices.Clone(Stores), func(s Store) bool { return slices.Contains(notResident, s.Name) })
	benchmarkFigures(b, stores, func(b *testing.B, store Store, size Size) {
		d := datasetOf(size)
		job := storeJob{store.Name, size, len(d.Once), databaseOf(b, store, d), config, 0}
		var r resident
		for b.Loop() {
			inProcess(b, "resident", job, &r)
		}
		r.Opened.report(b, "open-")
		r.Read.report(b, "")
	})
}

// BenchmarkDisk measures what the files of a compacted database take on the disk; payload is its keys and stored values. Stores of
// one format make the same files and are measured by the first of them.
func BenchmarkDisk(b *testing.B) {
	benchmarkFigures(b, formats(), func(b *testing.B, store Store, size Size) {
		d := datasetOf(size)
		dir := databaseOf(b, store, d)
		var bytes int64
		for b.Loop() {
			var err error
			bytes, err = diskBytes(dir)
			fatal(b, err)
		}
		b.ReportMetric(float64(bytes), "disk-B")
		b.ReportMetric(float64(bytes)/float64(payload(b, size, len(d.Once))), "disk/payload")
	})
}

// BenchmarkWriteAmplification fills a database with one put after the other in random order, without a compaction at the end, but
// waits for those that are due, and closes it; of stores with one format, the first. It gives, for each byte of keys and stored values,
//
//	disk-written/payload   bytes of pages that were made to be written to disk (write_bytes of /proc/self/io): a page that is
//	                       written again before it has left for the disk counts once; not in a file system in memory
//	written/payload        bytes that were given to the system's calls for writing: what a disk that is synced each time would get;
//	                       what is written through mapped memory is not in it
func BenchmarkWriteAmplification(b *testing.B) {
	needProc(b)
	benchmarkFigures(b, formats(), func(b *testing.B, store Store, size Size) {
		job := storeJob{store.Name, size, min(amplifiedBytes/size.Bytes, amplifiedEntries), pathOf(b, "amplification"), config, quiet}
		if testing.Short() {
			job.Entries, job.Quiet = size.Short, quietShort
		}
		var w written
		for b.Loop() {
			inProcess(b, "amplification", job, &w)
			fatal(b, os.RemoveAll(job.Dir))
		}
		given := float64(payload(b, size, job.Entries))
		b.ReportMetric(float64(w.Calls)/given, "written/payload")
		if w.Disk > 0 {
			b.ReportMetric(float64(w.Disk)/given, "disk-written/payload")
		} else {
			b.Logf("disk-written/payload is left out: nothing is written to disk in %s", filepath.Dir(job.Dir))
		}
	})
}

// benchmarkFigures runs figure for each store and size. Its time is that of the measuring and is left out.
func benchmarkFigures(b *testing.B, stores []Store, figure func(b *testing.B, store Store, size Size)) {
	for _, store := range stores {
		b.Run("store="+store.Name, func(b *testing.B) {
			for _, size := range figureSizes {
				if !store.fits(entriesOf(size)) {
					continue
				}
				b.Run("size="+size.Name, func(b *testing.B) {
					figure(b, store, size)
					b.ReportMetric(0, "ns/op")
				})
			}
		})
	}
}

// formats gives the first store that writes each format.
func formats() []Store {
	var first []Store
	for _, s := range Stores {
		known := slices.ContainsFunc(first, func(f Store) bool { return f.Format == s.Format })
		if s.Create != nil && !known {
			first = append(first, s)
		}
	}
	return first
}

// payload gives the bytes of the keys and stored values of so many entries.
func payload(tb testing.TB, size Size, entries int) int64 {
	tb.Helper()
	v, err := NewValues(size.Elements(), 1)
	fatal(tb, err)
	return int64(entries) * int64(keySize+v.stride)
}

// diskBytes gives what the files below a directory take on the disk.
func diskBytes(dir string) (int64, error) {
	const blockBytes = 512 // of Stat_t.Blocks, on every system
	var sum int64
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		if !ok {
			return fmt.Errorf("bench: %s: the system does not tell what a file takes on the disk", path)
		}
		sum += stat.Blocks * blockBytes
		return nil
	})
	return sum, err
}

// storeJob is what a task does with a store.
type storeJob struct {
	Store   string
	Size    Size
	Entries int
	Dir     string
	Config  Config
	Quiet   time.Duration // without a write, after which no compaction is due
}

func (j storeJob) store() (Store, error) {
	for _, s := range Stores {
		if s.Name == j.Store {
			return s, nil
		}
	}
	return Store{}, fmt.Errorf("bench: there is no store %q", j.Store)
}

// resident is the memory that a store has taken.
type resident struct{ Opened, Read Memory }

func residentTask(input *json.Decoder) (any, error) {
	var j storeJob
	if err := input.Decode(&j); err != nil {
		return nil, err
	}
	store, err := j.store()
	if err != nil {
		return nil, err
	}
	d := NewDataset(j.Size, j.Entries)
	before, err := memoryNow()
	if err != nil {
		return nil, err
	}
	r, err := store.Open(j.Dir, j.Config)
	if err != nil {
		return nil, fail("open", store.Name, err)
	}
	opened, err := memoryNow()
	if err != nil {
		return nil, err
	}
	if err := d.Check(r); err != nil {
		return nil, err
	}
	read, err := memoryNow()
	if err != nil {
		return nil, err
	}
	runtime.KeepAlive(d) // it was there at first, and must not be missing now
	return resident{opened.minus(before), read.minus(before)}, fail("close", store.Name, r.Close())
}

// written is how many bytes a store has written.
type written struct{ Disk, Calls uint64 }

func amplificationTask(input *json.Decoder) (any, error) {
	var j storeJob
	if err := input.Decode(&j); err != nil {
		return nil, err
	}
	store, err := j.store()
	if err != nil {
		return nil, err
	}
	values, err := NewValues(j.Size.Elements(), min(max(valueBytes/j.Size.Bytes, 2), 4096))
	if err != nil {
		return nil, err
	}
	before, err := ioNow()
	if err != nil {
		return nil, err
	}
	w, err := store.Create(j.Dir, j.Config)
	if err != nil {
		return nil, fail("create", store.Name, err)
	}
	if err := w.Put(PresentKeys(j.Entries), permutation(j.Entries), values); err != nil {
		return nil, err
	}
	if err := settle(j.Quiet); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, fail("close", store.Name, err)
	}
	after, err := ioNow()
	if err != nil {
		return nil, err
	}
	return written{after.WriteBytes - before.WriteBytes, after.WChar - before.WChar}, nil
}

// settle waits until this process has written nothing for a while: until all compactions that were due are done, as no store
// tells that of itself.
func settle(quiet time.Duration) error {
	before, err := ioNow()
	began := time.Now()
	for since := began; err == nil && time.Since(since) < quiet; time.Sleep(quiet / 20) {
		if time.Since(began) > settleTimeout {
			return fmt.Errorf("bench: after %v the store still writes", settleTimeout)
		}
		var now = before
		now, err = ioNow()
		if now.WriteBytes != before.WriteBytes || now.WChar-before.WChar > wakeupBytes {
			since = time.Now()
		}
		before = now
	}
	return err
}

const (
	settleTimeout = 5 * time.Minute
	// wakeupBytes is more than Go's runtime writes between two looks to wake its threads: 8 bytes to an eventfd each time.
	wakeupBytes = 4 << 10
)
