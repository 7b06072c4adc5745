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

// figureSizes are the sizes of the figures other than time.
var figureSizes = []Size{Sizes[0], Sizes[2], Sizes[3]}

const (
	amplifiedBytes   = 256 << 20 // of arrays, in BenchmarkWriteAmplification
	amplifiedEntries = 500_000   // at most
	quiet            = 2 * time.Second
	quietShort       = 50 * time.Millisecond // in a short run
)

// notResident lists the stores whose process does not show the memory of a database. Two hold all
// values in Go memory, and one runs in another process.
var notResident = []string{httpFloor.Name, memcpyFloor.Name, pythonStore.Name}

func init() {
	tasks["resident"] = residentTask
	tasks["amplification"] = amplificationTask
}

// BenchmarkResident measures the memory of a process that opens a database of compacted arrays and
// reads all of them in random order. It reports the increase since before the database was opened,
// separately for anonymous memory and for pages of mapped files. The prefix open- marks the memory
// after opening. Go's garbage is collected before each measurement. A server and its client run in
// one process. For stores that load libleveldb, the mapped files include its code, which takes 1
// MB.
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

// BenchmarkDisk measures the size of the files of a compacted database on disk. The payload is its
// keys and stored values. Stores of one format write the same files, so only the first of them is
// measured.
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

// BenchmarkWriteAmplification fills a database by single puts in random order and closes it. It
// does not compact the database, but waits for pending compactions. Of stores with one format, only
// the first is measured. For each byte of keys and stored values it reports:
//
//	disk-written/payload   bytes of pages that were made to be written to disk (write_bytes of
//	                       /proc/self/io); a page that is written again before it reaches the
//	                       disk counts once; not reported on a file system in memory
//	written/payload        bytes that were passed to system calls for writing, which is what a
//	                       disk receives if each write is synced; writes through mapped memory
//	                       are not included
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

// benchmarkFigures runs figure for each store and size. The time of the measurement is not
// reported.
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

// formats returns the first store that writes each format.
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

// payload returns the size in bytes of the keys and stored values of this many entries.
func payload(tb testing.TB, size Size, entries int) int64 {
	tb.Helper()
	v, err := NewValues(size.Elements(), 1)
	fatal(tb, err)
	return int64(entries) * int64(keySize+v.stride)
}

// diskBytes returns the disk space that the files below a directory take.
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
			return fmt.Errorf("bench: %s: the system does not report the disk space of a file", path)
		}
		sum += stat.Blocks * blockBytes
		return nil
	})
	return sum, err
}

// storeJob describes what a task does with a store.
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

// resident is the memory that a store takes after opening and after reading.
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
	runtime.KeepAlive(d) // counted at first, so it must still be counted now
	return resident{opened.minus(before), read.minus(before)}, fail("close", store.Name, r.Close())
}

// written is the number of bytes that a store has written.
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

// settle waits until this process has written nothing for the given time. Pending compactions have
// finished by then. No store reports that directly.
func settle(quiet time.Duration) error {
	before, err := ioNow()
	began := time.Now()
	for since := began; err == nil && time.Since(since) < quiet; time.Sleep(quiet / 20) {
		if time.Since(began) > settleTimeout {
			return fmt.Errorf("bench: the store is still writing after %v", settleTimeout)
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
	// wakeupBytes is more than Go's runtime writes between two checks to wake its threads, which is
	// 8 bytes to an eventfd each time.
	wakeupBytes = 4 << 10
)
