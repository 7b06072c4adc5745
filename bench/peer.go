package bench

// peer is a store that returns stored bytes, which our decoder decodes. Its methods may be called
// from many goroutines. The argument of use is borrowed for the call. An error of use ends the
// method.
type peer interface {
	// get calls use with the value of key. It returns errMissing if there is no such key.
	get(key []byte, use func(stored []byte) error) error
	// seek calls use with the value of the first entry at or after key. It returns errMissing if
	// there is no such entry.
	seek(key []byte, use func(stored []byte) error) error
	// scan calls use with each value in key order, or in reverse key order.
	scan(reverse bool, use func(stored []byte) error) error
	Close() error
}

// peerReader is the Reader of a peer.
type peerReader struct {
	peer
	writer  Writer // of the same open database; nil if there is none
	decoder decoder
}

func (r *peerReader) Fork() Reader {
	return &peerReader{peer: r.peer, writer: r.writer, decoder: decoder{bare: r.decoder.bare}}
}

func (r *peerReader) Writer() Writer { return r.writer }

func (r *peerReader) Read(keys Keys, order []uint32) (float64, error) {
	return r.each("read", r.get, keys, order)
}

func (r *peerReader) Seek(keys Keys, order []uint32) (float64, error) {
	return r.each("seek", r.seek, keys, order)
}

// each adds up the PageSums of the values that find returns for the keys.
func (r *peerReader) each(op string, find func(key []byte, use func(stored []byte) error) error, keys Keys, order []uint32,
) (float64, error) {
	var sum float64
	use := func(stored []byte) error {
		part, err := r.decoder.sum(stored)
		sum += part
		return err
	}
	for _, i := range order {
		if err := find(keys.Bytes(i), use); err != nil {
			return 0, failed(op, keys, i, err)
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

func (r *peerReader) Scan() (entries int, sum float64, err error) { return r.walk(false) }

func (r *peerReader) ScanReverse() (entries int, sum float64, err error) { return r.walk(true) }

func (r *peerReader) walk(reverse bool) (entries int, sum float64, err error) {
	err = r.scan(reverse, func(stored []byte) error {
		part, err := r.decoder.sum(stored)
		entries++
		sum += part
		return err
	})
	return entries, sum, err
}

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
