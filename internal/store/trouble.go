package store

import (
	"context"
	"errors"
	"net/url"

	"github.com/jackc/pgx/v5/pgconn"
	sqlitedriver "modernc.org/sqlite"

	"congbo/internal/fault"
)

// Primary result codes of SQLite that an operator can do something about; see
// https://www.sqlite.org/rescode.html.
const (
	sqliteBusy     = 5
	sqliteReadOnly = 8
	sqliteIO       = 10
	sqliteCorrupt  = 11
	sqliteFull     = 13
	sqliteCantOpen = 14
	sqliteNotADB   = 26
)

// Trouble says what an error of opening or migrating the database dsn means for
// whoever runs the program: a fault with what, where and what to do, whose cause
// is err. An error that is a fault already, or that tells nothing about the
// surroundings, is returned as it is.
func Trouble(dsn string, err error) error {
	if _, ok := fault.As(err); ok || err == nil {
		return err
	}
	where := dsn
	if dialectOf(dsn).name == postgres.name {
		where = "PostgreSQL"
		if u, wrong := url.Parse(dsn); wrong == nil && u.Host != "" {
			where = u.Host + u.Path
		}
	}
	if key, kind := troubleKey(err); key != "" {
		return fault.New(kind, key, where).Because(err)
	}
	return err
}

func troubleKey(err error) (string, fault.Kind) {
	if e, ok := errors.AsType[*sqlitedriver.Error](err); ok {
		switch e.Code() & 0xff {
		case sqliteBusy:
			return "trouble.database_busy", fault.Unavailable
		case sqliteReadOnly, sqliteCantOpen:
			return "trouble.database_forbidden", fault.Unavailable
		case sqliteIO:
			return "trouble.database_disk", fault.Unavailable
		case sqliteCorrupt:
			return "trouble.database_damaged", fault.Invalid
		case sqliteFull:
			return "trouble.disk_full", fault.Unavailable
		case sqliteNotADB:
			return "trouble.not_a_database", fault.Invalid
		}
		return "", 0
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "28000", "28P01": // invalid authorization, invalid password
			return "trouble.postgres_password", fault.Invalid
		case "3D000": // the server has no such database
			return "trouble.postgres_no_database", fault.Invalid
		case "42501": // insufficient privilege
			return "trouble.postgres_rights", fault.Invalid
		case "53300", "57P03": // too many connections, starting up
			return "trouble.postgres_busy", fault.Unavailable
		}
		return "", 0
	}
	if _, ok := errors.AsType[*pgconn.ParseConfigError](err); ok {
		return "trouble.postgres_url", fault.Invalid
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return "trouble.postgres_down", fault.Unavailable
	}
	return "", 0
}

// Fresh reports whether the database was never migrated: nobody has made
// anything in it.
func (s *Store) Fresh(ctx context.Context) (bool, error) {
	var n int
	err := s.View(ctx, func(tx *Tx) error { return tx.row(ctx, s.d.hasTable, "migration").Scan(&n) })
	return n == 0, err
}
