// Command openleveldb-tikv has the commands of openleveldb, and also opens databases in TiKV
// clusters. openleveldb runs it for their addresses. It is a separate program because TiKV's client
// is larger than everything else: 49 MB instead of 23.
//
//	openleveldb-tikv copy runs.db tikv://pd1:2379,pd2:2379/runs
//	openleveldb-tikv ls tikv://pd1:2379
//	openleveldb-tikv get tikv://pd1:2379/runs run/1/ title
//	openleveldb-tikv serve --root tikv://pd1:2379
//
// An address holds the placement drivers (PD) of the cluster and the name of the database.
//
// # Environment
//
//	OPENLEVELDB_TIKV_CA       the file of the certificates that the cluster's are signed with
//	OPENLEVELDB_TIKV_CERT     the file of the certificate that the program presents
//	OPENLEVELDB_TIKV_KEY      the file of its key
//	OPENLEVELDB_TIKV_TIMEOUT  how long a call retries, such as 30s
package main

import (
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/commands"
)

func main() {
	cli.SetCluster(tikv{})
	commands.Main()
}
