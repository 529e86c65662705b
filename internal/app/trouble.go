package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"congbo/internal/fault"
)

// directoryTrouble says what an error of the file system in the data directory
// means for whoever runs the program.
func directoryTrouble(dir string, err error) error {
	if _, ok := fault.As(err); ok || err == nil {
		return err
	}
	key := "trouble.directory"
	switch {
	case errors.Is(err, syscall.ENOTDIR):
		key = "trouble.not_directory"
	case errors.Is(err, fs.ErrPermission):
		key = "trouble.directory_forbidden"
	case errors.Is(err, syscall.EROFS):
		key = "trouble.directory_read_only"
	case errors.Is(err, syscall.ENOSPC):
		key = "trouble.disk_full"
	}
	return fault.New(fault.Unavailable, key, dir).Because(err)
}

// listenTrouble says why nobody can listen at an address.
func listenTrouble(addr string, err error) error {
	key := "trouble.port"
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		key = "trouble.port_taken"
	case errors.Is(err, fs.ErrPermission):
		key = "trouble.port_forbidden"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		key = "trouble.port_address"
	}
	return fault.New(fault.Unavailable, key, addr).Because(err)
}

// noData is the fault of a command that works on data where there are none.
func noData(c Config) error {
	if c.Database != "" {
		return fault.New(fault.NotFound, "app.no_data_postgres", c.Data)
	}
	return fault.New(fault.NotFound, "app.no_data", c.Data)
}

// thereAlready refuses a data directory in which nothing has been made, before
// anything is written to it. With PostgreSQL the directory may be new: a
// further node begins like that.
func thereAlready(c Config) error {
	if c.Database != "" {
		return nil
	}
	info, err := os.Stat(c.DSN())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return noData(c)
	case err != nil:
		return directoryTrouble(c.Data, err)
	case info.Size() == 0:
		return noData(c)
	}
	return nil
}

// keysThere refuses a data directory without the key that second factors are
// sealed with, where there is an institution: with a new key nobody's second
// factor would be right, and nobody would learn why.
func (a *App) keysThere(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(a.Config.Data, sealKey+".key")); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := a.Institution(ctx); fault.Is(err, fault.NotFound) {
		return nil
	} else if err != nil {
		return err
	}
	return fault.New(fault.Invalid, "app.keys_missing", a.Config.Data)
}
