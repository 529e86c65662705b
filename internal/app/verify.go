package app

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/reporting"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// JobDaily is the kind of the job that does what is done once a day: signing
// how far the record has come, and clearing out what access has left behind.
const JobDaily = "daily"

// The keys, by the names of their files.
const (
	sealKey = "seal" // second factors are sealed with it
	signKey = "head" // heads of the record are signed with it
)

// key is a secret of 32 bytes that lies in the data directory and not in the
// database, so that who has one of the two does not have both. All nodes on one
// database need the same files.
func (a *App) key(name string) ([]byte, error) {
	file := filepath.Join(a.Config.Data, name+".key")
	secret, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		secret = make([]byte, ed25519.SeedSize)
		if _, err := rand.Read(secret); err != nil {
			return nil, err
		}
		return secret, writeDurably(file, secret)
	} else if err != nil {
		return nil, err
	}
	if len(secret) != ed25519.SeedSize {
		return nil, fmt.Errorf("%s is not a key", file)
	}
	return secret, nil
}

// headKey is the key that signs the heads of the record.
func (a *App) headKey() (ed25519.PrivateKey, error) {
	seed, err := a.key(signKey)
	if err != nil {
		return nil, err
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

// daily does what is done at a start and then once a day, and has itself called
// again tomorrow: however often the program is started, one such job waits.
func (a *App) daily(ctx context.Context, _ string) error {
	if err := a.SignHeads(ctx); err != nil {
		return err
	}
	if err := a.Accounts.Clean(ctx); err != nil {
		return err
	}
	var institutions []store.Institution
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		institutions, err = tx.Institutions(ctx)
		return err
	})
	for _, in := range institutions {
		if err == nil {
			_, err = a.Accounts.DisableIdle(ctx, in.ID)
		}
		if err == nil {
			err = a.Sites.AskForYear(ctx, in.ID, a.Cases.NewMessageID)
		}
		if err == nil {
			err = a.Publishing.TellBrokenLinks(ctx, in.ID)
		}
	}
	if err == nil {
		_, _, err = a.Sweep(ctx)
	}
	if err != nil {
		return err
	}
	return a.dailyOn(ctx, a.Store.Now().AddDate(0, 0, 1))
}

func (a *App) dailyOn(ctx context.Context, t time.Time) error {
	day := t.In(workday.Zone).Format("2006-01-02")
	return a.Store.Tx(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, JobDaily, day, t, JobDaily+"/"+day) })
}

// Verify proves the record whole; see reporting.Verifier.
func (a *App) Verify(ctx context.Context) (*reporting.Verdict, error) {
	v := &reporting.Verifier{Store: a.Store, Files: a.Blobs}
	data, err := os.ReadFile(filepath.Join(a.Config.Data, "heads"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err == nil {
		// A new key would make every signature look forged.
		if _, err := os.Stat(filepath.Join(a.Config.Data, signKey+".key")); errors.Is(err, fs.ErrNotExist) {
			return nil, fault.New(fault.NotFound, "app.head_key_missing", a.Config.Data)
		}
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
