package commands

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/view"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/leveldb/server/page"
	"github.com/spf13/cobra"
)

// Limits of the server of view, which has one user.
const (
	viewMemory  = 1 << 30  // of all requests, which large compressed values need
	viewGarbage = 64 << 20 // that is free, but not yet returned to the system
	viewGrace   = time.Second
)

// viewing holds the flags of view.
type viewing struct {
	listen    string
	noBrowser bool
}

func newView() *cobra.Command {
	var v viewing
	cmd := &cobra.Command{
		Use:   "view DB",
		Short: "Show a database in the browser",
		Long: `Show a database in the browser: a tree of its keys, arrays as tables, lines, heat maps
and images, structured arrays as tables, and text, JSON and bytes. Nothing is written.

The database is not locked. Programs can open it and write to it at the same time; the
page shows the state of the moment at which it reads. With --shared, the database is read
through the process that has it open with --shared.

The page is served on this machine, at an address with a random token. Only who knows the
token can read. The address is printed on standard output. The command ends with Ctrl-C,
or when the terminal is closed. openleveldb serve shows the same page for all databases
that it serves.`,
		Example: `  openleveldb view runs.db
  openleveldb view runs.db --no-browser --listen 127.0.0.1:8080
  openleveldb view http://127.0.0.1:5000/runs`,
		Args: cli.DatabaseArg,
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			return v.run(cmd, args[0], cmd.OutOrStdout(), cmd.ErrOrStderr())
		}),
	}
	flags := cmd.Flags()
	flags.BoolVar(&v.noBrowser, "no-browser", false, "print the address, open no browser")
	flags.StringVar(&v.listen, "listen", "127.0.0.1:0", "a local `ADDRESS`; port 0: any")
	cli.AddShared(cmd)
	return cmd
}

// run serves the page until a signal ends it.
func (v *viewing) run(cmd *cobra.Command, name string, out, errOut io.Writer) (failure error) {
	ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	databases, err := openView(cmd, name)
	if err != nil {
		return err
	}
	listener, err := server.Listen(ctx, v.listen)
	if err != nil {
		return errors.Join(err, databases.Close())
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		return errors.Join(fmt.Errorf("--listen %s is not an address of this machine only, such as 127.0.0.1:0; use serve for others", v.listen),
			listener.Close(), databases.Close())
	}
	token := rand.Text()
	logger := slog.New(slog.NewTextHandler(errOut, &slog.HandlerOptions{Level: slog.LevelWarn}))
	handler := server.NewHandler(databases, &server.HandlerOptions{
		Credentials: server.TokenCredentials(token, server.Access{Name: "view", ReadOnly: true}),
		ReadOnly:    true, ClientShare: 100, MaxMemory: viewMemory, MaxRequests: 64, Logger: logger, Page: page.Files,
	})
	limitGarbage(viewGarbage)
	// The part after # is not sent with requests, so it appears in no log.
	address := "http://" + listener.Addr().String() + "/#token=" + token
	fmt.Fprintln(out, address)
	if !v.noBrowser {
		remove, err := view.Browse(address)
		if err != nil {
			fmt.Fprintf(errOut, "openleveldb: %s; open the address in a browser\n", cli.OneLine(err))
		}
		defer func() { failure = errors.Join(failure, remove()) }()
	}
	err = server.Serve(ctx, listener, handler, &server.ServeOptions{Logger: logger, Grace: viewGrace})
	if errors.Is(err, server.ErrCutOff) {
		err = nil // a browser that is still reading needs no answer after Ctrl-C
	}
	return errors.Join(err, databases.Close())
}

// openView opens the database to show.
func openView(cmd *cobra.Command, name string) (closer, error) {
	shown := nameOf(name)
	if !cli.IsAddress(name) && !cli.Shared(cmd) {
		return view.OpenFresh(shown, name)
	}
	db, err := cli.OpenDB(name, &leveldb.Options{ReadOnly: true, Shared: cli.Shared(cmd), ErrorIfMissing: true})
	if err != nil {
		return nil, err
	}
	return &oneDatabase{server.Opened{shown: db}, db}, nil
}

// oneDatabase serves a database that the command has opened.
type oneDatabase struct {
	server.Opened
	db *leveldb.DB
}

func (o *oneDatabase) Close() error { return o.db.Close() }

// nameOf returns the last part of a database's path.
func nameOf(name string) string {
	if _, database, far := remote.ParseAddress(name); far {
		name = database
	}
	if absolute, err := filepath.Abs(name); err == nil && !cli.IsAddress(name) {
		name = absolute
	}
	return name[strings.LastIndexByte(strings.TrimRight(name, "/"), '/')+1:]
}
