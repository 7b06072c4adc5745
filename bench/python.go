package bench

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/openleveldb/openleveldb/internal/python"
)

// pythonStore does what the Python package does, with Plyvel, numpy.load and rapidjson. It runs in
// a separate process, which is started once per database and measures its own time
// (testdata/openleveldb.py).
var pythonStore = Store{
	Name: "python", Format: "leveldb", Slow: true,
	Open: func(dir string, c Config) (Reader, error) { return openPython(dir, c, false) },
}

// pythonModules are the modules that pythonStore needs.
var pythonModules = []string{"plyvel", "numpy", "rapidjson"}

//go:embed testdata/openleveldb.py
var pythonSource string

// selfTimed is a store that works in another process and measures its own time, so that
// communication is not counted.
type selfTimed interface {
	// Taken returns the time of all reads or writes since the last call, and the number of their
	// entries.
	Taken() (elapsed time.Duration, entries int)
}

// pythonDB is a Python process that has a database open. It serves one request at a time.
type pythonDB struct {
	cmd     *exec.Cmd
	orders  io.WriteCloser
	answers *bufio.Reader
	stderr  bytes.Buffer

	elapsed time.Duration
	entries int
}

// pythonOrder is a request, as documented in testdata/openleveldb.py.
type pythonOrder struct {
	Op       string `json:"op"`
	KeySize  int    `json:"key_size"`
	Keys     int    `json:"keys"`
	Elements int    `json:"elements,omitempty"` // of each array
	Kind     string `json:"kind,omitempty"`
	Values   []int  `json:"values,omitempty"` // lengths of the values
}

// pythonAnswer is the response. data holds the bytes that follow it.
type pythonAnswer struct {
	Error       string
	Nanoseconds int64
	Entries     int
	Sum         float64
	Bytes       int
	data        []byte
}

func openPython(dir string, c Config, create bool) (*pythonDB, error) {
	interpreter, err := python.Lookup(pythonModules...)
	if err != nil {
		return nil, err
	}
	settings := map[string]any{
		"create_if_missing": create, "error_if_exists": create, "lru_cache_size": c.CacheBytes,
		"write_buffer_size": writeBufferBytes, "compression": nil, "bloom_filter_bits": c.FilterBits,
	}
	if c.Snappy {
		settings["compression"] = "snappy"
	}
	arguments, err := json.Marshal(settings)
	if err != nil {
		return nil, err
	}
	p := &pythonDB{cmd: python.Command(interpreter, pythonSource, dir, string(arguments))}
	p.cmd.Stderr = &p.stderr
	if p.orders, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	answers, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.answers = bufio.NewReaderSize(answers, 1<<20)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	if _, err := p.answer(); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// do sends a request with the keys that order selects, or the values for them, and waits for the
// response.
func (p *pythonDB) do(o pythonOrder, keys Keys, order []uint32, values ...[]byte) (pythonAnswer, error) {
	o.KeySize, o.Keys = keySize, len(order)
	for _, v := range values {
		o.Values = append(o.Values, len(v))
	}
	sent, err := json.Marshal(o)
	if err != nil {
		return pythonAnswer{}, err
	}
	sent = append(sent, '\n')
	for _, i := range order {
		sent = append(sent, keys.Bytes(i)...)
	}
	for _, v := range values {
		sent = append(sent, v...)
	}
	if _, err := p.orders.Write(sent); err != nil {
		return pythonAnswer{}, fmt.Errorf("bench: python: %s: %w: %s", o.Op, err, p.stderr.Bytes())
	}
	a, err := p.answer()
	if err != nil {
		return pythonAnswer{}, fmt.Errorf("bench: python: %s: %w", o.Op, err)
	}
	p.elapsed += time.Duration(a.Nanoseconds)
	p.entries += a.Entries
	return a, nil
}

func (p *pythonDB) answer() (a pythonAnswer, err error) {
	line, err := p.answers.ReadBytes('\n')
	if err == io.EOF { // the process has ended and printed why
		return a, errors.Join(io.ErrUnexpectedEOF, p.Close())
	} else if err != nil {
		return a, err
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return a, fmt.Errorf("response %.100q: %w", line, err)
	}
	if a.Error != "" {
		return a, errors.New(a.Error)
	}
	a.data = make([]byte, a.Bytes)
	_, err = io.ReadFull(p.answers, a.data)
	return a, err
}

func (p *pythonDB) Taken() (elapsed time.Duration, entries int) {
	elapsed, entries = p.elapsed, p.entries
	p.elapsed, p.entries = 0, 0
	return elapsed, entries
}

func (p *pythonDB) Read(keys Keys, order []uint32) (float64, error) {
	a, err := p.do(pythonOrder{Op: "read"}, keys, order)
	return a.Sum, err
}

func (p *pythonDB) ReadMissing(keys Keys, order []uint32) (int, error) {
	a, err := p.do(pythonOrder{Op: "missing"}, keys, order)
	return int(a.Sum), err
}

func (p *pythonDB) Scan() (entries int, sum float64, err error) {
	a, err := p.do(pythonOrder{Op: "scan"}, Keys{}, nil)
	return a.Entries, a.Sum, err
}

// Gather creates the tensor in Python. Its transfer to this process is not counted.
func (p *pythonDB) Gather(keys Keys, order []uint32, tensor []float32) ([]float32, error) {
	a, err := p.do(pythonOrder{Op: "gather", Elements: len(tensor) / len(order)}, keys, order)
	if err != nil {
		return nil, err
	}
	if _, err := binary.Decode(a.data, binary.LittleEndian, tensor); err != nil {
		return nil, fmt.Errorf("bench: python: gather: tensor of %d bytes: %w", len(a.data), err)
	}
	return tensor, nil
}

// Close closes the database and waits for the process to end.
func (p *pythonDB) Close() error {
	p.orders.Close() // the process may have ended already; Wait returns its error
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("bench: python: %w: %s", err, p.stderr.Bytes())
	}
	return nil
}
