package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

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

// readRecords calls do with the schema and each batch of rows of a file. A record is valid until do
// returns.
func readRecords(in *os.File, format string, do func(schema *arrow.Schema, record arrow.RecordBatch) error) error {
	if format == formatArrow {
		return readArrow(in, do)
	}
	return readParquet(in, do)
}

func readArrow(in *os.File, do func(*arrow.Schema, arrow.RecordBatch) error) error {
	r, err := ipc.NewFileReader(in)
	if err != nil {
		return fmt.Errorf("not an Arrow IPC file: %w", err)
	}
	for i := range r.NumRecords() {
		record, err := r.RecordBatchAt(i)
		if err != nil {
			return err
		}
		err = do(r.Schema(), record)
		record.Release()
		if err != nil {
			return err
		}
	}
	return r.Close()
}

func readParquet(in *os.File, do func(*arrow.Schema, arrow.RecordBatch) error) error {
	// The library must not close the file.
	f, err := file.NewParquetReader(struct{ parquet.ReaderAtSeeker }{in})
	if err != nil {
		return fmt.Errorf("not a Parquet file: %w", err)
	}
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	schema, err := r.Schema() // the schema of a table lacks the metadata
	if err != nil {
		return err
	}
	leaves := make([]int, f.MetaData().Schema.NumColumns())
	for i := range leaves {
		leaves[i] = i
	}
	rows := int64(0)
	for group := range f.NumRowGroups() { // at most one is in memory
		table, err := r.ReadRowGroups(context.Background(), leaves, []int{group})
		if err != nil {
			return err
		}
		records := array.NewTableReader(table, -1)
		for err == nil && records.Next() {
			rows += records.RecordBatch().NumRows()
			err = do(schema, records.RecordBatch())
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
		return fmt.Errorf("only %d of %d rows could be read", rows, f.NumRows())
	}
	return f.Close()
}
