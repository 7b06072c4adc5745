package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
	_ "github.com/openleveldb/openleveldb/leveldb/shared"
)

// servedDB is packages leveldb/server and leveldb/remote.
var servedDB = servedStore{"openleveldb-remote", func(b *testing.B) (served, error) {
	dir := socketDir(b)
	j := serveJob{Dir: filepath.Join(dir, "db"), Socket: filepath.Join(dir, "s"), Config: config}
	startServeTask(b, j)
	db, err := remote.Dial(context.Background(), "unix:"+j.Socket, "db", nil)
	return rawDB{db}, err
}}

// sharedDB is package leveldb with Options.Shared. Another process has opened the database first.
var sharedDB = servedStore{"openleveldb-shared", func(b *testing.B) (served, error) {
	j := serveJob{Dir: filepath.Join(socketDir(b), "db"), Config: config}
	startServeTask(b, j)
	db, err := leveldb.Open(j.Dir, &leveldb.Options{Shared: true, ErrorIfMissing: true})
	return rawDB{db}, err
}}

// rawDB is a client of this library that gets and puts stored bytes.
type rawDB struct{ *leveldb.DB }

func (db rawDB) get(key string, buffer []byte) ([]byte, error) {
	return db.AppendRaw(buffer[:0], key)
}

func (db rawDB) put(key string, value []byte) error { return db.PutRaw(key, value) }

// serveJob is the input of the task that serves a database until its standard input ends.
type serveJob struct {
	Dir    string
	Socket string // empty to share the database instead
	Config Config
}

func init() { tasks["serve"] = serveTask }

func serveTask(input *json.Decoder) (any, error) {
	var j serveJob
	if err := input.Decode(&j); err != nil {
		return nil, err
	}
	o := ourOptions(j.Config, true)
	o.Shared = j.Socket == ""
	db, err := leveldb.Open(j.Dir, o)
	if err != nil {
		return nil, err
	}
	if o.Shared {
		fmt.Println("serving")
		_, err = io.Copy(io.Discard, io.MultiReader(input.Buffered(), os.Stdin))
		return nil, errors.Join(err, db.Close())
	}
	l, err := net.Listen("unix", j.Socket)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	ctx, stop := context.WithCancel(context.Background())
	handler := server.NewHandler(server.Opened{"db": db}, nil)
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(ctx, l, handler, nil) }()
	fmt.Println("serving")
	_, err = io.Copy(io.Discard, io.MultiReader(input.Buffered(), os.Stdin))
	stop()
	return nil, errors.Join(err, <-stopped, handler.Close(), db.Close())
}

// startServeTask runs the task in another process until the benchmark ends, and waits until it
// serves.
func startServeTask(b *testing.B, j serveJob) {
	text, err := json.Marshal(j)
	fatal(b, err)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), taskVariable+"=serve")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	fatal(b, err)
	out, err := cmd.StdoutPipe()
	fatal(b, err)
	fatal(b, cmd.Start())
	b.Cleanup(func() {
		fatal(b, in.Close())
		_, err := io.Copy(io.Discard, out)
		fatal(b, errors.Join(err, cmd.Wait()))
	})
	_, err = in.Write(text)
	fatal(b, err)
	var first [len("serving")]byte
	_, err = io.ReadFull(out, first[:])
	fatal(b, fail("start", "a server", err))
}

// redisStore is redis-server and github.com/redis/go-redis: "redis", or "redis-aof" with an
// append-only file that is not synced, or "redis-into", which reads into memory of the caller. The
// benchmark is skipped with a message if there is no redis-server.
func redisStore(name string) servedStore {
	return servedStore{name, func(b *testing.B) (served, error) {
		program, err := exec.LookPath("redis-server")
		if err != nil {
			fmt.Fprintf(os.Stderr, "bench: without store %s: %v; scripts/install-leveldb.sh --with-redis installs it\n", name, err)
			b.Skip(err)
		}
		dir := socketDir(b)
		socket, log, aof := filepath.Join(dir, "s"), filepath.Join(dir, "log"), "no"
		if name == "redis-aof" {
			aof = "yes"
		}
		cmd := exec.Command(program, "--port", "0", "--unixsocket", socket, "--dir", dir, "--logfile", log,
			"--save", "", "--appendonly", aof, "--appendfsync", "no")
		fatal(b, cmd.Start())
		b.Cleanup(func() {
			fatal(b, cmd.Process.Signal(os.Interrupt))
			fatal(b, cmd.Wait())
		})
		client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket})
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			err := client.Ping(context.Background()).Err()
			if err == nil {
				return redisClient{client, name == "redis-into"}, nil
			}
			if time.Now().After(end) {
				text, _ := os.ReadFile(log) // more information for the error, if there is any
				return nil, fmt.Errorf("%w: %s", err, text)
			}
		}
	}}
}

type redisClient struct {
	*redis.Client
	into bool // use the buffer of get
}

func (c redisClient) get(key string, buffer []byte) ([]byte, error) {
	if !c.into {
		return c.Get(context.Background(), key).Bytes()
	}
	got := c.GetToBuffer(context.Background(), key, buffer[:cap(buffer)])
	return got.Bytes(), got.Err()
}

func (c redisClient) put(key string, value []byte) error {
	return c.Set(context.Background(), key, value, 0).Err()
}

// socketDir returns a directory with a path short enough for a socket.
func socketDir(b *testing.B) string {
	dir, err := os.MkdirTemp("", "oldb")
	fatal(b, err)
	b.Cleanup(func() { fatal(b, os.RemoveAll(dir)) })
	return dir
}
