package testcluster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Region is a range of keys that is replicated as one.
type Region struct {
	ID         uint64
	Start, End string // encoded keys in hexadecimal; empty if there is no bound
	Leader     uint64 // ID of the store that leads it, or 0
	Peers      []uint64
	Pending    int // peers that are down or behind
}

// patience is how long the cluster may take for what a test waits for, if its context has no
// earlier deadline.
const patience = 2 * time.Minute

// get makes a request to PD's HTTP interface.
func (c *Cluster) get(ctx context.Context, path string, into any) error {
	return c.call(ctx, http.MethodGet, path, nil, into)
}

func (c *Cluster) call(ctx context.Context, method, path string, body io.Reader, into any) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, "http://"+c.pd[0]+"/pd/api/v1/"+path, body)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("testcluster: PD: %s %s: %s: %s", method, path, resp.Status, bytes.TrimSpace(text))
	}
	return json.Unmarshal(text, into)
}

// until waits until fn returns nil. The error is fn's last one if that takes too long.
func (c *Cluster) until(ctx context.Context, what string, fn func() error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		failed := fn()
		if failed == nil {
			return nil
		}
		if c.Own() {
			if err := c.Check(); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("testcluster: waiting until %s: %w: %w", what, ctx.Err(), failed)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Regions returns the regions of the cluster, as PD knows them.
func (c *Cluster) Regions(ctx context.Context) ([]Region, error) {
	type peer struct {
		StoreID uint64 `json:"store_id"`
	}
	var list struct {
		Regions []struct {
			ID      uint64            `json:"id"`
			Start   string            `json:"start_key"`
			End     string            `json:"end_key"`
			Leader  peer              `json:"leader"`
			Peers   []peer            `json:"peers"`
			Pending []json.RawMessage `json:"pending_peers"`
			Down    []json.RawMessage `json:"down_peers"`
		} `json:"regions"`
	}
	if err := c.get(ctx, "regions", &list); err != nil {
		return nil, err
	}
	var regions []Region
	for _, r := range list.Regions {
		region := Region{ID: r.ID, Start: r.Start, End: r.End, Leader: r.Leader.StoreID, Pending: len(r.Pending) + len(r.Down)}
		for _, p := range r.Peers {
			region.Peers = append(region.Peers, p.StoreID)
		}
		regions = append(regions, region)
	}
	return regions, nil
}

// waitStore waits until PD knows the store, and sets its ID.
func (c *Cluster) waitStore(ctx context.Context, s *Store) error {
	return c.until(ctx, s.process.name+" is up", func() error {
		var list struct {
			Stores []struct {
				Store struct {
					ID      uint64 `json:"id"`
					Address string `json:"address"`
					State   string `json:"state_name"`
				} `json:"store"`
			} `json:"stores"`
		}
		if err := c.get(ctx, "stores", &list); err != nil {
			return err
		}
		for _, known := range list.Stores {
			if known.Store.Address == s.Address && known.Store.State == "Up" {
				s.ID = known.Store.ID
				return nil
			}
		}
		return errors.New("PD does not know it")
	})
}

// Wait waits until all stores accept connections, every region has a leader and a peer on every
// store, and no peer is behind.
// Unistore may crash when a peer joins a region while there are writes.
func (c *Cluster) Wait(ctx context.Context) error { return c.wait(ctx, c.config.Stores) }

// wait is Wait for a number of peers.
func (c *Cluster) wait(ctx context.Context, peers int) error {
	var last []Region
	stable := 0
	return c.until(ctx, "all regions have their peers", func() error {
		for _, s := range c.Stores {
			conn, err := net.Dial("tcp", s.listens)
			if err != nil {
				stable = 0
				return err
			}
			conn.Close()
		}
		regions, err := c.Regions(ctx)
		if err != nil {
			stable = 0
			return err
		}
		for _, r := range regions {
			if len(r.Peers) != peers || r.Pending > 0 || r.Leader == 0 {
				stable = 0
				return fmt.Errorf("region %d has %d peers, %d of them behind, and leader %d", r.ID, len(r.Peers), r.Pending, r.Leader)
			}
		}
		if stable++; len(regions) == 0 || len(regions) != len(last) {
			stable = 0
		}
		last = regions
		if stable < 10 {
			return errors.New("regions have just changed")
		}
		return nil
	})
}

// TransferLeader asks PD to let another store lead a region. It does not wait for it.
func (c *Cluster) TransferLeader(ctx context.Context, region uint64, to *Store) error {
	return c.operate(ctx, map[string]any{"name": "transfer-leader", "region_id": region, "to_store_id": to.ID})
}

// Merge asks PD to merge a region into a neighbour. It does not wait for it. Unistore cannot do it.
func (c *Cluster) Merge(ctx context.Context, source, target uint64) error {
	return c.operate(ctx, map[string]any{"name": "merge-region", "source_region_id": source, "target_region_id": target})
}

func (c *Cluster) operate(ctx context.Context, operation map[string]any) error {
	body, err := json.Marshal(operation)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, "operators", bytes.NewReader(body), new(any))
}
