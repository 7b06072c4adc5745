package examples_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// readerOf is the environment variable that makes a process of this test binary read the database
// whose path it holds.
const readerOf = "OPENLEVELDB_EXAMPLE_READER_OF"

func TestMain(m *testing.M) {
	if path := os.Getenv(readerOf); path != "" {
		read(path)
		return
	}
	os.Exit(m.Run())
}

// read is the main function of one of the processes that share a dataset. It opens the dataset for
// reading, and views the arrays in the page cache. All processes share that memory, so ten readers
// need as much as one.
func read(path string) {
	o := leveldb.LargeArrays()
	o.ReadOnly = true
	db, err := leveldb.Open(path, o)
	check(err)
	defer db.Close()
	sum := 0.0
	for v, err := range leveldb.Views[float32](db, nil) {
		check(err)
		for _, x := range v.Elements {
			sum += float64(x)
		}
	}
	fmt.Print(sum)
}

// Read a dataset from several processes at the same time, without a server and without a copy in
// each process. The dataset is written once. No process can open it for writing while another reads
// it.
func Example_sharedReaders() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "dataset")

	db, err := leveldb.Open(path, leveldb.LargeArrays())
	check(err)
	for i := range 3 {
		image, err := ndarray.FromSlice([]float32{float32(i), 1, 2, 3}, 2, 2)
		check(err)
		check(db.Put(fmt.Sprintf("image/%d", i), image))
	}
	check(db.Close())

	mine, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true}) // this process reads too
	check(err)
	defer mine.Close()
	for range 3 {
		reader := exec.Command(os.Args[0])
		reader.Env = append(os.Environ(), readerOf+"="+path)
		sum, err := reader.Output()
		fmt.Printf("%s %v\n", sum, err)
	}
	_, err = leveldb.Open(path, nil)
	fmt.Println("to write:", errors.Is(err, leveldb.ErrLocked))
	// Output:
	// 21 <nil>
	// 21 <nil>
	// 21 <nil>
	// to write: true
}
