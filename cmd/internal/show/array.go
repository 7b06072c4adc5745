package show

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/picture"
	"github.com/openleveldb/openleveldb/cmd/internal/summary"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/ndarray"
)

// maxPrinted is the maximum number of elements printed. numpy prints up to 6 along each axis, so
// with many axes there could be too many.
const maxPrinted = 10_000

func (s *Printer) array(a *ndarray.Array) error {
	sum, err := summary.Of(a, int(s.Bins))
	if err != nil {
		return err
	}
	var text strings.Builder
	s.facts(&text, a, sum)
	if err := writePrintable(s.Out, text.String()); err != nil {
		return err
	}
	if err := s.picture(a, sum); err != nil {
		return err
	}
	// The elements are last, because they can be long.
	if elements := elementsOf(a); elements != "" {
		return writePrintable(s.Out, "\n"+elements+"\n")
	}
	return nil
}

// elementsOf returns the elements as numpy prints them, or nothing if there are none or too many.
func elementsOf(a *ndarray.Array) string {
	printed := 1
	for axis := range a.NDim() {
		length := a.Dim(axis)
		if a.Size() > 1000 {
			length = min(length, 6)
		}
		if printed *= length; printed > maxPrinted {
			return ""
		}
	}
	if a.NBytes() == 0 {
		return ""
	}
	return a.String()
}

// facts writes what is known about an array, one fact per line.
func (s *Printer) facts(out io.Writer, a *ndarray.Array, sum *summary.Summary) {
	shape := strings.TrimPrefix(valuetext.Describe(a), a.DType().String()+" ")
	facts := [][2]string{
		{"dtype", a.DType().String()},
		{"shape", shape},
		{"bytes", byteCount(a.NBytes())},
	}
	facts = append(facts, factsOf(a.DType(), sum)...)
	lines := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, f := range facts {
		fmt.Fprintf(lines, "%s\t%s\n", f[0], f[1])
	}
	lines.Flush()
	if len(sum.Fields) > 0 {
		fmt.Fprintln(out)
		lines.Init(out, 0, 8, 2, ' ', 0)
		writeFields(lines, "", sum.Fields)
		lines.Flush()
	}
}

// factsOf returns the names and texts of the facts that apply to the elements.
func factsOf(d ndarray.DType, sum *summary.Summary) [][2]string {
	var facts [][2]string
	add := func(name, text string) { facts = append(facts, [2]string{name, text}) }
	count := func(n int) string { return humanize.Comma(int64(n)) }
	of := "" // label suffix: the magnitude is shown for complex numbers
	if d.Kind() == ndarray.KindComplex {
		of = " abs"
	}
	switch {
	case d.Kind() == ndarray.KindBool:
		text := count(sum.True)
		if sum.Mean == sum.Mean {
			text += fmt.Sprintf(" (%s %%)", digits(sum.Mean*100))
		}
		return [][2]string{{"true", text}}
	case sum.Min != nil:
		add("min"+of, elementText(d, sum.Min))
		add("max"+of, elementText(d, sum.Max))
	}
	if sum.Numbers {
		if sum.Min != nil {
			add("mean"+of, digits(sum.Mean))
			add("std"+of, digits(sum.Std))
		}
		if d.Kind() == ndarray.KindFloat || d.Kind() == ndarray.KindComplex {
			add("NaN", count(sum.Missing))
		}
		if sum.Infs > 0 {
			add("inf", count(sum.Infs))
		}
	}
	if isTime(d) {
		add("NaT", count(sum.Missing))
	}
	if t := sum.Texts; t != nil {
		add("length", fmt.Sprintf("%d to %d, mean %s", t.Shortest, t.Longest, digits(t.Mean)))
		add("empty", count(t.Empty))
		if t.Invalid > 0 {
			add("invalid", count(t.Invalid))
		}
		quote := func(text string) string {
			head, rest := valuetext.Cut(text)
			if d.Kind() == ndarray.KindBytes {
				return valuetext.BytesLiteral([]byte(head)) + rest
			}
			return valuetext.Plain(head) + rest
		}
		add("first", quote(t.First))
		add("last", quote(t.Last))
	}
	return facts
}

// writeFields writes a line for each field, including those of nested structures. Long names are
// truncated, because the name of a structure is repeated for each of its fields.
func writeFields(out io.Writer, outer string, fields []summary.Field) {
	for _, f := range fields {
		head, rest := valuetext.Cut(outer + valuetext.FirstRunes(f.Name, valuetext.ShortWidth+1))
		name := head + rest
		if len(f.Fields) > 0 {
			writeFields(out, name+".", f.Fields)
			continue
		}
		fmt.Fprintf(out, "%s\t%v", valuetext.Plain(name), f.Array.DType())
		for _, fact := range factsOf(f.Array.DType(), f.Summary) {
			fmt.Fprintf(out, "\t%s %s", fact[0], fact[1])
		}
		fmt.Fprintln(out)
	}
}

func isTime(d ndarray.DType) bool {
	return d.Kind() == ndarray.KindDatetime || d.Kind() == ndarray.KindTimedelta
}

// digits formats a computed number. Infinities and NaN are formatted as in numpy.
func digits(x float64) string {
	return strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(x, 'g', 6, 64), "+"))
}

// byteCount formats a number of bytes, with a larger unit added if it is large.
func byteCount(n int) string {
	text := humanize.Comma(int64(n))
	if n >= 1024 {
		text += fmt.Sprintf(" (%s)", humanize.IBytes(uint64(n)))
	}
	return text
}

// elementText formats an element, or the magnitude of one, as numpy does.
func elementText(d ndarray.DType, value any) string {
	if d.Kind() == ndarray.KindComplex {
		d = ndarray.Float64
	}
	one, err := ndarray.New(d)
	if err == nil {
		err = one.SetAt(value)
	}
	if err != nil { // the value is not an element of the dtype
		return fmt.Sprint(value)
	}
	return one.String()
}

// edgeText formats an edge of a histogram.
func edgeText(d ndarray.DType, h *summary.Histogram, i int) string {
	if h.Times != nil {
		return fmt.Sprint(summary.Time(d, h.Times[i]))
	}
	return digits(h.Edges[i])
}

// The space for pictures: that of the terminal, or of one that is 80 characters wide.
const (
	usualColumns = 80
	usualLines   = 24
	leastLines   = 12
	besides      = 4 // lines left for the legend, the prompt, and the end of the preceding output
)

func (s *Printer) room() (columns, lines int) {
	columns, lines = cli.TerminalSize(s.Terminal)
	if columns < 2 || lines < 2 {
		return usualColumns, usualLines
	}
	return columns, max(lines-besides, leastLines)
}

// picture draws the picture that fits the array, after an empty line, if there is something to
// draw.
func (s *Printer) picture(a *ndarray.Array, sum *summary.Summary) error {
	if h := sum.Histogram; h == nil || a.Size() < 2 || a.DType().Kind() == ndarray.KindBool && a.NDim() != 2 {
		return nil
	}
	pixels := picture.IsPixels(a)
	if s.Histogram || !pixels && (!summary.Numeric(a.DType()) || a.NDim() != 2 || a.Dim(0) < 2 || a.Dim(1) < 2) {
		return s.bars(a.DType(), sum.Histogram)
	}
	columns, lines := s.room()
	grid, err := summary.GridOf(a, columns, 2*lines)
	if err != nil {
		return err
	}
	text := []byte{'\n'}
	if !s.Style.Coloured {
		text = picture.Shades(text, grid, sum.Low, sum.High)
	} else {
		text = picture.HalfBlocks(text, picture.OfGrid(grid, sum.Low, sum.High, s.colors()), colorDepth())
	}
	if !pixels {
		text = append(text, s.legend(a.DType(), sum)...)
	}
	_, err = s.Out.Write(text)
	return err
}

func (s *Printer) colors() picture.Colors {
	if s.Grey {
		return picture.Grey
	}
	return picture.Viridis
}

// legend returns the meaning of the colours or characters of a heat map.
func (s *Printer) legend(d ndarray.DType, sum *summary.Summary) []byte {
	ramp, missing := picture.Ramp, picture.NaNMark
	if s.Style.Coloured {
		const steps = 20
		ramp, missing = s.ramp(steps), s.nan()
	}
	text := fmt.Sprintf("%s %s %s", digits(sum.Low), ramp, digits(sum.High))
	if sum.Missing > 0 {
		text += fmt.Sprintf("   %s NaN", missing)
	}
	return append([]byte(text), '\n')
}

// bars writes a histogram with one bin per line: its range, a bar, and the count.
func (s *Printer) bars(d ndarray.DType, h *summary.Histogram) error {
	edges := make([]string, len(h.Edges))
	widest, most := 0, 1
	for i := range h.Edges {
		edges[i] = edgeText(d, h, i)
		widest = max(widest, utf8.RuneCountInString(edges[i]))
	}
	for _, n := range h.Counts {
		most = max(most, n)
	}
	counts := len(humanize.Comma(int64(most)))
	columns, _ := s.room()
	const longest = 50
	room := max(1, min(longest, columns-2*widest-counts-len("[, )")-4))
	fmt.Fprintln(s.Out)
	if d.Kind() == ndarray.KindComplex {
		fmt.Fprintln(s.Out, "histogram of abs")
	}
	for i, n := range h.Counts {
		end := ")"
		if i == len(h.Counts)-1 {
			end = "]"
		}
		bar := horizontalBar(float64(n) / float64(most) * float64(room))
		_, err := fmt.Fprintf(s.Out, "[%*s, %*s%s  %s%s %*s\n", widest, edges[i], widest, edges[i+1], end,
			s.Style.Cyan(bar), strings.Repeat(" ", room-utf8.RuneCountInString(bar)), counts, humanize.Comma(int64(n)))
		if err != nil {
			return err
		}
	}
	return nil
}

// horizontalBar draws a length in characters, in steps of an eighth. Any length above zero is
// visible.
func horizontalBar(length float64) string {
	eighths := int(length*8 + 0.5)
	if eighths == 0 && length > 0 {
		eighths = 1
	}
	bar := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		bar += string('█' + rune(8-rest)) // the partial blocks follow the full one in Unicode
	}
	return bar
}
