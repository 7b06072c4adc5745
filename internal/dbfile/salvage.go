package dbfile

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/openleveldb/openleveldb/internal/disk"
)

// LogSummary summarizes the records of a log.
type LogSummary struct {
	Records int  // records with a correct checksum that hold a batch
	Damaged bool // there are other, damaged records
}

// ScanLog reads a log to its end. Errors are those of the file system.
func ScanLog(path string) (LogSummary, error) {
	var s LogSummary
	err := readLog(path, &s, func([]byte) error { return nil })
	return s, err
}

// SalvageLog writes the intact records of a log to a new file, and syncs it.
func SalvageLog(from, to string) (err error) {
	file, err := disk.NewFile(to, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	out := NewRecordWriter(file)
	if err := readLog(from, &LogSummary{}, out.Write); err != nil {
		return err
	}
	return errors.Join(out.Flush(), file.Sync())
}

func readLog(path string, s *LogSummary, do func(record []byte) error) error {
	file, err := openRegular(path)
	if err != nil {
		return err
	}
	defer file.Close()
	records := NewRecordReader(file)
	for {
		record, err := records.Next()
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, ErrRecord), err == nil && !isBatch(record):
			s.Damaged = true
		case isDiskError(err):
			s.Damaged = true
			return nil // the rest cannot be read
		case err != nil:
			return err
		default:
			s.Records++
			if err := do(record); err != nil {
				return err
			}
		}
	}
}

// isBatch reports whether a record is a batch (db/write_batch.cc). A batch is a sequence number of
// 8 bytes and a count of 4 bytes, both little-endian, followed by that many entries:
//
//	kind        1 byte: 1 for a value, 0 for a deletion
//	key         its length, a varint, and the bytes
//	value       the same, but not for a deletion
func isBatch(record []byte) bool {
	if len(record) < batchHeader {
		return false
	}
	count := binary.LittleEndian.Uint32(record[8:])
	rest := record[batchHeader:]
	text := func() bool {
		n, size := binary.Uvarint(rest)
		if size <= 0 || n > uint64(len(rest)-size) {
			return false
		}
		rest = rest[size+int(n):]
		return true
	}
	for ; len(rest) > 0; count-- {
		kind := rest[0]
		rest = rest[1:]
		if count == 0 || kind > 1 || !text() || kind == 1 && !text() {
			return false
		}
	}
	return count == 0
}
