// Package accounts is who may come in and as whom: signing in and out, the
// second factor, sessions, invitations, and the upkeep of people, appointments
// and delegations (R-P1, R-P3). There is one method per verb, whoever calls it:
// a page, the API or the command line. Each authorises, changes and records in
// one transaction.
//
// Whatever opens a door is stored as a digest or sealed: a password as an
// argon2id hash, the token of a session or link as its SHA-256, the key of a
// second factor encrypted with a key that may lie outside the database.
package accounts

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// Accounts are the verbs of this area; make one with New.
type Accounts struct {
	Store  *store.Store
	Config Config
	// Path returns the path of the desk's page that a token opens.
	Path func(purpose Purpose, token string) string
	// Mailhost is the right side of the Message-IDs of our letters.
	Mailhost string
	// Log hears of every sign-in, successful or not.
	Log *slog.Logger
	// Files keeps the scans of papers, of which Sniff tells the type by the bytes.
	Files Files
	Sniff func(data []byte) string

	rand   io.Reader
	seal   cipher.AEAD
	hasher *hasher
}

// New returns the verbs over a store. The key, 32 bytes, seals the keys of
// second factors; all nodes on one database need the same.
func New(s *store.Store, c Config, key []byte) (*Accounts, error) {
	seal, err := sealer(key)
	if err != nil {
		return nil, err
	}
	return &Accounts{
		Store: s, Config: c, Mailhost: "localhost", Log: slog.New(slog.DiscardHandler),
		Path: func(p Purpose, token string) string { return "/desk/" + string(p) + "/" + token },
		rand: rand.Reader, seal: seal, hasher: newHasher(c.Cost, rand.Reader),
	}, nil
}

// An Actor is somebody who is signed in, with what they may do now.
type Actor struct {
	cases.Actor
	Email    string
	Strong   bool            // came in with a second factor, or need not have
	Standing people.Standing // for showing what there is to do; verbs look again
	Session  string          // names the session among the person's own
	digest   string          // of the session's token
}

// SystemActor is the program itself, or the operator at the command line, who
// can read the database anyway.
func SystemActor(institution int64) Actor {
	return Actor{Actor: cases.Program(institution), Strong: true}
}

// may reports why the actor may not do something in a scope, by what is in the
// database at this moment; nil where they may.
func (a *Accounts) may(ctx context.Context, tx *store.Tx, who Actor, action people.Action, in people.Scope) error {
	if who.System {
		return nil
	}
	standing, err := tx.Standing(ctx, who.Person)
	if err != nil {
		return err
	}
	return people.May(standing, action, in)
}

// scope is where a unit of an institution lies; unit 0 is the institution.
func scope(ctx context.Context, tx *store.Tx, institution, unit int64) (people.Scope, error) {
	above, err := tx.Above(ctx, unit)
	return people.Scope{Institution: institution, Units: above}, err
}

// record adds a line about a person to the record.
func record(tx *store.Tx, who Actor, p *store.Person, verb event.Verb, data map[string]string) {
	tx.Record(p.Institution, event.Event{Verb: verb, Actor: int64(who.Person), Subject: fmt.Sprintf("person:%d", p.ID), Data: data})
}

// target reads the person that an act is about: one of the actor's own
// institution, as others do not exist for it.
func target(ctx context.Context, tx *store.Tx, who Actor, id people.PersonID) (*store.Person, error) {
	p, err := tx.Person(ctx, id)
	if err != nil {
		return nil, err
	}
	if p.Institution != who.Institution {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return p, nil
}

// self is the actor that a person is for their own account.
func self(p *store.Person) Actor {
	return Actor{Actor: cases.Actor{Person: p.ID, Name: p.Name, Institution: p.Institution, Lang: p.Lang}, Email: p.Email}
}

// write queues a letter to a person; a link in it is nowhere else.
func (a *Accounts) write(ctx context.Context, tx *store.Tx, p *store.Person, template string, data map[string]string) error {
	l, err := a.letter(p, template, data)
	if err != nil {
		return err
	}
	return tx.AddLetter(ctx, l)
}

// letter is a letter to a person.
func (a *Accounts) letter(p *store.Person, template string, data map[string]string) (*store.Letter, error) {
	id := make([]byte, 15)
	if _, err := io.ReadFull(a.rand, id); err != nil {
		return nil, err
	}
	return &store.Letter{
		Institution: p.Institution, Person: p.ID, Template: template, Lang: p.Lang, ToName: p.Name, ToEmail: p.Email,
		Data: data, MessageID: hex.EncodeToString(id) + "@" + a.Mailhost,
	}, nil
}

// ChangeLanguage sets the language in which a person is spoken to.
func (a *Accounts) ChangeLanguage(ctx context.Context, who Actor, lang locale.Lang) error {
	return a.Store.Tx(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, who.Person)
		if err != nil {
			return err
		}
		if p.Lang == locale.Parse(string(lang)) {
			return nil
		}
		p.Lang = locale.Parse(string(lang))
		record(tx, who, p, event.PersonChanged, map[string]string{event.KeyRelation: "language"})
		return tx.SavePerson(ctx, p)
	})
}
