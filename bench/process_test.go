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

// taskVariable makes the test binary perform the task that it names, instead of running tests. The
// process reads the task's input from standard input and prints the result, both as JSON. It
// therefore measures the work of one store only.
const taskVariable = "OPENLEVELDB_BENCH_TASK"

// doTaskInstead performs the task and exits if the process was started for one. Otherwise it
// returns.
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

// tasks holds the tasks by name.
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

// inProcess performs a task in a new process. result is a pointer to the result.
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

// Memory is the resident memory of a process, in bytes.
type Memory struct {
	Anonymous int64 // heaps of Go and C, stacks
	File      int64 // pages of mapped files, which are in the page cache
}

// minus returns the increase from n to m. A decrease, by a few pages that the runtime has released,
// counts as zero.
func (m Memory) minus(n Memory) Memory {
	return Memory{max(m.Anonymous-n.Anonymous, 0), max(m.File-n.File, 0)}
}

func (m Memory) report(b *testing.B, when string) {
	b.ReportMetric(float64(m.Anonymous), "rss-anon-"+when+"B")
	b.ReportMetric(float64(m.File), "rss-file-"+when+"B")
}

// memoryNow returns the memory of this process after Go has collected garbage and released it.
// Otherwise the amount of garbage would depend on all that the program holds, by the collector's
// rule, and on the moment.
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

// ioNow returns what this process has read and written.
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

// needProc skips the benchmark if the system does not report the resources of a process.
func needProc(b *testing.B) {
	if _, err := ioNow(); err != nil {
		b.Skip("needs /proc/self of Linux: ", err)
	}
}
