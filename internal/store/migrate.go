package store

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"congbo/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// A Migration is one numbered step of the schema.
type Migration struct {
	Name    string // file name, e.g. 0001_foundation.sql
	Digest  string // SHA-256 of its text
	Applied bool
}

func known() ([]Migration, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	all := make([]Migration, len(files))
	for i, f := range files {
		text, err := migrations.ReadFile(f)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		all[i] = Migration{Name: path.Base(f), Digest: hex.EncodeToString(sum[:])}
	}
	return all, nil
}

// Migrate brings the schema up to date and returns the names of the steps it
// took. It refuses a database written by a newer program, and one in which an
// applied step is not the step this program knows: going on would damage it.
func (s *Store) Migrate(ctx context.Context) ([]string, error) {
	all, err := known()
	if err != nil {
		return nil, err
	}
	var took []string
	err = s.Tx(ctx, func(tx *Tx) error {
		took = nil
		if s.d.lockChain != "" { // two nodes that start at once
			if _, err := tx.exec(ctx, s.d.lockChain, 0); err != nil {
				return err
			}
		}
		if _, err := tx.exec(ctx, `CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, digest TEXT NOT NULL, applied_at BIGINT NOT NULL)`); err != nil {
			return err
		}
		have, err := applied(ctx, tx)
		if err != nil {
			return err
		}
		for _, m := range all {
			digest, ok := have[m.Name]
			delete(have, m.Name)
			if ok && digest != m.Digest {
				return fault.New(fault.Conflict, "store.migration_changed", m.Name)
			} else if ok {
				continue
			}
			text, err := migrations.ReadFile("migrations/" + m.Name)
			if err != nil {
				return err
			}
			for stmt := range strings.SplitSeq(s.d.ddl.Replace(string(text)), ";\n") {
				if strings.TrimSpace(stmt) == "" {
					continue
				}
				if _, err := tx.q.ExecContext(ctx, stmt); err != nil {
					return fmt.Errorf("migration %s: %w in %s", m.Name, err, stmt)
				}
			}
			if _, err := tx.exec(ctx, `INSERT INTO migration (name, digest, applied_at) VALUES (?, ?, ?)`, m.Name, m.Digest, instant(tx.now)); err != nil {
				return err
			}
			took = append(took, m.Name)
		}
		for name := range have {
			return fault.New(fault.Conflict, "store.newer", name)
		}
		return nil
	})
	return took, err
}

// Migrations lists the steps this program knows and which of them the database
// has.
func (s *Store) Migrations(ctx context.Context) ([]Migration, error) {
	all, err := known()
	if err != nil {
		return nil, err
	}
	err = s.View(ctx, func(tx *Tx) error {
		have, err := applied(ctx, tx)
		for i := range all {
			_, all[i].Applied = have[all[i].Name]
		}
		return err
	})
	return all, err
}

func applied(ctx context.Context, tx *Tx) (map[string]string, error) {
	have := make(map[string]string)
	err := tx.each(ctx, `SELECT name, digest FROM migration`, nil, func(scan func(...any) error) error {
		var name, digest string
		err := scan(&name, &digest)
		have[name] = digest
		return err
	})
	return have, err
}
