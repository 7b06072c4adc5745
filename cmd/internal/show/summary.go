package show

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/openleveldb/openleveldb/cmd/internal/summary"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/openleveldb/openleveldb/ndarray"
)

// WriteSummary writes a summary of a stored value as JSON, as described in the help of show.
func (s *Printer) WriteSummary(stored []byte) error {
	if s.Raw {
		return writeRawSummary(s.Out, stored)
	}
	return WriteSummary(s.Out, stored, int(s.Bins))
}

func writeRawSummary(out *bufio.Writer, stored []byte) error {
	_, err := fmt.Fprintf(out, "{\"type\":%q,\"bytes\":%d}\n", valuetext.Raw, len(stored))
	return err
}

// WriteSummary writes a summary of a stored value as JSON, as described in the help of show.
func WriteSummary(out *bufio.Writer, stored []byte, bins int) error {
	value, tag, err := valuetext.Decode(stored)
	if errors.Is(err, codec.ErrKind) {
		return writeRawSummary(out, stored)
	}
	if err != nil {
		return err
	}
	text := fmt.Appendf(nil, `{"type":"%v"`, tag)
	if tag == codec.KindArray {
		a := value.(*ndarray.Array)
		sum, err := summary.Of(a, bins)
		if err != nil {
			return err
		}
		text = append(text, ',')
		if text, err = appendSummary(text, a, sum); err != nil {
			return err
		}
	} else {
		text = fmt.Appendf(text, `,"bytes":%d`, max(len(stored)-1, 0))
	}
	_, err = out.Write(append(text, "}\n"...))
	return err
}

// appendSummary appends the members of a JSON object about an array.
func appendSummary(dst []byte, a *ndarray.Array, sum *summary.Summary) ([]byte, error) {
	d := a.DType()
	dst = jsontext.AppendText(append(dst, `"dtype":`...), d.Descr())
	dst = append(dst, `,"shape":[`...)
	for axis := range a.NDim() {
		if axis > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendInt(dst, int64(a.Dim(axis)), 10)
	}
	dst = fmt.Appendf(dst, `],"size":%d,"bytes":%d`, a.Size(), a.NBytes())
	var err error
	member := func(name string, value any) {
		if err == nil {
			dst, err = valuetext.AppendElement(fmt.Appendf(dst, `,"%s":`, name), value)
		}
	}
	switch {
	case sum.Numbers && d.Kind() == ndarray.KindBool:
		member("true", sum.True)
	case sum.Numbers:
		member("nans", sum.Missing)
		member("infs", sum.Infs)
	case isTime(d):
		member("nats", sum.Missing)
	}
	if sum.Min != nil {
		member("min", sum.Min)
		member("max", sum.Max)
	}
	if sum.Numbers && !math.IsNaN(sum.Mean) {
		member("mean", sum.Mean)
		member("std", sum.Std)
	}
	if t := sum.Texts; t != nil {
		member("empty", t.Empty)
		member("shortest", t.Shortest)
		member("longest", t.Longest)
	}
	if h := sum.Histogram; h != nil && err == nil {
		dst, err = appendHistogram(append(dst, `,"histogram":`...), d, h)
	}
	for i, f := range sum.Fields {
		if i == 0 {
			dst = append(dst, `,"fields":{`...)
		} else {
			dst = append(dst, ',')
		}
		dst = append(jsontext.AppendText(dst, f.Name), `:{`...)
		if dst, err = appendSummary(dst, f.Array, f.Summary); err != nil {
			return dst, err
		}
		dst = append(dst, '}')
	}
	if len(sum.Fields) > 0 {
		dst = append(dst, '}')
	}
	return dst, err
}

// appendHistogram appends counts and edges. Edges that are times are appended as text.
func appendHistogram(dst []byte, d ndarray.DType, h *summary.Histogram) ([]byte, error) {
	dst = append(dst, `{"counts":[`...)
	for i, n := range h.Counts {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	dst = append(dst, `],"edges":[`...)
	for i, edge := range h.Edges {
		if i > 0 {
			dst = append(dst, ',')
		}
		var value any = edge
		if h.Times != nil {
			value = summary.Time(d, h.Times[i])
		}
		var err error
		if dst, err = valuetext.AppendElement(dst, value); err != nil {
			return dst, err
		}
	}
	return append(dst, "]}"...), nil
}
