package bench

import "testing"

// gatherRows is the number of rows of the tensor.
const gatherRows = 256

// BenchmarkGatherRows reads rows by random keys into one tensor.
func BenchmarkGatherRows(b *testing.B) {
	benchmarkReads(b, []Size{RowSize}, func(b *testing.B, r Reader, d *Dataset) {
		tensor := make([]float32, gatherRows*d.Elements())
		rows := d.Order[:gatherRows]
		filled, err := r.Gather(d.Keys, rows, tensor)
		fatal(b, err)
		fatal(b, checkRows(filled, rows))
		restart(r)
		b.SetBytes(int64(gatherRows * d.Bytes))
		from := 0
		c := startCrossings()
		for b.Loop() {
			filled, err := r.Gather(d.Keys, d.Order[from:from+gatherRows], tensor)
			fatal(b, err)
			fatal(b, checkSum("GatherRows", PageSum(filled), d.OrderSum(from, from+gatherRows)))
			if from += gatherRows; from+gatherRows > len(d.Order) {
				from = 0
			}
		}
		c.report(b, gatherRows)
	})
}
