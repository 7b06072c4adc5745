package bench

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var buildMegabytes = flag.Int("build-megabytes", 512, "size in MiB of the arrays that Build writes")

// BenchmarkBuild writes a database of sorted entries, compacted, until it is on the disk. Builders
// that can write several parts at once are also run by two goroutines. The result is scanned and
// removed while the clock is stopped.
func BenchmarkBuild(b *testing.B) {
	needProc(b)
	for _, builder := range builders {
		b.Run("store="+builder.Name, func(b *testing.B) {
			for _, size := range []Size{RowSize, Sizes[3]} {
				size.Entries = *buildMegabytes << 20 / size.Bytes
				b.Run("size="+size.Name, func(b *testing.B) {
					for _, goroutines := range []int{1, 2} {
						if goroutines > 1 && !builder.parts {
							continue
						}
						b.Run(fmt.Sprint("goroutines=", goroutines), func(b *testing.B) { builder.measure(b, size, goroutines) })
					}
				})
			}
		})
	}
}

func (w builder) measure(b *testing.B, size Size, goroutines int) {
	entries := entriesOf(size)
	keys, order, values := PresentKeys(entries), sequence(entries), newValues(b, size, 0)
	var sum float64
	for _, i := range order {
		sum += PageSum(values.Elements(i))
	}
	b.ReportAllocs()
	b.SetBytes(int64(entries * size.Bytes))
	var written uint64
	for b.Loop() {
		b.StopTimer()
		dir := pathOf(b, "build")
		before, err := ioNow()
		fatal(b, err)
		b.StartTimer()
		err = w.run(dir, largeConfig(), keys, order, values, goroutines)
		b.StopTimer()
		fatal(b, err)
		after, err := ioNow()
		fatal(b, err)
		written += after.WriteBytes - before.WriteBytes
		fatal(b, w.checkBuilt(dir, values, entries, sum))
		fatal(b, os.RemoveAll(dir))
		b.StartTimer()
	}
	perEntry(b, entries)
	b.ReportMetric(float64(written)/float64(b.N)/float64(payload(b, size, entries)), "disk-written/payload")
}

// checkBuilt returns an error unless a database holds this many entries with this sum.
func (w builder) checkBuilt(dir string, values *Values, entries int, sum float64) error {
	if w.reader.Open == nil {
		return scanFile(dir, values, entries, sum)
	}
	return checkScan(w.reader, dir, entries, sum)
}

// scanFile checks what writeFile wrote.
func scanFile(dir string, values *Values, wantEntries int, wantSum float64) error {
	stored, err := os.ReadFile(filepath.Join(dir, plainFile))
	if err != nil {
		return err
	}
	var sum float64
	var d decoder
	for each := range slices.Chunk(stored, values.stride) {
		part, err := d.sum(each)
		if err != nil {
			return err
		}
		sum += part
	}
	return errors.Join(checkSum("written", sum, wantSum), checkCount("written", len(stored)/values.stride, wantEntries))
}
