package reporting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// A UnitDiary is the working day of all people of a unit (F-J4).
type UnitDiary struct {
	Unit   int64 // 0: of those who are in no unit
	Day    time.Time
	People []PersonDiary // in the order of their given names
	Totals []Total       // of all of them
}

// A PersonDiary is one person's part of it.
type PersonDiary struct {
	Person store.Person
	Diary
	Signing *Signing // nil: not confirmed
}

// Digest is the SHA-256, in hex, of all that the unit's diary tells.
func (u UnitDiary) Digest() string {
	h := sha256.New()
	for _, p := range u.People {
		fmt.Fprintln(h, p.Diary.Digest())
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ReadUnitDiary reads the diary of a unit for the day of t: of everybody who is
// in it, also of those who have left their account and did something that day.
func ReadUnitDiary(ctx context.Context, tx *store.Tx, institution, unit int64, t time.Time) (UnitDiary, error) {
	u := UnitDiary{Unit: unit, Day: midnight(t)}
	all, err := tx.People(ctx, store.PersonFilter{Institution: institution, Unit: unit})
	if err != nil {
		return u, err
	}
	counts := make(map[string]int)
	for _, p := range all {
		if p.Unit != unit {
			continue // the filter has no word for "in none"
		}
		d := PersonDiary{Person: p}
		if d.Diary, err = ReadDiary(ctx, tx, institution, p.ID, t); err != nil {
			return u, err
		}
		if p.State != store.PersonActive && len(d.Lines) == 0 {
			continue
		}
		if d.Signing, err = ReadSigning(ctx, tx, institution, d.Diary); err != nil {
			return u, err
		}
		for _, n := range d.Totals {
			counts[n.What] += n.Count
		}
		u.People = append(u.People, d)
	}
	for _, what := range Works {
		if n := counts[what]; n > 0 {
			u.Totals = append(u.Totals, Total{what, n})
		}
	}
	return u, nil
}

// Signable are those parts of the unit's diary that who may sign and that have
// something to sign, with the role it would be done in.
func (u UnitDiary) Signable(who people.Standing, in people.Scope) map[people.PersonID]people.Holding {
	may := make(map[people.PersonID]people.Holding)
	for _, p := range u.People {
		if as, err := people.SignsDiary(who, p.Person.ID, in); err == nil && len(p.Lines) > 0 && (p.Signing == nil || !p.Signing.Of(p.Diary)) {
			may[p.Person.ID] = as
		}
	}
	return may
}

// SignUnitDiary confirms the day of everybody in a unit whose diary who may
// sign, and returns how many were signed now. Seen is the Digest of what was
// before their eyes. It fails as SignDiary does, but is content with a day that
// has nothing to sign.
func SignUnitDiary(ctx context.Context, tx *store.Tx, who cases.Actor, cal *workday.Calendar, unit int64, t time.Time, seen string) (int, error) {
	in, err := UnitScope(ctx, tx, who.Institution, unit)
	if err != nil {
		return 0, err
	}
	st, err := Standing(ctx, tx, who)
	if err != nil {
		return 0, err
	}
	if err := people.May(st, people.SignDiary, in); err != nil {
		return 0, err
	}
	if !Finished(cal, t, tx.Now()) {
		return 0, fault.New(fault.Invalid, "reporting.diary_in_progress")
	}
	u, err := ReadUnitDiary(ctx, tx, who.Institution, unit, t)
	if err != nil {
		return 0, err
	}
	if seen != u.Digest() {
		return 0, fault.New(fault.Conflict, "reporting.diary_changed")
	}
	may, n := u.Signable(st, in), 0
	for _, p := range u.People {
		as, ok := may[p.Person.ID]
		if !ok {
			continue
		}
		done, err := sign(ctx, tx, who, as, p.Diary)
		if err != nil {
			return n, err
		}
		if done {
			n++
		}
	}
	return n, nil
}

// UnitScope is ScopeOf for a unit that somebody has named: it fails with
// fault.NotFound where the institution has no such unit.
func UnitScope(ctx context.Context, tx *store.Tx, institution, unit int64) (people.Scope, error) {
	if unit != 0 {
		u, err := tx.Unit(ctx, unit)
		if err != nil {
			return people.Scope{}, err
		}
		if u.Institution != institution {
			return people.Scope{}, fault.New(fault.NotFound, "fault.not_found")
		}
	}
	return ScopeOf(ctx, tx, institution, unit)
}
