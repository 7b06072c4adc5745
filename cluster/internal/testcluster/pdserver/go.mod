module pdserver

go 1.16

require github.com/tikv/pd v1.1.0-beta.0.20210323121136-78679e5e209d

// The versions that PD asks for are no longer available, or do not build with a current Go.
replace (
	github.com/oleiade/reflections => github.com/oleiade/reflections v1.0.1
	github.com/sirupsen/logrus => github.com/sirupsen/logrus v1.2.0
	go.etcd.io/bbolt => go.etcd.io/bbolt v1.3.5
)
