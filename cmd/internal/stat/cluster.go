package stat

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/leveldb"
)

// clusterUse describes what a database uses of its cluster. Regions and bytes are those that the
// cluster's placement driver knows; they may be a minute old.
type clusterUse struct {
	Version string `json:"version"` // of TiKV; empty if the stores do not report one
	Stores  int64  `json:"stores"`
	Regions int64  `json:"regions"`
	Bytes   uint64 `json:"bytes"`
}

func clusterUseOf(db *leveldb.DB) (*clusterUse, error) {
	version, err := db.Property("tikv.version")
	if err != nil {
		return nil, err
	}
	u := &clusterUse{Version: version}
	for name, value := range map[string]*int64{"tikv.stores": &u.Stores, "tikv.regions": &u.Regions} {
		text, err := db.Property(name)
		if err != nil {
			return nil, err
		}
		if *value, err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	u.Bytes, err = db.ApproximateSize(nil)
	return u, err
}

func (u *clusterUse) String() string {
	return fmt.Sprintf("%s, %s, %s, %s", strings.TrimSpace("TiKV "+u.Version), cli.Counted(u.Stores, "store", "stores"), cli.Counted(u.Regions, "region", "regions"), cli.Size(int64(u.Bytes)))
}
