package exchange

import (
	"io"
	"io/fs"
	"sync"

	"github.com/klauspost/compress/flate"
)

// inflaters holds decompressors for the next file of an archive. One takes 40 KiB.
var inflaters sync.Pool

// inflater decompresses a file of an archive. It is faster than the one of archive/zip.
type inflater struct{ from io.ReadCloser }

// inflate is a zip.Decompressor.
func inflate(r io.Reader) io.ReadCloser {
	from, ok := inflaters.Get().(io.ReadCloser)
	if !ok {
		return &inflater{flate.NewReader(r)}
	}
	if err := from.(flate.Resetter).Reset(r, nil); err != nil {
		return &inflater{flate.NewReader(r)}
	}
	return &inflater{from}
}

// Read returns decompressed bytes.
func (i *inflater) Read(b []byte) (int, error) {
	if i.from == nil {
		return 0, fs.ErrClosed
	}
	return i.from.Read(b)
}

// Close keeps the decompressor for another file.
func (i *inflater) Close() error {
	if i.from == nil {
		return nil
	}
	err := i.from.Close()
	inflaters.Put(i.from)
	i.from = nil
	return err
}
