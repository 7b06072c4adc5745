package bench

import (
	"sync"

	"golang.org/x/sys/unix"
)

// The disk floors read the tables of openleveldb's database without a database: preadv of one row
// after another, io_uring with 64 reads in progress, and reads of 1 MiB from the start of each
// table to its end. Each exists in two forms: through the page cache, and past it (O_DIRECT).
var (
	gatherFloors = []Store{
		diskFloor("pread", 1, false, unix.FADV_RANDOM), diskFloor("pread-direct", 1, true, 0),
		diskFloor("io_uring", queueDepth, false, unix.FADV_RANDOM), diskFloor("io_uring-direct", queueDepth, true, 0),
	}
	readFloors = gatherFloors[:2]
	scanFloors = []Store{
		diskFloor("sequential", 1, false, unix.FADV_SEQUENTIAL), diskFloor("sequential-direct", 1, true, 0),
	}
)

// queueDepth is the number of reads in progress of the io_uring floors.
const queueDepth = 64

func diskFloor(name string, depth int, direct bool, advice int) Store {
	return Store{
		Name: name, Format: openLevelDB.Format,
		Open: func(dir string, _ Config) (Reader, error) {
			l, err := cachedLayout(dir)
			if err != nil {
				return nil, err
			}
			r, err := openFloor(l, depth, direct, advice)
			if err != nil {
				return nil, err
			}
			return r, nil
		},
	}
}

var layouts sync.Map // of *layout, by directory

// cachedLayout returns the layout of a database. It reads the tables the first time only, so that
// they can be dropped from the page cache before they are opened again.
func cachedLayout(dir string) (*layout, error) {
	if l, found := layouts.Load(dir); found {
		return l.(*layout), nil
	}
	l, err := layoutOf(dir)
	if err != nil {
		return nil, err
	}
	layouts.Store(dir, l)
	return l, nil
}
