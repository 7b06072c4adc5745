package cluster

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/tikv/client-go/v2/util/codec"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"

	"github.com/tikv/client-go/v2/tikv"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// pdWeb is the HTTP interface of PD, which has statistics that its gRPC interface lacks.
type pdWeb struct {
	addresses []string
	client    *http.Client
	tls       bool
}

// maxAnswer is the maximum size of an answer of PD.
const maxAnswer = 64 << 20

// get reads a JSON document from the first server that answers.
func (w *pdWeb) get(ctx context.Context, path string, dst any) (err error) {
	scheme := "http://"
	if w.tls {
		scheme = "https://"
	}
	for _, address := range w.addresses {
		if err = w.getFrom(ctx, scheme+address+path, dst); err == nil {
			return nil
		}
	}
	return &driver.Error{Class: driver.ErrUnavailable, Text: err.Error(), Cause: timeout(err)}
}

func (w *pdWeb) getFrom(ctx context.Context, address string, dst any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := w.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body := io.LimitReader(response.Body, maxAnswer)
	if response.StatusCode != http.StatusOK {
		text, err := io.ReadAll(io.LimitReader(body, 1000))
		if err != nil {
			return err
		}
		return fmt.Errorf("%s: %s: %s", address, response.Status, text)
	}
	if err := json.NewDecoder(body).Decode(dst); err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	return nil
}

// regionStats are PD's estimates for the regions of a range.
type regionStats struct {
	Regions int    `json:"count"`
	MiB     uint64 `json:"storage_size"`
	Keys    uint64 `json:"storage_keys"` // counts every version
}

// stats returns the estimates for the regions that overlap a range of TiKV's keys.
func (w *pdWeb) stats(ctx context.Context, from, to []byte) (s regionStats, err error) {
	q := url.Values{"start_key": {string(codec.EncodeBytes(nil, from))}, "end_key": {string(codec.EncodeBytes(nil, to))}}
	err = w.get(ctx, "/pd/api/v1/stats/region?"+q.Encode(), &s)
	return s, err
}

// tidbCollects reports whether TiDB has collected garbage in the cluster. It then continues to do
// so, with the life time that its users have set.
func tidbCollects(ctx context.Context, addresses []string, tls *tls.Config) (bool, error) {
	etcd, err := clientv3.New(clientv3.Config{Endpoints: addresses, TLS: tls, Context: ctx, Logger: zap.NewNop()})
	if err != nil {
		return false, err
	}
	defer etcd.Close()
	found, err := etcd.Get(ctx, tikv.GcSavedSafePoint)
	if err != nil {
		return false, err
	}
	return len(found.Kvs) > 0, nil
}
