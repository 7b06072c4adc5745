package cluster

import "context"

// put writes one of TiKV's keys.
func (db *database) put(ctx context.Context, key, value []byte) error {
	t, err := db.client.begin(ctx)
	if err != nil {
		return err
	}
	defer t.end()
	if err := t.Set(key, value); err != nil {
		return err
	}
	return t.commit(ctx, false)
}
