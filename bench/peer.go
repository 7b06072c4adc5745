package bench

// peer is a store that hands out stored bytes, and is done with that: decoding is ours.
type peer interface {
	// get calls use with the stored bytes of key, borrowed for the call; errMissing if there is no such key.
	get(key []byte, use func(stored []byte) error) error
	// scan is the Scan of a Reader.
	scan(d *decoder) (entries int, sum float64, err error)
	Close() error
}

// peerReader is the Reader of a peer.
type peerReader struct {
	peer
	decoder decoder
}

func (r *peerReader) Read(keys Keys, order []uint32) (float64, error) {
	var sum float64
	use := func(stored []byte) error {
		part, err := r.decoder.sum(stored)
		sum += part
		return err
	}
	for _, i := range order {
		if err := r.get(keys.Bytes(i), use); err != nil {
			return 0, failed("read", keys, i, err)
		}
	}
	return sum, nil
}

func (r *peerReader) ReadMissing(keys Keys, order []uint32) (int, error) {
	missing := 0
	use := func([]byte) error { return nil }
	for _, i := range order {
		switch err := r.get(keys.Bytes(i), use); err {
		case nil:
		case errMissing:
			missing++
		default:
			return missing, failed("read missing", keys, i, err)
		}
	}
	return missing, nil
}

func (r *peerReader) Scan() (entries int, sum float64, err error) { return r.scan(&r.decoder) }

func (r *peerReader) Gather(keys Keys, order []uint32, tensor []float32) ([]float32, error) {
	n := 0
	use := func(stored []byte) error {
		elements, err := r.decoder.elements(stored)
		if err != nil {
			return err
		}
		return copyRow(tensor, len(order), n, elements)
	}
	for row, i := range order {
		n = row
		if err := r.get(keys.Bytes(i), use); err != nil {
			return nil, failed("gather", keys, i, err)
		}
	}
	return tensor, nil
}
