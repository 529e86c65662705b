package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/reporting"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// JobSign is the kind of the daily job that signs how far the record has come.
const JobSign = "sign-heads"

// headKey is the key that signs the heads of the record. It lies in the data
// directory, not in the database, so that who can write one cannot forge the
// other.
func (a *App) headKey() (ed25519.PrivateKey, error) {
	file := filepath.Join(a.Config.Data, "head.key")
	seed, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			return nil, err
		}
		return key, writeDurably(file, key.Seed())
	} else if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%s is not a key", file)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// SignHeads appends the signed heads of all records to the file heads in the
// data directory, which shows when a record was cut off or written anew.
func (a *App) SignHeads(ctx context.Context) error {
	key, err := a.headKey()
	if err != nil {
		return err
	}
	var lines []string
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		institutions, err := tx.Institutions(ctx)
		if err != nil {
			return err
		}
		for _, in := range institutions {
			last, err := tx.LastEvent(ctx, in.ID)
			if err != nil {
				return err
			}
			if last.Seq > 0 {
				lines = append(lines, event.Head{Chain: in.ID, Seq: last.Seq, Hash: last.Hash, At: tx.Now()}.Sign(key).String())
			}
		}
		return nil
	})
	if err != nil || len(lines) == 0 {
		return err
	}
	f, err := os.OpenFile(filepath.Join(a.Config.Data, "heads"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(strings.Join(lines, "\n") + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// signDaily signs the heads and has itself called again tomorrow. However often
// the program is started, there is one such job a day.
func (a *App) signDaily(ctx context.Context, _ string) error {
	if err := a.SignHeads(ctx); err != nil {
		return err
	}
	return a.signOn(ctx, a.Store.Now().AddDate(0, 0, 1))
}

func (a *App) signOn(ctx context.Context, t time.Time) error {
	day := t.In(workday.Zone).Format("2006-01-02")
	return a.Store.Tx(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, JobSign, day, t, JobSign+"/"+day) })
}

// Verify proves the record whole; see reporting.Verifier.
func (a *App) Verify(ctx context.Context) (*reporting.Verdict, error) {
	v := &reporting.Verifier{Store: a.Store, Files: a.Blobs}
	data, err := os.ReadFile(filepath.Join(a.Config.Data, "heads"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err == nil {
		key, err := a.headKey()
		if err != nil {
			return nil, err
		}
		v.Key = key.Public().(ed25519.PublicKey)
		for line := range strings.Lines(string(data)) {
			if strings.TrimSpace(line) == "" {
				continue
			}
			h, err := event.ParseHead(strings.TrimSpace(line))
			if err != nil {
				return nil, err
			}
			v.Heads = append(v.Heads, h)
		}
	}
	return v.Verify(ctx)
}

func writeDurably(file string, data []byte) error {
	f, err := os.OpenFile(file+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}
