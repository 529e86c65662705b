package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/reporting"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// A DiaryPage is somebody's working day, written from the record (R-T5, F-J4).
type DiaryPage struct {
	Shell
	Person  string
	Post    string // position
	Unit    string
	Day     time.Time
	Date    string // yyyy-mm-dd
	Dated   string // as papers are dated
	Off     string // said on days off
	Parts   []DiaryPart
	Totals  []reporting.Total
	Before  string // addresses of the days beside it
	After   string
	Today   bool
	Whose   *WhoseDiary
	Signed  *SignedView // nil: not confirmed
	Sign    *SignForm   // nil where it is not the visitor's to confirm
	Printed time.Time
}

// A DiaryPart is the lines of one sort of work.
type DiaryPart struct {
	Title string
	Rows  []DiaryRow
}

// A DiaryRow is a line of the diary.
type DiaryRow struct {
	Number int // within the day
	At     time.Time
	Text   string
	Code   string
	Path   string
	Title  string
	From   string
}

func (d *Desk) diary(v *visit) error {
	q := v.r.URL.Query()
	day := v.dayOf(q.Get("day"))
	if unit, ok := strings.CutPrefix(q.Get("person"), unitPrefix); ok {
		v.redirect(unitDiaryPath(number(unit), day))
		return nil
	}
	person := v.who.Person
	if id := number(q.Get("person")); id != 0 {
		person = people.PersonID(id)
	}
	var p *store.Person
	var diary reporting.Diary
	var page DiaryPage
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		var err error
		if p, err = tx.Person(ctx, person); err != nil {
			return err
		}
		if p.Institution != v.who.Institution || person != v.who.Person && d.mayDiary(ctx, tx, v, p) != nil {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if p.Unit != 0 {
			u, err := tx.Unit(ctx, p.Unit)
			if err != nil {
				return err
			}
			page.Unit = u.Name.In(v.lang)
		}
		if page.Whose, err = v.whose(ctx, tx, personNumber(person)); err != nil {
			return err
		}
		if diary, err = reporting.ReadDiary(ctx, tx, v.who.Institution, person, day); err != nil {
			return err
		}
		signing, err := reporting.ReadSigning(ctx, tx, v.who.Institution, diary)
		if err != nil {
			return err
		}
		if page.Signed, err = v.signed(ctx, tx, signing, diary); err != nil {
			return err
		}
		page.Sign, err = v.signForm(ctx, tx, p, diary, signing)
		return err
	})
	if err != nil {
		return err
	}
	page.Person, page.Post, page.Day, page.Totals, page.Printed = p.Name, p.Title.In(v.lang), diary.Day, diary.Totals, v.now
	page.Date, page.Dated = diary.Day.Format(time.DateOnly), v.dated(diary.Day)
	page.Off = v.dayOff(diary.Day)
	t, err := v.newTeller(eventsOf(diary))
	if err != nil {
		return err
	}
	page.Parts = v.diaryParts(t, diary)
	who := ""
	if person != v.who.Person {
		who = personNumber(person)
	}
	page.Before = address(pathDiary, "day", diary.Day.AddDate(0, 0, -1).Format(time.DateOnly), "person", who)
	if page.Today = sameDay(diary.Day, v.now); !page.Today {
		page.After = address(pathDiary, "day", diary.Day.AddDate(0, 0, 1).Format(time.DateOnly), "person", who)
	}
	if page.Shell, err = v.shell(v.t("desk.diary_title", vi.Date(v.lang, diary.Day)), "diary"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "diary", page)
}

const pathDiary = "/desk/diary"

// dayOf reads a day; today where it is none.
func (v *visit) dayOf(s string) time.Time {
	if t, err := time.ParseInLocation(time.DateOnly, s, workday.Zone); err == nil {
		return t
	}
	return v.now
}

// dayOff says of a day without office hours that it is one.
func (v *visit) dayOff(day time.Time) string {
	if info := v.d.calendar(v.who.Institution).Day(day); len(info.Hours) == 0 {
		return upperFirst(v.t("desk.diary_off", info.Name))
	}
	return ""
}

// mayDiary reports why the visitor may not see the diary of a colleague.
func (d *Desk) mayDiary(ctx context.Context, tx *store.Tx, v *visit, p *store.Person) error {
	units, err := tx.Above(ctx, p.Unit)
	if err != nil {
		return err
	}
	return d.Cases.May(ctx, tx, v.who.Actor, people.SeeDiaryOfOthers, people.Scope{Institution: p.Institution, Units: units})
}

// dated dates a paper: days below ten and the first two months have two digits
// (Decree 30/2020/NĐ-CP, appendix I).
func (v *visit) dated(day time.Time) string {
	month := strconv.Itoa(int(day.Month()))
	if day.Month() <= time.February {
		month = day.Format("01")
	}
	return v.t("desk.dated", day.Format("02"), month, day.Format("2006"))
}

// own takes the name of whose diary it is from the beginning of a sentence.
func own(text, name string) string {
	if rest, ok := strings.CutPrefix(text, name+" "); ok && name != "" {
		return upperFirst(rest)
	}
	return text
}

// eventsOf are the lines of diaries as they stand in the record.
func eventsOf(diaries ...reporting.Diary) []event.Event {
	var events []event.Event
	for _, d := range diaries {
		for _, l := range d.Lines {
			events = append(events, l.Event)
		}
	}
	return events
}

// diaryParts says the lines of a diary in words.
func (v *visit) diaryParts(t *teller, diary reporting.Diary) []DiaryPart {
	var parts []DiaryPart
	n := 0
	for _, g := range diary.Groups() {
		part := DiaryPart{Title: v.t("desk.group_" + g.What)}
		for _, l := range g.Lines {
			n++
			part.Rows = append(part.Rows, v.diaryRow(t, diary.Person, l, n))
		}
		parts = append(parts, part)
	}
	return parts
}

// diaryRow says one line of somebody's diary.
func (v *visit) diaryRow(t *teller, person people.PersonID, l reporting.DiaryLine, n int) DiaryRow {
	r := DiaryRow{Number: n, At: l.Event.At, Text: own(t.say(l.Event), t.persons[person])}
	switch {
	case l.Times > 1 && l.What == "signed":
		r.Text = v.t("desk.diary_signed_times", vi.Date(v.lang, v.dayOf(l.Event.Data[event.KeyDay])), l.Times)
	case l.Times > 1:
		r.Text = v.t("desk.diary_times", r.Text, l.Times)
	}
	c, known := t.cases[l.Event.Case]
	if r.Code = c.Code; known && (person == v.who.Person && !v.hidden(&c) || v.seesCase(&c)) {
		r.Path, r.Title, r.From = casePath(c.Code), c.Title, c.Sender
		if u := t.world.units[c.Unit]; u != "" && u != r.From {
			r.From += ", " + u
		}
	}
	return r
}
