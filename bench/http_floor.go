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
	"strconv"
)

// httpFloor is a bare net/http server that answers the same stored bytes from Go memory, and net/http's client, both in this
// process: what no server over HTTP in Go can fall below. A scan streams all of them, each after its length.
var httpFloor = Store{
	Name: "http-floor", Format: "leveldb",
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
		f.url = "http://" + l.Addr().String() + "/"
		go f.server.Serve(l) // until Close
		return &peerReader{peer: f}, nil
	},
}

// memory is the values of a database in the order of their keys, and where each is.
type memory struct {
	stored [][]byte
	by     map[string][]byte
}

func loadValues(dir string, c Config) (m memory, err error) {
	db, err := openOurs(dir, c, false)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	m.by = map[string][]byte{}
	for e, err := range db.Entries(nil) {
		if err != nil {
			return m, err
		}
		stored, err := e.AppendRaw(nil)
		if err != nil {
			return m, err
		}
		m.stored = append(m.stored, stored)
		m.by[e.Key()] = stored
	}
	return m, nil
}

// ServeHTTP answers /KEY with the stored bytes, and / with all of them.
func (m memory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := r.URL.Path[1:]
	if key == "" {
		out := bufio.NewWriterSize(w, 128<<10)
		for _, stored := range m.stored {
			var length [4]byte
			binary.LittleEndian.PutUint32(length[:], uint32(len(stored)))
			out.Write(length[:]) // an error stays with out
			out.Write(stored)
		}
		if out.Flush() != nil {
			panic(http.ErrAbortHandler) // the client went away
		}
		return
	}
	stored, ok := m.by[key]
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
	server *http.Server
	client *http.Client
	url    string
	stored []byte // of the last value
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

func (f *floor) get(key []byte, use func(stored []byte) error) error {
	return f.do(string(key), func(answer *http.Response) error {
		if err := f.fill(answer.Body, int(answer.ContentLength)); err != nil {
			return err
		}
		return use(f.stored)
	})
}

// fill reads n bytes.
func (f *floor) fill(from io.Reader, n int) error {
	if n > cap(f.stored) {
		f.stored = make([]byte, n)
	}
	f.stored = f.stored[:n]
	_, err := io.ReadFull(from, f.stored)
	return err
}

func (f *floor) scan(d *decoder) (entries int, sum float64, err error) {
	err = f.do("", func(answer *http.Response) error {
		in := bufio.NewReaderSize(answer.Body, 128<<10)
		for {
			var length [4]byte
			if _, err := io.ReadFull(in, length[:]); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			if err := f.fill(in, int(binary.LittleEndian.Uint32(length[:]))); err != nil {
				return err
			}
			part, err := d.sum(f.stored)
			if err != nil {
				return err
			}
			entries++
			sum += part
		}
	})
	return entries, sum, err
}

func (f *floor) Close() error {
	f.client.CloseIdleConnections()
	return f.server.Shutdown(context.Background())
}
