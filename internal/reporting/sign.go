package reporting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// A Signing is a chief's confirmation of somebody's day, as the record has it
// (F-J4).
type Signing struct {
	By, For people.PersonID // For: in whose place, by delegation; zero: nobody's
	Role    people.Role
	At      time.Time
	Digest  string // of the lines as they stood
}

// Of reports whether the diary is still what was signed.
func (s *Signing) Of(d Diary) bool { return s.Digest == d.Digest() }

// Digest is the SHA-256, in hex, of which lines of the record the diary tells.
// It does not change with how they are worded or grouped.
func (d Diary) Digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "diary 1\n%d\n%s\n", d.Person, d.date())
	for _, l := range d.Lines {
		fmt.Fprintf(h, "%d %s %d\n", l.Event.Seq, l.Event.Hash, l.Times)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (d Diary) date() string { return d.Day.In(workday.Zone).Format(time.DateOnly) }

// Finished reports whether a day is over: its office hours are, or where it has
// none the day itself. What is done later that day still comes into its diary.
func Finished(cal *workday.Calendar, day, now time.Time) bool {
	end := 24 * 60
	if hours := cal.Hours(day); len(hours) > 0 {
		end = hours[len(hours)-1].To
	}
	return !now.Before(midnight(day).Add(time.Duration(end) * time.Minute))
}

func midnight(t time.Time) time.Time {
	local := t.In(workday.Zone)
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, workday.Zone)
}

// ReadSigning returns the newest confirmation of a diary; nil where there is
// none.
func ReadSigning(ctx context.Context, tx *store.Tx, institution int64, d Diary) (*Signing, error) {
	events, err := tx.DiarySignings(ctx, institution, d.Person, d.Day)
	if err != nil {
		return nil, err
	}
	var s *Signing
	for _, e := range events {
		if e.Data[event.KeyDay] == d.date() {
			s = &Signing{By: people.PersonID(e.Actor), For: people.PersonID(e.OnBehalfOf), Role: people.Role(e.Data[event.KeyRole]), At: e.At, Digest: e.Data[event.KeyDigest]}
		}
	}
	return s, nil
}

// Standing is who with the roster of their institution, by which it is decided
// whose diaries they may see and sign.
func Standing(ctx context.Context, tx *store.Tx, who cases.Actor) (people.Standing, error) {
	s := people.Standing{Person: who.Person, At: tx.Now()}
	var err error
	s.Appointments, s.Delegations, err = tx.Roster(ctx, who.Institution)
	return s, err
}

// ScopeOf is where the people of a unit work; unit 0 stands for those who are in
// none.
func ScopeOf(ctx context.Context, tx *store.Tx, institution, unit int64) (people.Scope, error) {
	units, err := tx.Above(ctx, unit)
	return people.Scope{Institution: institution, Units: units}, err
}

// SignDiary confirms a person's diary of the day of t. Seen is the Digest of
// what the chief had before their eyes; if lines have come since, nothing is
// signed. It fails as people.SignsDiary does, and with fault.Invalid for a day
// that is not over or has no lines. Signing again what is signed does nothing.
func SignDiary(ctx context.Context, tx *store.Tx, who cases.Actor, cal *workday.Calendar, person people.PersonID, t time.Time, seen string) error {
	p, err := tx.Person(ctx, person)
	if err != nil {
		return err
	}
	if p.Institution != who.Institution {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	st, err := Standing(ctx, tx, who)
	if err != nil {
		return err
	}
	in, err := ScopeOf(ctx, tx, p.Institution, p.Unit)
	if err != nil {
		return err
	}
	as, err := people.SignsDiary(st, person, in)
	if err != nil {
		return err
	}
	if !Finished(cal, t, tx.Now()) {
		return fault.New(fault.Invalid, "reporting.diary_in_progress")
	}
	d, err := ReadDiary(ctx, tx, p.Institution, person, t)
	if err != nil {
		return err
	}
	switch {
	case len(d.Lines) == 0:
		return fault.New(fault.Invalid, "reporting.diary_empty")
	case seen != d.Digest():
		return fault.New(fault.Conflict, "reporting.diary_changed")
	}
	_, err = sign(ctx, tx, who, as, d)
	return err
}

// sign records a confirmation unless the same lines are confirmed already, and
// reports whether it did.
func sign(ctx context.Context, tx *store.Tx, who cases.Actor, as people.Holding, d Diary) (bool, error) {
	before, err := ReadSigning(ctx, tx, who.Institution, d)
	if err != nil || before != nil && before.Of(d) {
		return false, err
	}
	tx.Record(who.Institution, event.Event{Verb: event.DiarySigned, Actor: int64(who.Person), OnBehalfOf: int64(as.For), Subject: "person:" + strconv.FormatInt(int64(d.Person), 10),
		Data: map[string]string{event.KeyDay: d.date(), event.KeyDigest: d.Digest(), event.KeyNumber: strconv.Itoa(len(d.Lines)), event.KeyRole: string(as.Role)}})
	return true, nil
}
