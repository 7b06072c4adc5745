package bench

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// httpFloor is a net/http server that sends the same stored bytes from Go memory, and net/http's
// client, both in this process. It is the lower bound of any HTTP server in Go. A scan streams all
// values, each preceded by its length.
var httpFloor = Store{
	Name: "http-floor", Format: "leveldb", Slow: true,
	Open: func(dir string, c Config) (Reader, error) {
		values, err := loadValues(dir, c)
		if err != nil {
			return nil, err
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		f := &floor{server: &http.Server{Handler: values}, client: &http.Client{Transport: &http.Transport{DisableCompression: true}}}
		f.url = "http://" + l.Addr().String()
		go f.server.Serve(l) // until Close
		return &peerReader{peer: f}, nil
	},
}

// memory holds the entries of a database in key order, and the position of each key's value.
type memory struct {
	keys   []string
	stored [][]byte
	by     map[string][]byte
}

func loadValues(dir string, c Config) (memory, error) {
	m := memory{by: map[string][]byte{}}
	err := eachStored(dir, c, func(key string, stored []byte) error {
		stored = slices.Clone(stored)
		m.keys = append(m.keys, key)
		m.stored = append(m.stored, stored)
		m.by[key] = stored
		return nil
	})
	return m, err
}

// eachStored calls use for each entry of a database, in key order. The stored bytes are borrowed
// for the call.
func eachStored(dir string, c Config, use func(key string, stored []byte) error) (err error) {
	db, err := openOurs(dir, c, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var stored []byte
	for e, err := range db.Entries(nil) {
		if err != nil {
			return err
		}
		if stored, err = e.AppendRaw(stored[:0]); err != nil {
			return err
		}
		if err := use(e.Key(), stored); err != nil {
			return err
		}
	}
	return nil
}

// find returns the value of key, or of the first key at or after it if atOrAfter is set.
func (m memory) find(key string, atOrAfter bool) (stored []byte, found bool) {
	if !atOrAfter {
		stored, found = m.by[key]
		return stored, found
	}
	n, _ := slices.BinarySearch(m.keys, key)
	if n == len(m.keys) {
		return nil, false
	}
	return m.stored[n], true
}

// Prefixes of paths.
const (
	pathGet     = "/get/"  // followed by the key
	pathSeek    = "/seek/" // followed by the key
	pathScan    = "/scan"
	pathReverse = "/reverse"
)

// ServeHTTP responds with the stored bytes of one entry, or of all entries.
func (m memory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	if path == pathScan || path == pathReverse {
		each := slices.All(m.stored)
		if path == pathReverse {
			each = slices.Backward(m.stored)
		}
		out := bufio.NewWriterSize(w, 128<<10)
		for _, stored := range each {
			var length [4]byte
			binary.LittleEndian.PutUint32(length[:], uint32(len(stored)))
			out.Write(length[:]) // out keeps the error
			out.Write(stored)
		}
		if out.Flush() != nil {
			panic(http.ErrAbortHandler) // the client closed the connection
		}
		return
	}
	key, atOrAfter := strings.CutPrefix(path, pathSeek)
	stored, ok := m.find(strings.TrimPrefix(key, pathGet), atOrAfter)
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(stored)))
	if _, err := w.Write(stored); err != nil {
		panic(http.ErrAbortHandler)
	}
}

type floor struct {
	server  *http.Server
	client  *http.Client
	url     string
	buffers sync.Pool // of *[]byte, reused for values
}

func (f *floor) do(path string, use func(answer *http.Response) error) error {
	answer, err := f.client.Get(f.url + path)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
		return use(answer)
	case http.StatusNotFound:
		return errMissing
	default:
		return fmt.Errorf("status %s", answer.Status)
	}
}

func (f *floor) get(key []byte, use func(stored []byte) error) error { return f.one(pathGet, key, use) }

func (f *floor) seek(key []byte, use func(stored []byte) error) error {
	return f.one(pathSeek, key, use)
}

func (f *floor) one(path string, key []byte, use func(stored []byte) error) error {
	return f.do(path+string(key), func(answer *http.Response) error {
		return f.read(answer.Body, int(answer.ContentLength), use)
	})
}

// read reads n bytes and calls use with them.
func (f *floor) read(from io.Reader, n int, use func(stored []byte) error) error {
	buffer, ok := f.buffers.Get().(*[]byte)
	if !ok {
		buffer = new([]byte)
	}
	defer f.buffers.Put(buffer)
	if n > cap(*buffer) {
		*buffer = make([]byte, n)
	}
	stored := (*buffer)[:n]
	if _, err := io.ReadFull(from, stored); err != nil {
		return err
	}
	return use(stored)
}

func (f *floor) scan(reverse bool, use func(stored []byte) error) error {
	path := pathScan
	if reverse {
		path = pathReverse
	}
	return f.do(path, func(answer *http.Response) error {
		in := bufio.NewReaderSize(answer.Body, 128<<10)
		for {
			var length [4]byte
			if _, err := io.ReadFull(in, length[:]); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			if err := f.read(in, int(binary.LittleEndian.Uint32(length[:])), use); err != nil {
				return err
			}
		}
	})
}

func (f *floor) Close() error {
	f.client.CloseIdleConnections()
	return f.server.Shutdown(context.Background())
}
