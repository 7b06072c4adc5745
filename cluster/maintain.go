package cluster

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/tikv/client-go/v2/oracle"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// gcService is the name of the service safe point of whoever collects garbage. PD needs it to
// compute the smallest one of the others.
const gcService = "gc_worker"

// Compact implements driver.Store. It does not depend on the range: it removes the chunks of large
// values that writers have left behind, lets the stores collect superseded values that are older
// than Options.GCLifeTime and in no snapshot, and removes the keys of destroyed databases. The
// stores free the space in their own compactions.
func (s *store) Compact(ctx context.Context, lower, upper string) error {
	if err := s.mayWrite(ctx); err != nil {
		return err
	}
	bound, done := s.db.bind(ctx)
	defer done()
	err := s.db.sweep(bound, abandonedAfter)
	if err == nil {
		err = s.db.client.collect(bound)
	}
	if err == nil {
		err = s.db.client.purge(bound, lateAfter)
	}
	return s.db.failWrite(ctx, err)
}

// collect advances the safe point of garbage collection of the cluster.
func (c *client) collect(ctx context.Context) error {
	if c.options.GCLifeTime < 0 {
		return nil
	}
	switch others, err := c.tidb(ctx); {
	case err != nil:
		return err
	case others:
		return nil
	}
	now, err := c.now(ctx)
	if err != nil {
		return err
	}
	want := oracle.GoTimeToTS(oracle.GetTimeFromTS(now).Add(-c.options.GCLifeTime))
	least, err := c.pd.UpdateServiceGCSafePoint(ctx, gcService, math.MaxInt64, want)
	if err != nil {
		return err
	}
	want = min(want, least)
	if current, err := c.loadSafePoint(ctx); err != nil || current >= want {
		return err
	}
	_, err = c.kv.GC(ctx, want)
	return err
}

// lateAfter is the age of the destruction of a database after which nothing writes its keys any
// more. It is much longer than existsFor and the time that a commit may take.
const lateAfter = time.Hour

// purge removes the keys of destroyed databases that no snapshot can need: garbage collection has
// passed the time of their destruction. It does so again, for what late writers have added, until
// the destruction is older than late.
func (c *client) purge(ctx context.Context, late time.Duration) error {
	safePoint, err := c.loadSafePoint(ctx)
	if err != nil {
		return err
	}
	now, err := c.now(ctx)
	if err != nil {
		return err
	}
	from, to := catalog.key(kindDestroyed, ""), catalog.key(kindDestroyed+1, "")
	return c.each(ctx, from, to, func(key, value []byte) error {
		if len(key) != prefixSize+4 || len(value) != 8 {
			return corrupt("the entry of a destroyed database has %d and %d bytes", len(key), len(value))
		}
		destroyed := binary.BigEndian.Uint64(value)
		if destroyed >= safePoint {
			return nil
		}
		from, to := space(binary.BigEndian.Uint32(key[prefixSize:])).all()
		if _, err := c.kv.DeleteRange(ctx, from, to, deleteAtOnce); err != nil {
			return err
		}
		if age(destroyed, now) < late {
			return nil
		}
		return c.repeat(ctx, func(ctx context.Context, t *transaction) error {
			if err := t.Delete(key); err != nil {
				return err
			}
			return t.commit(ctx, false)
		})
	})
}

// deleteAtOnce is the number of regions that are emptied at the same time.
const deleteAtOnce = 8

// Property implements driver.Store. Besides "leveldb.stats", it has:
//
//	tikv.version     the versions of the stores
//	tikv.stores      the number of stores that are up
//	tikv.regions     PD's number of regions of the database
//	tikv.safepoint   the timestamp up to which garbage has been collected
func (s *store) Property(ctx context.Context, name string) (text string, err error) {
	if err := s.mayRead(ctx); err != nil {
		return "", err
	}
	properties := map[string]func(ctx context.Context) (string, error){
		"leveldb.stats":  s.db.stats,
		"tikv.version":   s.db.client.version,
		"tikv.stores":    s.db.client.stores,
		"tikv.regions":   s.db.regions,
		"tikv.safepoint": s.db.client.safePointText,
	}
	property := properties[name]
	if property == nil {
		return "", driver.ErrNotFound
	}
	call, done := s.db.call(ctx)
	text, err = property(call)
	done(&err)
	return text, s.db.fail(ctx, err)
}

func (db *database) stats(ctx context.Context) (string, error) {
	version, err := db.client.version(ctx)
	if err != nil {
		return "", err
	}
	stores, err := db.client.stores(ctx)
	if err != nil {
		return "", err
	}
	safePoint, err := db.client.safePointText(ctx)
	if err != nil {
		return "", err
	}
	from, to := db.space.all()
	r, err := db.client.statistics(ctx, from, to)
	return fmt.Sprintf("TiKV %s, %s stores, %d regions, %d MiB, %d versions of keys\n"+
		"Garbage is collected up to %s\nCompactions are TiKV's own\n", version, stores, r.Regions, r.MiB, r.Keys, safePoint), err
}

func (db *database) regions(ctx context.Context) (string, error) {
	from, to := db.space.all()
	r, err := db.client.statistics(ctx, from, to)
	return fmt.Sprint(r.Regions), err
}

func (c *client) safePointText(ctx context.Context) (string, error) {
	ts, err := c.loadSafePoint(ctx)
	return fmt.Sprint(ts), err
}

// version returns the versions of the stores, without repetitions.
func (c *client) version(ctx context.Context) (string, error) {
	var versions []string
	stores, err := c.pd.GetAllStores(ctx)
	for _, store := range stores {
		if v := store.GetVersion(); v != "" && !strings.Contains(strings.Join(versions, " "), v) {
			versions = append(versions, v)
		}
	}
	if len(versions) == 0 {
		versions = []string{"of unknown version"} // the stores report none
	}
	return strings.Join(versions, " "), err
}

func (c *client) stores(ctx context.Context) (string, error) {
	up := 0
	stores, err := c.pd.GetAllStores(ctx)
	for _, store := range stores {
		if store.GetState() == 0 { // metapb.StoreState_Up
			up++
		}
	}
	return fmt.Sprint(up), err
}
