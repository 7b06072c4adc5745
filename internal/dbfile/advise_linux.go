package dbfile

import (
	"os"

	"golang.org/x/sys/unix"
)

// readAtRandom advises the system not to read more of a file than is asked for. Without the advice
// it reads ahead, by the disk's setting, which can be megabytes.
func readAtRandom(file *os.File) {
	_ = unix.Fadvise(int(file.Fd()), 0, 0, unix.FADV_RANDOM) // only advice
}
