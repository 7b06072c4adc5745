package leveldb

// FirstKey returns the smallest key of a range, as a loop over the range would return it; a nil r
// selects all. It reads no values. Reverse and Limit are ignored. The error is ErrNotFound if the
// range has no entries.
func (db *DB) FirstKey(r *Range) (string, error) { return db.endKey("first key", r, false) }

// LastKey is like FirstKey, but returns the largest key.
func (db *DB) LastKey(r *Range) (string, error) { return db.endKey("last key", r, true) }

// endKey returns the last key of a range if reverse is set, and the first key otherwise.
func (db *DB) endKey(op string, r *Range, reverse bool) (string, error) {
	one := Range{}
	if r != nil {
		one = *r
	}
	one.Reverse, one.Limit = reverse, 1
	w := db.iterate(&one, keysOnly)
	defer w.close()
	w.op = op
	key, found := "", false
	for w.next() { // to the end, so that the connection to a server can be reused
		key, found = w.key(), true
	}
	if err := w.failed(); err != nil {
		return "", err
	}
	if !found {
		return "", db.failRange(op, w.prefix, ErrNotFound)
	}
	return key, nil
}
