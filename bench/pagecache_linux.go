package bench

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	dropAttempts = 20
	dropInterval = 10 * time.Millisecond
)

// dropPages removes the pages of all files below a directory from the page cache. It returns an
// error unless all of them are gone. The files must not be open or mapped by this process: the
// kernel does not drop a mapped page. It needs no privileges.
func dropPages(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		return dropFile(path)
	})
}

// dropFile removes the pages of a file from the page cache.
func dropFile(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.Sync(); err != nil { // a dirty page cannot be dropped
		return err
	}
	return dropClean(f)
}

// dropClean removes the pages of a file that is on the disk. It tries again while pages are left,
// because read-ahead that is in progress cannot be dropped.
func dropClean(f *os.File) error {
	for range dropAttempts {
		if err := dropOnce(f); !errors.Is(err, errResident) {
			return err
		}
		time.Sleep(dropInterval)
	}
	return fmt.Errorf("bench: %s: %w; it is mapped, or the file system is in memory: set TMPDIR to a directory on a disk", f.Name(), errResident)
}

// dropOnce tries once to remove the pages of a file. It returns errResident if a page remains.
func dropOnce(f *os.File) error {
	if err := unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
		return fmt.Errorf("bench: drop %s from the page cache: %w", f.Name(), err)
	}
	pages, err := residentPages(f)
	if err == nil && pages > 0 {
		err = errResident
	}
	return err
}

// errResident is returned for a file whose pages cannot be dropped from the page cache.
var errResident = errors.New("pages remain in the page cache")

// residentPages returns the number of pages of a file that are in the page cache.
func residentPages(f *os.File) (count int, err error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return 0, err
	}
	mapped, err := unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return 0, fmt.Errorf("bench: map %s: %w", f.Name(), err)
	}
	defer func() { err = errors.Join(err, unix.Munmap(mapped)) }()
	page := os.Getpagesize()
	states := make([]byte, (len(mapped)+page-1)/page)
	_, _, errno := unix.Syscall(unix.SYS_MINCORE, uintptr(unsafe.Pointer(unsafe.SliceData(mapped))), uintptr(len(mapped)),
		uintptr(unsafe.Pointer(unsafe.SliceData(states))))
	if errno != 0 {
		return 0, fmt.Errorf("bench: resident pages of %s: %w", f.Name(), errno)
	}
	for _, s := range states {
		count += int(s & 1)
	}
	return count, nil
}
