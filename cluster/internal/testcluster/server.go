package testcluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// server is a program that can be ended and started again.
type server struct {
	name    string
	path    string
	args    []string
	output  string // file that standard output and error are appended to
	mu      sync.Mutex
	cmd     *exec.Cmd // nil if it is not running
	ended   chan struct{}
	failure error // how it ended
}

// starter returns a channel of functions that run on one thread. The kernel ends a child when the
// thread that started it ends, so this one never does.
var starter = sync.OnceValue(func() chan func() {
	calls := make(chan func())
	go func() {
		runtime.LockOSThread()
		for call := range calls {
			call()
		}
	}()
	return calls
})

// start starts the program. It does nothing if the program is running.
func (p *server) start() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running() {
		return nil
	}
	out, err := os.OpenFile(p.output, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer out.Close()
	cmd := exec.Command(p.path, p.args...)
	cmd.Dir = filepath.Dir(p.output)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = endWithParent()
	started := make(chan error)
	starter() <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		return err
	}
	ended := make(chan struct{})
	p.cmd, p.ended, p.failure = cmd, ended, nil
	go func() {
		err := cmd.Wait()
		p.mu.Lock()
		p.failure = err
		p.mu.Unlock()
		close(ended)
	}()
	return nil
}

// running reports whether the program runs. The caller holds mu.
func (p *server) running() bool {
	if p.cmd == nil {
		return false
	}
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// check returns an error with the end of the output if the program has ended unasked.
func (p *server) check() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil || p.running() {
		return nil
	}
	return fmt.Errorf("testcluster: %s ended: %v\n%s", p.name, p.failure, tail(p.output))
}

// signal sends a signal to the program, if it is running.
func (p *server) signal(s syscall.Signal) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.running() {
		return fmt.Errorf("testcluster: %s is not running", p.name)
	}
	return p.cmd.Process.Signal(s)
}

// kill ends the program by SIGKILL and waits until it has ended. It returns an error if the program
// had ended before.
func (p *server) kill() error {
	if err := p.check(); err != nil {
		return err
	}
	p.mu.Lock()
	cmd, ended := p.cmd, p.ended
	p.cmd = nil
	p.mu.Unlock()
	if cmd == nil {
		return nil
	}
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-ended
	return nil
}

// stop asks the program to end, and kills it if it has not ended after the given time.
func (p *server) stop(after time.Duration) error {
	p.mu.Lock()
	cmd, ended := p.cmd, p.ended
	p.mu.Unlock()
	if cmd == nil {
		return nil
	}
	err := p.check()
	if err == nil {
		cmd.Process.Signal(syscall.SIGCONT) // it may be paused
		cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(after):
		}
	}
	p.mu.Lock()
	p.cmd = nil
	p.mu.Unlock()
	cmd.Process.Kill()
	<-ended
	return err
}

// tail returns the last 4 KiB of a file.
func tail(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(content[max(0, len(content)-4096):])
}
