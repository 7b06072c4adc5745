package examples_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Train by stochastic gradient descent on samples that are stored one per key. Each batch is one
// Gather, which crosses into LevelDB once and copies each sample once, to its row of a tensor that
// is reused for every batch.
func Example_training() {
	db, done := openExample()
	defer done()
	random := rand.New(rand.NewPCG(1, 2))
	const samples, batchSize, epochs, rate = 512, 32, 20, 0.1

	keys := make([]string, samples)
	writes := db.NewBatch()
	for i := range keys { // y = 3a - 2b + 1
		a, b := random.Float64()*2-1, random.Float64()*2-1
		sample, err := ndarray.FromSlice([]float64{a, b, 3*a - 2*b + 1}, -1)
		check(err)
		keys[i] = fmt.Sprintf("sample/%06d", i)
		check(writes.Put(keys[i], sample))
	}
	check(writes.Write())

	batch, err := ndarray.New(ndarray.Float64, batchSize, 3)
	check(err)
	rows, err := ndarray.View[float64](batch) // Go memory: stays valid, and shows each batch
	check(err)
	into := &leveldb.GatherOptions{Into: batch}

	var w [3]float64
	for epoch := range epochs {
		random.Shuffle(samples, func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		loss := 0.0
		for first := 0; first < samples; first += batchSize {
			_, err := db.Gather(keys[first:first+batchSize], into)
			check(err)
			var gradient [3]float64
			for row := rows; len(row) > 0; row = row[3:] {
				a, b, y := row[0], row[1], row[2]
				miss := w[0]*a + w[1]*b + w[2] - y
				gradient[0] += miss * a
				gradient[1] += miss * b
				gradient[2] += miss
				loss += miss * miss / samples
			}
			for i := range w {
				w[i] -= rate * gradient[i] / batchSize * 2
			}
		}
		if epoch%(epochs-1) == 0 {
			fmt.Printf("epoch %d: loss %.3f\n", epoch, loss)
		}
	}
	fmt.Printf("y = %.2fa %+.2fb %+.2f\n", w[0], w[1], w[2])
	// Output:
	// epoch 0: loss 2.055
	// epoch 19: loss 0.000
	// y = 3.00a -2.00b +1.00
}
