package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// storedSchema is the name of the schema of Arrow in the metadata of a Parquet file.
const storedSchema = "ARROW:schema"

// recordWriter writes a file in batches of rows.
type recordWriter interface {
	Write(record arrow.RecordBatch) error
	Close() error
}

// newRecordWriter starts a file.
func newRecordWriter(out io.Writer, schema *arrow.Schema, format string) (recordWriter, error) {
	out = struct{ io.Writer }{out} // the library must not close it
	if format == formatArrow {
		return ipc.NewFileWriter(out, ipc.WithSchema(schema))
	}
	// A dictionary would stay in memory although values rarely repeat, and statistics would
	// hold complete values.
	properties := parquet.NewWriterProperties(parquet.WithDictionaryDefault(false), parquet.WithStats(false),
		parquet.WithCompression(compress.Codecs.Snappy))
	return pqarrow.NewFileWriter(schema, out, properties, pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
}

// A recordFunc is called with the schema of a file, each batch of rows, and the part of the file
// that has been read with it, up to 1. A record is valid until it returns.
type recordFunc func(schema *arrow.Schema, record arrow.RecordBatch, part float64) error

// readRecords calls do with each batch of rows of a file.
func readRecords(in *os.File, format string, do recordFunc) error {
	if format == formatArrow {
		return readArrow(in, do)
	}
	return readParquet(in, do)
}

func readArrow(in *os.File, do recordFunc) error {
	r, n, err := openArrow(in)
	if err != nil {
		return fmt.Errorf("not an Arrow IPC file: %s", oneLine(err.Error()))
	}
	for i := range n {
		record, err := arrowRecord(r, i)
		if err != nil {
			return fmt.Errorf("record batch %d: %w", i, err)
		}
		err = do(r.Schema(), record, float64(i+1)/float64(n))
		record.Release()
		if err != nil {
			return err
		}
	}
	return r.Close()
}

// openArrow opens a file and returns the number of its record batches.
func openArrow(in *os.File) (r *ipc.FileReader, n int, err error) {
	defer recovered(&err)
	info, err := in.Stat()
	if err != nil {
		return nil, 0, err
	}
	if err := checkFooter(in, info.Size()); err != nil {
		return nil, 0, err
	}
	if r, err = ipc.NewFileReader(in, ipc.WithAllocator(boundedFor(info.Size()))); err != nil {
		return nil, 0, err
	}
	return r, r.NumRecords(), nil
}

func arrowRecord(r *ipc.FileReader, i int) (record arrow.RecordBatch, err error) {
	defer recovered(&err)
	if record, err = r.RecordBatchAt(i); err != nil {
		err = fmt.Errorf("%w: %s", errDamaged, oneLine(err.Error()))
	}
	return record, err
}

func readParquet(in *os.File, do recordFunc) error {
	f, r, schema, err := openParquet(in)
	if err != nil {
		return fmt.Errorf("not a Parquet file: %s", oneLine(err.Error()))
	}
	rows := int64(0)
	for group := range f.NumRowGroups() { // at most one is in memory
		table, err := rowGroup(f, r, group)
		if err != nil {
			return fmt.Errorf("row group %d: %w", group, err)
		}
		records := array.NewTableReader(table, -1)
		for err == nil && nextRecord(records, &err) {
			rows += records.RecordBatch().NumRows()
			err = do(schema, records.RecordBatch(), float64(rows)/float64(max(f.NumRows(), rows)))
		}
		if err == nil {
			err = records.Err()
		}
		records.Release()
		table.Release()
		if err != nil {
			return err
		}
	}
	if rows != f.NumRows() {
		return fmt.Errorf("%w: only %d of %d rows could be read", errDamaged, rows, f.NumRows())
	}
	return f.Close()
}

func openParquet(in *os.File) (f *file.Reader, r *pqarrow.FileReader, schema *arrow.Schema, err error) {
	defer recovered(&err)
	info, err := in.Stat()
	if err != nil {
		return nil, nil, nil, err
	}
	allocator := boundedFor(info.Size())
	// The library must not close the file.
	f, err = file.NewParquetReader(struct{ parquet.ReaderAtSeeker }{in}, file.WithReadProps(parquet.NewReaderProperties(allocator)))
	if err != nil {
		return nil, nil, nil, err
	}
	if schema := f.MetaData().KeyValueMetadata().FindValue(storedSchema); schema != nil {
		if err := checkStored(*schema); err != nil {
			return nil, nil, nil, err
		}
	}
	if r, err = pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, allocator); err != nil {
		return nil, nil, nil, err
	}
	schema, err = r.Schema() // the schema of a table lacks the metadata
	return f, r, schema, err
}

// rowGroup reads all columns of a row group.
func rowGroup(f *file.Reader, r *pqarrow.FileReader, group int) (table arrow.Table, err error) {
	defer recovered(&err)
	leaves := make([]int, f.MetaData().Schema.NumColumns())
	for i := range leaves {
		leaves[i] = i
	}
	if table, err = r.ReadRowGroups(context.Background(), leaves, []int{group}); err != nil {
		err = fmt.Errorf("%w: %s", errDamaged, oneLine(err.Error()))
	}
	return table, err
}

func nextRecord(records *array.TableReader, err *error) bool {
	defer recovered(err)
	return records.Next()
}
