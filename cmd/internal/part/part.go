// Package part reads parts of stored arrays: a field, rows, or what numpy's basic indexing selects.
package part

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/internal/selection"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/spf13/cobra"
)

// Part holds the flags that select a part of an array.
type Part struct{ rows, index, field string }

// Help explains the flags in the help of the commands that have them.
const Help = `--field, --rows and --index select a part of an array, and only that part is read. The
selection is as in numpy: --rows 10:20, --rows -1, --index 3,:,0:100:10, --index ...,0.
An index drops its axis; --field a.b is the field b of the structure in the field a.`

// AddFlags adds the flags.
func (p *Part) AddFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&p.rows, "rows", "", "only the rows `FIRST:STOP` of an array, or one row")
	flags.StringVar(&p.index, "index", "", "only the elements at `I,J:K,...` of an array, as in numpy")
	flags.StringVar(&p.field, "field", "", "only the field `NAME` of a structured array")
	cmd.MarkFlagsMutuallyExclusive("rows", "index")
}

// Check returns an error for flags that are wrong for any array.
func (p *Part) Check() error {
	if strings.Contains(p.rows, ",") {
		return fmt.Errorf("--rows: %.40q selects more than rows: use --index", p.rows)
	}
	if err := selection.Check(p.rows); err != nil {
		return fmt.Errorf("--rows: %w", err)
	}
	if err := selection.Check(p.index); err != nil {
		return fmt.Errorf("--index: %w", err)
	}
	return nil
}

// Given reports whether a part is selected.
func (p *Part) Given() bool { return p.rows != "" || p.index != "" || p.field != "" }

// text returns the selection of indices. At most one of the flags is given.
func (p *Part) text() string { return p.rows + p.index }

// Read returns the selected part of the array stored under key, in the form of a stored value. Of a
// database on a server only the selected rows are transferred. In a local database only the part is
// touched, except for compressed blocks.
func (p *Part) Read(ctx context.Context, db *leveldb.DB, key string) (stored []byte, err error) {
	if far, ok := db.Driver().(driver.ArrayReader); ok && driver.Far(far) {
		stored, err = p.far(ctx, far, key)
		if !errors.Is(err, errReadAll) && !errors.Is(err, driver.ErrNotSupported) {
			return stored, failed(key, err)
		}
	}
	err = db.WithContext(ctx).ViewRaw(key, func(pinned *leveldb.Pinned) error {
		whole, err := pinned.Stored()
		if err != nil {
			return err
		}
		tag, err := codec.KindOf(whole)
		switch {
		case err != nil:
			return err
		case tag != codec.KindArray:
			return fmt.Errorf("the value is of type %v: --field, --rows and --index select parts of an ndarray", tag)
		}
		a, err := ndarray.Decode(whole[1:])
		if err == nil {
			stored, err = p.of(a, 0, -1)
		}
		return err
	})
	return stored, failed(key, err)
}

// failed adds the key to an error without one.
func failed(key string, err error) error {
	if e := (*leveldb.Error)(nil); err != nil && !errors.As(err, &e) {
		return &leveldb.Error{Op: "get", Name: key, Err: err}
	}
	return err
}

// of returns the part of an array as a stored value. The array holds the rows from first on of one
// that has length rows, or all of them if length is negative.
func (p *Part) of(a *ndarray.Array, first, length int) ([]byte, error) {
	if p.field != "" {
		for name := range strings.SplitSeq(p.field, ".") {
			if _, found := a.DType().Field(name); !found {
				return nil, noField(a.DType(), name)
			}
			var err error
			if a, err = a.Field(name); err != nil {
				return nil, err
			}
		}
	}
	shape := a.Shape()
	if length >= 0 {
		shape[0] = length
	}
	spans, err := selection.Parse(p.text(), shape)
	if err != nil {
		return nil, err
	}
	if length >= 0 {
		spans[0].Start -= first
		spans[0].Stop -= first
	}
	selected, err := a.Select(spans...)
	if err != nil {
		return nil, err
	}
	return codec.Append(nil, selected)
}

// noField returns the error for a field that the elements do not have.
func noField(d ndarray.DType, name string) error {
	fields := Fields(d)
	if fields == "" {
		return fmt.Errorf("--field: the elements have no fields: their dtype is %v", d)
	}
	return fmt.Errorf("--field: no such field: %.40q; the fields are %s", name, fields)
}

// Fields returns the names of the first fields of structured elements, for a message. It is empty for
// other elements.
func Fields(d ndarray.DType) string {
	const most = 10
	var names []string
	for i, f := range d.Fields() {
		if i == most {
			return strings.Join(names, ", ") + ", …"
		}
		names = append(names, keytext.Plain(f.Name))
	}
	return strings.Join(names, ", ")
}

// errReadAll means that the rows cannot be read separately.
var errReadAll = errors.New("read the complete value")

// far reads only the selected rows. It first reads the header, with no rows, because the rows depend
// on it.
func (p *Part) far(ctx context.Context, far driver.ArrayReader, key string) (stored []byte, err error) {
	var h ndarray.Header
	err = far.ReadArray(ctx, key, 0, 0, driver.ReadOptions{}, func(head driver.ArrayHead, _ io.Reader) (err error) {
		h, err = headerIn(head)
		return err
	})
	if err != nil {
		return nil, err
	}
	if h.Fortran || len(h.Shape) == 0 || h.Shape[0] == 0 {
		return nil, errReadAll
	}
	// The first axis decides; of reports what is wrong with the others.
	text, _, _ := strings.Cut(p.text(), ",")
	spans, err := selection.Parse(text, h.Shape[:1])
	if err != nil {
		return nil, err
	}
	first, last := spans[0].Start, spans[0].Stop
	if spans[0].Drop {
		last = first + 1
	}
	err = far.ReadArray(ctx, key, first, last, driver.ReadOptions{}, func(head driver.ArrayHead, elements io.Reader) error {
		now, err := headerIn(head)
		if err != nil {
			return err
		}
		rows, err := now.Slice(first, last)
		if err != nil || !head.Rows || rows.Fortran || int64(rows.NBytes()) != head.Size {
			return errReadAll // the value has changed, or is damaged
		}
		data := make([]byte, head.Size)
		if _, err := io.ReadFull(elements, data); err != nil {
			return err
		}
		a, err := ndarray.FromBytes(rows.DType, rows.Shape, data)
		if err != nil {
			return err
		}
		stored, err = p.of(a, first, now.Shape[0])
		return err
	})
	return stored, err
}

// headerIn parses the beginning of a value. The error is errReadAll if it is not that of an array.
func headerIn(head driver.ArrayHead) (ndarray.Header, error) {
	if len(head.Header) == 0 || codec.Kind(head.Header[0]) != codec.KindArray {
		return ndarray.Header{}, errReadAll
	}
	h, offset, err := ndarray.ParseHeader(head.Header[1:])
	if err != nil || offset != len(head.Header)-1 {
		return ndarray.Header{}, errReadAll
	}
	return h, nil
}
