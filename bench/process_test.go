package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"testing"

	"github.com/prometheus/procfs"
)

// The test binary, started with this variable, does the task that it names instead of tests: it takes what the task is about from
// its input and prints what came of it, both as JSON. So a process is charged for what one store does, and nothing else.
const taskVariable = "OPENLEVELDB_BENCH_TASK"

// doTaskInstead does not return in a process that was started for a task.
func doTaskInstead() {
	name := os.Getenv(taskVariable)
	if name == "" {
		return
	}
	if err := doTask(name); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// tasks by their name.
var tasks = map[string]func(input *json.Decoder) (any, error){}

func doTask(name string) error {
	task := tasks[name]
	if task == nil {
		return fmt.Errorf("bench: there is no task %q", name)
	}
	result, err := task(json.NewDecoder(os.Stdin))
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// inProcess does a task in a process of its own. result is a pointer to what it gives.
func inProcess(tb testing.TB, task string, input, result any) {
	tb.Helper()
	text, err := json.Marshal(input)
	fatal(tb, err)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), taskVariable+"="+task)
	cmd.Stdin = bytes.NewReader(text)
	var errors bytes.Buffer
	cmd.Stderr = &errors
	output, err := cmd.Output()
	if err != nil {
		tb.Fatalf("bench: task %s: %v: %s", task, err, errors.Bytes())
	}
	fatal(tb, json.Unmarshal(output, result))
}

// Memory is what of a process lies in memory, in bytes.
type Memory struct {
	Anonymous int64 // heaps of Go and C, stacks
	File      int64 // pages of mapped files, which are those of the page cache
}

// minus gives what m has more than n. Less, by some pages that the runtime gave back meanwhile, is nothing.
func (m Memory) minus(n Memory) Memory {
	return Memory{max(m.Anonymous-n.Anonymous, 0), max(m.File-n.File, 0)}
}

func (m Memory) report(b *testing.B, when string) {
	b.ReportMetric(float64(m.Anonymous), "rss-anon-"+when+"B")
	b.ReportMetric(float64(m.File), "rss-file-"+when+"B")
}

// memoryNow gives the memory of this process after Go's garbage was collected and given back: how much of that there is depends on
// all that the program holds, by the collector's rule, and on the moment.
func memoryNow() (Memory, error) {
	debug.FreeOSMemory()
	self, err := procfs.Self()
	if err != nil {
		return Memory{}, fmt.Errorf("bench: memory: %w", err)
	}
	status, err := self.NewStatus()
	if err != nil {
		return Memory{}, fmt.Errorf("bench: memory: %w", err)
	}
	return Memory{Anonymous: int64(status.RssAnon), File: int64(status.RssFile)}, nil
}

// ioNow gives what this process has read and written.
func ioNow() (procfs.ProcIO, error) {
	self, err := procfs.Self()
	if err != nil {
		return procfs.ProcIO{}, fmt.Errorf("bench: input and output: %w", err)
	}
	io, err := self.IO()
	if err != nil {
		return io, fmt.Errorf("bench: input and output: %w", err)
	}
	return io, nil
}

// needProc skips where the system does not tell a process what it uses.
func needProc(b *testing.B) {
	if _, err := ioNow(); err != nil {
		b.Skip("needs /proc/self of Linux: ", err)
	}
}
