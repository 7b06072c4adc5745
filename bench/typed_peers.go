package bench

// typedPython does what the Python package does.
var typedPython = typedStore{
	Name: pythonStore.Name, Weight: weighed,
	Open: func(dir string, c Config) (typedReader, error) {
		p, err := openPython(dir, c, false)
		return pythonTyped{p}, err
	},
	Create: func(dir string, c Config) (typedWriter, error) {
		p, err := openPython(dir, c, true)
		return pythonTyped{p}, err
	},
}

// typedNative is LevelDB's C++ Get and iterator, which decode nothing and read one byte of a value.
// It is the lower bound.
var typedNative = typedStore{
	Name:   native.Name,
	Weight: func(_ any, stored []byte) float64 { return float64(stored[len(stored)-1]) },
	Open: func(dir string, c Config) (typedReader, error) {
		n, err := openNative(dir, c, false, false)
		return nativeTyped{n}, err
	},
}

type pythonTyped struct{ *pythonDB }

func (p pythonTyped) Get(k kind, keys Keys, order []uint32) (float64, error) {
	a, err := p.do(pythonOrder{Op: "get", Kind: k.String()}, keys, order)
	return a.Sum, err
}

func (p pythonTyped) Scan() (entries int, sum float64, err error) {
	a, err := p.do(pythonOrder{Op: "scan_values"}, Keys{}, nil)
	return a.Entries, a.Sum, err
}

func (p pythonTyped) Digest(*typedDataset) ([]byte, error) {
	a, err := p.do(pythonOrder{Op: "digest"}, Keys{}, nil)
	return a.data, err
}

// Put sends the values as stored bytes. Python decodes them before its clock starts.
func (p pythonTyped) Put(keys Keys, order []uint32, values *typedValues) error {
	_, err := p.do(pythonOrder{Op: "put"}, keys, order, values.stored...)
	return err
}

type nativeTyped struct{ *nativeDB }

func (n nativeTyped) Get(_ kind, keys Keys, order []uint32) (float64, error) {
	return n.readBytes(keys, order)
}

func (n nativeTyped) Scan() (entries int, sum float64, err error) { return n.scanBytes() }
