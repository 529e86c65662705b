package desk

import (
	"context"
	"net/http"
	"time"

	"congbo/internal/people"
	"congbo/internal/reporting"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A UnitDiaryPage is the working day of all people of a unit (F-J4).
type UnitDiaryPage struct {
	Shell
	Unit    string
	Day     time.Time
	Date    string // yyyy-mm-dd
	Dated   string // as papers are dated
	Off     string // said on days off
	People  []UnitDiaryPart
	Totals  []reporting.Total
	Before  string // addresses of the days beside it
	After   string
	Whose   *WhoseDiary
	Sign    *SignForm // nil where there is nothing for the visitor to confirm
	Printed time.Time
	By      string // who prints it
}

// A UnitDiaryPart is the lines of one person.
type UnitDiaryPart struct {
	Name   string
	Post   string
	Path   string // of the person's own page
	Rows   []DiaryRow
	Totals []reporting.Total
	Signed *SignedView
}

// unitDiary shows the diary of a unit to those who may see its people's.
func (d *Desk) unitDiary(v *visit) error {
	unit := number(v.r.PathValue("id"))
	day := v.dayOf(v.r.URL.Query().Get("day"))
	var u reporting.UnitDiary
	var signed []*SignedView
	page := UnitDiaryPage{Printed: v.now, By: v.who.Name}
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		in, err := reporting.UnitScope(ctx, tx, v.who.Institution, unit)
		if err != nil {
			return err
		}
		if err := people.May(v.who.Standing, people.SeeDiaryOfOthers, in); err != nil {
			return err
		}
		if page.Unit, err = v.diaryUnit(ctx, tx, unit); err != nil {
			return err
		}
		if page.Whose, err = v.whose(ctx, tx, unitPrefix+personNumber(people.PersonID(unit))); err != nil {
			return err
		}
		if u, err = reporting.ReadUnitDiary(ctx, tx, v.who.Institution, unit, day); err != nil {
			return err
		}
		for _, p := range u.People {
			s, err := v.signed(ctx, tx, p.Signing, p.Diary)
			if err != nil {
				return err
			}
			signed = append(signed, s)
		}
		st, err := reporting.Standing(ctx, tx, v.who.Actor)
		if err != nil {
			return err
		}
		if n := len(u.Signable(st, in)); n > 0 {
			page.Sign = &SignForm{Path: unitDiaryAddress(unit), Day: u.Day.Format(time.DateOnly), Seen: u.Digest(), Label: v.t("desk.diary_sign_unit", n)}
			page.Sign.wait(v, u.Day)
		}
		return nil
	})
	if err != nil {
		return err
	}
	page.Day, page.Date, page.Dated, page.Off, page.Totals = u.Day, u.Day.Format(time.DateOnly), v.dated(u.Day), v.dayOff(u.Day), u.Totals
	var diaries []reporting.Diary
	for _, p := range u.People {
		diaries = append(diaries, p.Diary)
	}
	t, err := v.newTeller(eventsOf(diaries...))
	if err != nil {
		return err
	}
	n := 0
	for i, p := range u.People {
		part := UnitDiaryPart{Name: p.Person.Name, Post: p.Person.Title.In(v.lang), Totals: p.Totals, Signed: signed[i],
			Path: address(pathDiary, "day", page.Date, "person", personNumber(p.Person.ID))}
		for _, l := range p.Lines {
			n++
			part.Rows = append(part.Rows, v.diaryRow(t, p.Person.ID, l, n))
		}
		page.People = append(page.People, part)
	}
	page.Before = unitDiaryPath(unit, u.Day.AddDate(0, 0, -1))
	if !sameDay(u.Day, v.now) {
		page.After = unitDiaryPath(unit, u.Day.AddDate(0, 0, 1))
	}
	if page.Shell, err = v.shell(v.t("desk.diary_unit_title", page.Unit, vi.Date(v.lang, u.Day)), "diary"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "diary_unit", page)
}
