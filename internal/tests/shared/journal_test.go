package shared_test

import (
	"encoding/binary"
	"fmt"
	"os"
)

// journal holds, for one worker, the numbers of the last write that it tried and of the last one
// that was acknowledged. It survives the process.
type journal struct {
	*os.File
}

func journalPath(j job, worker int) string { return fmt.Sprintf("%s%03d.journal", j.Own, worker) }

func gapsPath(j job, worker int) string { return fmt.Sprintf("%s%03d.gaps", j.Own, worker) }

func openJournal(path string) (*journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	return &journal{f}, err
}

func (j *journal) read() (tried, acknowledged int) {
	var b [16]byte
	_, _ = j.ReadAt(b[:], 0) // zeros, if nothing was written yet
	return int(binary.LittleEndian.Uint64(b[:])), int(binary.LittleEndian.Uint64(b[8:]))
}

func (j *journal) tried(n int) error        { return j.put(0, n) }
func (j *journal) acknowledged(n int) error { return j.put(8, n) }

func (j *journal) put(at int64, n int) error {
	_, err := j.WriteAt(binary.LittleEndian.AppendUint64(nil, uint64(n)), at)
	return err
}
