package driver

// Span selects the keys Lower <= key < Upper, and specifies how to iterate over them. An empty
// bound means no bound.
type Span struct {
	Lower, Upper string
	Reverse      bool // from the last key to the first
	KeysOnly     bool // omit the values; none is copied
	Seekable     bool // keep the state for Seeker.Seek until Close, even after the last page
	Lazy         bool // with Seekable: read nothing before the first Next
	Reuse        bool // overwrite the keys of the previous page: see Page
	Limit        int  // maximum number of entries; 0 is no limit

	// ExcludeLower and IncludeUpper select the keys Lower < key and key <= Upper. They are set only
	// for a Store with a comparator: see Ordered. An empty string is then a bound too.
	ExcludeLower, IncludeUpper bool
	// Refused is the error that Check returns, for a range that the order of the keys cannot
	// express.
	Refused error
}

// PrefixSpan returns the Span of the keys that begin with prefix.
func PrefixSpan(prefix string) Span {
	s := Span{Lower: prefix}
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] != 0xff {
			// The upper bound is the smallest key after those keys. A prefix of only 0xFF bytes has
			// none.
			s.Upper = prefix[:i] + string([]byte{prefix[i] + 1})
			break
		}
	}
	return s
}

// Empty reports whether the span cannot contain any key.
func (s *Span) Empty() bool { return s.Upper != "" && s.Lower >= s.Upper }

// Check returns Refused, or ErrTooLarge if a bound is longer than any key.
func (s *Span) Check() error {
	if s.Refused != nil {
		return s.Refused
	}
	if err := CheckSize(len(s.Lower), 0); err != nil {
		return err
	}
	return CheckSize(len(s.Upper), 0)
}

// ReadOptions control one read. The zero value is LevelDB's default.
type ReadOptions struct {
	// VerifyChecksums verifies the checksum of every block that is read, at a cost proportional to
	// the bytes read.
	VerifyChecksums bool
	// DontFillCache does not add the blocks that are read to the cache. It is for scans, which
	// would evict blocks that other reads need.
	DontFillCache bool
}

// WriteOptions control one write. The zero value is LevelDB's default.
type WriteOptions struct {
	// Sync makes the write return only when it is on disk, together with every write that returned
	// before it began. Without Sync, a write survives the exit of the process, even if it is
	// killed, but not a system crash or a power failure: the last writes may then be lost, but none
	// before them.
	Sync bool
}
