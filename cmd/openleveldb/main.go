package main

import "github.com/openleveldb/openleveldb/cmd/internal/commands"

func main() { commands.Main() }
