// Package secret reads files that hold secrets. It refuses files that anyone but their owner could
// have read or written.
package secret

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Read returns the content of a file, at most limit bytes. The file must be a regular file that
// belongs to the effective user of this process or to root. Nobody else may have any permission on
// it (mode 0600 or stricter). These conditions are checked on the open file. Read follows symbolic
// links. It does not block on a FIFO. Errors never include any of the content.
func Read(path string, limit int64) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := check(f, path, os.Geteuid()); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(text)) > limit {
		return nil, fmt.Errorf("more than %d bytes", limit)
	}
	return text, nil
}

// check refuses an open file that is not private to the given user or to root.
func check(f *os.File, path string, user int) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("not a regular file (%v)", info.Mode().Type())
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("accessible by users other than its owner (mode %04o): chmod 600 %s", mode, path)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return errors.New("owner unknown")
	}
	if uid := int(owner.Uid); uid != user && uid != 0 {
		return fmt.Errorf("owned by user %d, want user %d, who runs this process, or root: chown %d %s", uid, user, user, path)
	}
	return nil
}
