package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"testing"

	"congbo/internal/store"
)

// Postgres returns an empty PostgreSQL store that nobody else uses until the
// test ends.
func Postgres(t testing.TB, options ...store.Option) *store.Store {
	t.Helper()
	return open(t, PostgresURL(t), options)
}

// PostgresURL lends the test a schema that is migrated and empty, and returns a
// URL that leads into it. Schemas are lent again to later tests, of other
// packages too: emptying one costs a tenth of making one.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := postgresServer(t)
	ctx := context.Background()
	blank, err := template()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	// One connection, whose locks say what is lent; they end with it.
	db.SetMaxOpenConns(1)
	for n := range 1000 {
		name := fmt.Sprintf("congbo_test_%s_%d", blank.schema, n)
		var free bool
		if err := db.QueryRow("SELECT pg_try_advisory_lock(hashtext($1), 7166)", name).Scan(&free); err != nil {
			t.Fatal(err)
		}
		if !free {
			continue
		}
		if _, err := db.Exec("CREATE SCHEMA IF NOT EXISTS " + name); err != nil {
			t.Fatal(err)
		}
		address := inSchema(server, name)
		s, err := store.Open(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		took, err := s.Migrate(ctx)
		if err == nil && len(took) == 0 {
			_, err = db.Exec(fmt.Sprintf(emptied, name))
		}
		s.Close()
		if err != nil {
			t.Fatal(err)
		}
		return address
	}
	t.Fatal("a thousand schemas are lent")
	return ""
}

// emptied empties the tables of a schema and has numbers begin at one again.
const emptied = `DO $$
DECLARE
	one text;
BEGIN
	SET LOCAL session_replication_role = replica; -- in whatever order
	FOR one IN SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname = '%[1]s' AND tablename <> 'migration' LOOP
		EXECUTE 'DELETE FROM ' || one;
	END LOOP;
	PERFORM setval(format('%%I.%%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = '%[1]s' AND last_value IS NOT NULL;
END $$`

// PostgresBare makes a schema with nothing in it for this test alone and returns
// a URL that leads into it; it is dropped when the test ends.
func PostgresBare(t testing.TB) string {
	t.Helper()
	server := postgresServer(t)
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("t%x", rand.Uint64())
	if _, err := db.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		db.Exec("DROP SCHEMA " + name + " CASCADE")
		db.Close()
	})
	return inSchema(server, name)
}

func postgresServer(t testing.TB) string {
	t.Helper()
	server := os.Getenv("CONGBO_TEST_POSTGRES")
	if server == "" {
		if os.Getenv("CONGBO_TEST_REQUIRE") != "" {
			t.Fatal("CONGBO_TEST_POSTGRES names no server, and everything is required")
		}
		t.Skip("PostgreSQL left out: CONGBO_TEST_POSTGRES names no server")
	}
	return server
}

// inSchema is the address of a schema of a server.
func inSchema(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		panic(err) // it was opened a moment ago
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}
