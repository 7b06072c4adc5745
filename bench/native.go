package bench

/*
#cgo CXXFLAGS: -std=c++17 -O2
#cgo LDFLAGS: -lleveldb
#include <stdlib.h>
#include "native.h"
*/
import "C"

import (
	"errors"
	"unsafe"
)

// native is LevelDB's own Get, iterator and writes in C++ loops (native.cc).
var native = Store{
	Name: "native", Format: "leveldb",
	Create: func(dir string, c Config) (Writer, error) { return openNative(dir, c, true, false) },
	Open:   func(dir string, c Config) (Reader, error) { return openNative(dir, c, false, false) },
}

// nativeView reads with an iterator, which returns values without a copy.
var nativeView = Store{
	Name: "native-view", Format: "leveldb",
	Open: func(dir string, c Config) (Reader, error) { return openNative(dir, c, false, true) },
}

type nativeDB struct {
	db   *C.bench_db
	view C.int
}

func openNative(dir string, c Config, create, view bool) (*nativeDB, error) {
	path := C.CString(dir)
	defer C.free(unsafe.Pointer(path))
	var text *C.char
	db := C.bench_open(path, truth(create), C.size_t(c.CacheBytes), C.size_t(c.bufferBytes()), C.size_t(c.TableBytes),
		truth(c.Snappy), C.int(c.FilterBits), &text)
	if err := nativeError("open", text); err != nil {
		return nil, err
	}
	return &nativeDB{db, truth(view)}, nil
}

func truth(b bool) C.int {
	if b {
		return 1
	}
	return 0
}

// nativeError converts an error text to a Go error, and frees the text.
func nativeError(op string, text *C.char) error {
	if text == nil {
		return nil
	}
	defer C.free(unsafe.Pointer(text))
	return fail(op, "native", errors.New(C.GoString(text)))
}

// nativeKeys passes the memory of keys and order to C++ for the duration of a call.
func nativeKeys(keys Keys, order []uint32) C.bench_keys {
	return C.bench_keys{
		bytes: (*C.char)(unsafe.Pointer(unsafe.SliceData(keys.bytes))), key_size: keySize,
		entries: C.size_t(keys.Len()), order: (*C.uint32_t)(unsafe.Pointer(unsafe.SliceData(order))), count: C.size_t(len(order)),
	}
}

func (n *nativeDB) Read(keys Keys, order []uint32) (float64, error) {
	var text *C.char
	sum := C.bench_read(n.db, n.view, nativeKeys(keys, order), &text)
	return float64(sum), nativeError("read", text)
}

func (n *nativeDB) ReadMissing(keys Keys, order []uint32) (int, error) {
	var text *C.char
	missing := C.bench_read_missing(n.db, n.view, nativeKeys(keys, order), &text)
	return int(missing), nativeError("read missing", text)
}

func (n *nativeDB) Scan() (entries int, sum float64, err error) { return n.scan(false) }

func (n *nativeDB) ScanReverse() (entries int, sum float64, err error) { return n.scan(true) }

func (n *nativeDB) scan(reverse bool) (entries int, sum float64, err error) {
	var count C.size_t
	var text *C.char
	total := C.bench_scan(n.db, truth(reverse), &count, &text)
	return int(count), float64(total), nativeError("scan", text)
}

// readBytes reads each value and returns the sum of their last bytes.
func (n *nativeDB) readBytes(keys Keys, order []uint32) (float64, error) {
	var text *C.char
	sum := C.bench_read_bytes(n.db, nativeKeys(keys, order), &text)
	return float64(sum), nativeError("read", text)
}

// scanBytes scans the database, and returns the number of values and the sum of their last bytes.
func (n *nativeDB) scanBytes() (entries int, sum float64, err error) {
	var count C.size_t
	var text *C.char
	total := C.bench_scan_bytes(n.db, &count, &text)
	return int(count), float64(total), nativeError("scan", text)
}

func (n *nativeDB) Seek(keys Keys, order []uint32) (float64, error) {
	var text *C.char
	sum := C.bench_seek(n.db, n.view, nativeKeys(keys, order), &text)
	return float64(sum), nativeError("seek", text)
}

func (n *nativeDB) Fork() Reader { return n }

func (n *nativeDB) Writer() Writer { return n }

func (n *nativeDB) Gather(keys Keys, order []uint32, tensor []float32) ([]float32, error) {
	var text *C.char
	rowBytes := len(tensor) / len(order) * elementSize
	C.bench_gather(n.db, n.view, nativeKeys(keys, order), (*C.char)(unsafe.Pointer(unsafe.SliceData(tensor))),
		C.size_t(rowBytes), &text)
	return tensor, nativeError("gather", text)
}

func (n *nativeDB) Put(keys Keys, order []uint32, values *Values) error {
	return n.put(keys, order, values, 0)
}

func (n *nativeDB) PutBatch(keys Keys, order []uint32, values *Values) error {
	return n.put(keys, order, values, BatchEntries)
}

func (n *nativeDB) put(keys Keys, order []uint32, values *Values, batchEntries int) error {
	v := C.bench_values{
		bytes: (*C.char)(unsafe.Pointer(unsafe.SliceData(values.stored))),
		size:  C.size_t(values.stride), count: C.size_t(values.Len()), first: C.uint32_t(values.first),
	}
	var text *C.char
	C.bench_put(n.db, C.size_t(batchEntries), nativeKeys(keys, order), v, &text)
	return nativeError("put", text)
}

func (n *nativeDB) Delete(keys Keys, order []uint32) error {
	var text *C.char
	C.bench_delete(n.db, nativeKeys(keys, order), &text)
	return nativeError("delete", text)
}

func (n *nativeDB) Compact() error {
	C.bench_compact(n.db)
	return nil
}

func (n *nativeDB) Close() error {
	C.bench_close(n.db)
	n.db = nil
	return nil
}

// nativeCopy is arrays.copyTo in a loop in C. It stops at the first missing key. copied is the
// number of arrays copied before it.
func nativeCopy(a *arrays, dst []float32, stride int, keys Keys, order []uint32) (sum float64, copied int) {
	var total C.double
	n := C.bench_copy(nativeKeys(a.keys, nil), (*C.char)(unsafe.Pointer(unsafe.SliceData(a.elements))), C.size_t(a.length*elementSize),
		nativeKeys(keys, order), (*C.char)(unsafe.Pointer(unsafe.SliceData(dst))), C.size_t(stride*elementSize), &total)
	return float64(total), int(n)
}

// nativeSum returns the PageSum of a stored array as the loops in C++ compute it, and whether they
// accept it as an array.
func nativeSum(stored []byte) (sum float64, isArray bool) {
	var total C.double
	found := C.bench_sum((*C.char)(unsafe.Pointer(unsafe.SliceData(stored))), C.size_t(len(stored)), &total)
	return float64(total), found != 0
}
