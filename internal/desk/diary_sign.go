package desk

import (
	"context"
	"strconv"
	"time"

	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/reporting"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A SignedView says who has confirmed a diary, and whether it still is what
// they confirmed (F-J4).
type SignedView struct {
	Text  string
	By    string
	Stale string // said where lines came afterwards
}

// A SignForm is the button that confirms a diary.
type SignForm struct {
	Path  string
	Day   string
	Seen  string // digest of what stands on the page
	Label string
	Wait  string // said instead of the button while the day is not over
}

// signed says a confirmation; nil where there is none.
func (v *visit) signed(ctx context.Context, tx *store.Tx, s *reporting.Signing, diary reporting.Diary) (*SignedView, error) {
	if s == nil {
		return nil, nil
	}
	names, err := tx.Names(ctx, []people.PersonID{s.By, s.For})
	if err != nil {
		return nil, err
	}
	inst, err := tx.Institution(ctx, v.who.Institution)
	if err != nil {
		return nil, err
	}
	name := names[s.By]
	if s.For != 0 {
		name = v.t("people.on_behalf", name, names[s.For])
	}
	view := &SignedView{By: name, Text: v.t("desk.diary_signed", name, roleTitle(inst, v.lang, s.Role), vi.Clock(s.At), vi.Date(v.lang, s.At))}
	if !s.Of(diary) {
		view.Stale = v.t("desk.diary_stale")
	}
	return view, nil
}

// signForm is the button under a person's diary; nil where the visitor has
// nothing to confirm there.
func (v *visit) signForm(ctx context.Context, tx *store.Tx, p *store.Person, diary reporting.Diary, signing *reporting.Signing) (*SignForm, error) {
	in, err := reporting.ScopeOf(ctx, tx, p.Institution, p.Unit)
	if err != nil {
		return nil, err
	}
	st, err := reporting.Standing(ctx, tx, v.who.Actor)
	if err != nil {
		return nil, err
	}
	if _, err := people.SignsDiary(st, p.ID, in); err != nil || len(diary.Lines) == 0 || signing != nil && signing.Of(diary) {
		return nil, nil
	}
	f := &SignForm{Path: "/desk/people/" + personNumber(p.ID) + "/diary", Day: diary.Day.Format(time.DateOnly), Seen: diary.Digest(), Label: v.t("desk.diary_sign")}
	f.wait(v, diary.Day)
	return f, nil
}

// wait puts off the button while the day is not over.
func (f *SignForm) wait(v *visit, day time.Time) {
	if !reporting.Finished(v.d.calendar(v.who.Institution), day, v.now) {
		f.Wait = v.t("desk.diary_wait")
	}
}

// signDiary confirms a person's day.
func (d *Desk) signDiary(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	person, day := people.PersonID(number(v.r.PathValue("id"))), v.dayOf(f.Get("day"))
	err = d.Store.Tx(v.ctx(), func(tx *store.Tx) error {
		return reporting.SignDiary(v.ctx(), tx, v.who.Actor, d.calendar(v.who.Institution), person, day, f.Get("seen"))
	})
	if err != nil {
		return err
	}
	return v.done(address(pathDiary, "day", day.In(workday.Zone).Format(time.DateOnly), "person", personNumber(person)), "diary_signed")
}

// signUnitDiary confirms the day of all people of a unit whose diary is the
// visitor's to confirm.
func (d *Desk) signUnitDiary(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	unit, day, n := number(v.r.PathValue("id")), v.dayOf(f.Get("day")), 0
	err = d.Store.Tx(v.ctx(), func(tx *store.Tx) (err error) {
		n, err = reporting.SignUnitDiary(v.ctx(), tx, v.who.Actor, d.calendar(v.who.Institution), unit, day, f.Get("seen"))
		return err
	})
	switch {
	case err != nil:
		return err
	case n == 0:
		return v.done(unitDiaryPath(unit, day), "diaries_none")
	}
	return v.done(unitDiaryPath(unit, day), "diaries_signed", strconv.Itoa(n))
}

// A WhoseDiary is the list from which somebody chooses a diary.
type WhoseDiary struct {
	Units  []Choice
	People []Choice
}

// unitPrefix tells units from people in the list of whose diary can be seen.
const unitPrefix = "unit-"

// whose lists whose diaries the visitor may see, besides their own; nil where
// that is nobody's.
func (v *visit) whose(ctx context.Context, tx *store.Tx, chosen string) (*WhoseDiary, error) {
	units, err := tx.Units(ctx, v.who.Institution)
	if err != nil {
		return nil, err
	}
	units = append([]store.Unit{{Active: true}}, units...) // those who are in none
	seen := make(map[int64]bool)
	w := &WhoseDiary{}
	for _, u := range units {
		in, err := reporting.ScopeOf(ctx, tx, v.who.Institution, u.ID)
		if err != nil {
			return nil, err
		}
		if people.May(v.who.Standing, people.SeeDiaryOfOthers, in) != nil {
			continue
		}
		seen[u.ID] = true
		value := unitPrefix + strconv.FormatInt(u.ID, 10)
		if !u.Active && value != chosen {
			continue
		}
		name, err := v.diaryUnit(ctx, tx, u.ID)
		if err != nil {
			return nil, err
		}
		w.Units = append(w.Units, Choice{value, name, value == chosen})
	}
	if len(seen) == 0 {
		return nil, nil
	}
	all, err := tx.People(ctx, store.PersonFilter{Institution: v.who.Institution, State: store.PersonActive})
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if n := personNumber(p.ID); seen[p.Unit] || p.ID == v.who.Person {
			w.People = append(w.People, Choice{n, p.Name, n == chosen})
		}
	}
	return w, nil
}

// unitDiaryPath is the address of a unit's diary of a day.
func unitDiaryPath(unit int64, day time.Time) string {
	return address(unitDiaryAddress(unit), "day", day.In(workday.Zone).Format(time.DateOnly))
}

func unitDiaryAddress(unit int64) string {
	return "/desk/units/" + strconv.FormatInt(unit, 10) + "/diary"
}

// diaryUnit is what a unit is called over its diary; 0 are those who are in none.
func (v *visit) diaryUnit(ctx context.Context, tx *store.Tx, unit int64) (string, error) {
	if unit == 0 {
		inst, err := tx.Institution(ctx, v.who.Institution)
		if err != nil {
			return "", err
		}
		return v.t("desk.diary_nobody_unit", inst.Name.In(v.lang)), nil
	}
	u, err := tx.Unit(ctx, unit)
	if err != nil {
		return "", err
	}
	return u.Name.In(v.lang), nil
}
