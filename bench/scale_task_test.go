package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
)

func init() {
	tasks["scale-grow"] = scaleTask(growTask)
	tasks["scale-read"] = scaleTask(readTask)
	tasks["scale-levigo"] = scaleTask(levigoTask)
}

// scaleJob is the input of a task on the growing database in Dir. growTask writes the entries From
// to To-1. The reading tasks read all To entries.
type scaleJob struct {
	Dir      string
	Options  string
	Size     Size
	From, To int
	Cached   bool          // use a block cache that holds everything
	Time     time.Duration // approximate time of the random reads of one kind
}

// scaleReads holds the results of the reads.
type scaleReads struct {
	Times        map[string]float64 // ns, by what is timed
	Opened, Read Memory
	Tables       int
}

const (
	randomReads = 1 << 20 // different random keys, at most
	randomBytes = 4 << 30 // of arrays, at most
	cacheAll    = 8 << 30 // a block cache that holds ten million arrays of 128 B
)

func scaleTask(task func(j scaleJob) (any, error)) func(input *json.Decoder) (any, error) {
	return func(input *json.Decoder) (any, error) {
		var j scaleJob
		if err := input.Decode(&j); err != nil {
			return nil, err
		}
		return task(j)
	}
}

func (j scaleJob) open() (*leveldb.DB, error) {
	o := scaleOptions[j.Options]()
	if j.Cached {
		o.BlockCacheSize = cacheAll
	}
	return leveldb.Open(j.Dir, o)
}

// growTask writes the entries and returns the time of the writes. It leaves no log and no pending
// compaction, so that the next process that opens the database has no work left.
func growTask(j scaleJob) (any, error) {
	db, err := j.open()
	if err != nil {
		return nil, err
	}
	elapsed, err := j.write(db)
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	if db, err = j.open(); err != nil {
		return nil, err
	}
	return elapsed, errors.Join(settle(j.Time/4), db.Close())
}

func (j scaleJob) write(db *leveldb.DB) (elapsed time.Duration, err error) {
	atOnce := 1
	if j.Size.Bytes < 1<<20 {
		atOnce = BatchEntries
	}
	values, err := NewValues(j.Size.Elements(), atOnce)
	if err != nil {
		return 0, err
	}
	batch := db.NewBatch()
	for from := j.From; from < j.To; from += atOnce {
		entries := make([]uint32, min(atOnce, j.To-from))
		for n := range entries {
			entries[n] = uint32(from + n)
		}
		keys := keysOf(entries)
		if err := values.SetFirst(uint32(from)); err != nil {
			return 0, err
		}
		start := time.Now()
		for n, i := range entries {
			if err := batch.Put(keys.Text(uint32(n)), values.Array(i)); err != nil {
				return 0, err
			}
		}
		if err := batch.Write(); err != nil {
			return 0, err
		}
		elapsed += time.Since(start)
		batch.Reset()
	}
	return elapsed, nil
}

func readTask(j scaleJob) (any, error) {
	s := j.sample()
	before, err := memoryNow()
	if err != nil {
		return nil, err
	}
	r := scaleReads{Times: map[string]float64{}}
	start := time.Now()
	db, err := j.open()
	r.Times["open"] = float64(time.Since(start))
	if err != nil {
		return nil, err
	}
	err = func() error {
		if r.Opened, err = memoryNow(); err != nil {
			return err
		}
		scanned, reads := Reader(&getReader{DB: db}), map[string]Reader{"read": &getReader{DB: db}}
		if j.Size.Bytes >= 1<<20 {
			scanned, reads = viewReader{db}, map[string]Reader{"view": viewReader{db}, "into": &intoReader{DB: db}}
		}
		if r.Times["scanned"], err = j.scan(scanned); err != nil {
			return err
		}
		for what, reader := range reads {
			if r.Times[what], err = s.read(reader, j.Time); err != nil {
				return err
			}
		}
		if r.Read, err = memoryNow(); err != nil {
			return err
		}
		runtime.KeepAlive(s) // counted at first, so it must still be counted now
		r.Tables, err = tables(db)
		return err
	}()
	r.Opened, r.Read = r.Opened.minus(before), r.Read.minus(before)
	return r, errors.Join(err, db.Close())
}

// levigoTask reads the database with levigo and its default options.
func levigoTask(j scaleJob) (any, error) {
	db, err := openLevigo(j.Dir, Config{CacheBytes: 8 << 20, Snappy: j.Options == "default"}, false)
	if err != nil {
		return nil, err
	}
	reader := &peerReader{peer: db}
	r := scaleReads{Times: map[string]float64{}}
	if _, _, err = reader.Scan(); err == nil {
		r.Times["read"], err = j.sample().read(reader, j.Time)
	}
	return r, errors.Join(err, db.Close())
}

// scan scans twice and returns the time per entry of the second scan.
func (j scaleJob) scan(r Reader) (nanoseconds float64, err error) {
	var want float64
	for i := range j.To {
		want += pageSumOf(uint32(i), j.Size.Elements())
	}
	var elapsed time.Duration
	for range 2 {
		start := time.Now()
		entries, sum, err := r.Scan()
		elapsed = time.Since(start)
		if err != nil {
			return 0, err
		}
		if err := errors.Join(checkSum("scan", sum, want), checkCount("scan", entries, j.To)); err != nil {
			return 0, err
		}
	}
	return float64(elapsed) / float64(j.To), nil
}

// sample holds random keys, which are read in order.
type sample struct {
	keys  Keys
	order []uint32 // indexes of keys
	sums  []float64
	part  int // number of reads in one call
}

// sample returns random keys. It does not hold the keys of all entries, which would take more
// memory than the database's own caches.
func (j scaleJob) sample() sample {
	n := min(randomReads, randomBytes/j.Size.Bytes)
	random := rand.New(rand.NewPCG(uint64(j.Size.Bytes), uint64(j.To)))
	entries := make([]uint32, n)
	sums := make([]float64, n)
	for k := range entries {
		entries[k] = random.Uint32N(uint32(j.To))
		sums[k] = pageSumOf(entries[k], j.Size.Elements())
	}
	return sample{keysOf(entries), sequence(n), sums, max(n/256, 1)}
}

// read reads all keys, or as many as it can in about the given time, and returns the time per read.
func (s sample) read(r Reader, most time.Duration) (nanoseconds float64, err error) {
	start, reads := time.Now(), 0
	for reads < len(s.order) && time.Since(start) < most {
		part := s.order[reads:min(reads+s.part, len(s.order))]
		sum, err := r.Read(s.keys, part)
		if err != nil {
			return 0, err
		}
		var want float64
		for _, k := range part {
			want += s.sums[k]
		}
		if err := checkSum("read", sum, want); err != nil {
			return 0, err
		}
		reads += len(part)
	}
	return float64(time.Since(start)) / float64(reads), nil
}

// keysOf returns the keys of entries, in the same order.
func keysOf(entries []uint32) Keys {
	b := make([]byte, 0, len(entries)*keySize)
	for _, i := range entries {
		b = fmt.Appendf(b, "%0*d", keySize, 2*int(i))
	}
	return Keys{text: string(b), bytes: b}
}

// tables returns the number of table files of a database.
func tables(db *leveldb.DB) (int, error) {
	count := 0
	for level := 0; ; level++ {
		text, err := db.Property(fmt.Sprint("leveldb.num-files-at-level", level))
		if errors.Is(err, leveldb.ErrNotFound) {
			return count, nil
		}
		if err != nil {
			return 0, err
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return 0, err
		}
		count += n
	}
}
