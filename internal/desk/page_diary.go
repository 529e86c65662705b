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
	Others  []Choice // whose diary can be seen; none but one's own
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
	day := v.now
	if t, err := time.ParseInLocation(time.DateOnly, q.Get("day"), workday.Zone); err == nil {
		day = t
	}
	person := v.who.Person
	if id := number(q.Get("person")); id != 0 {
		person = people.PersonID(id)
	}
	others := people.May(v.who.Standing, people.SeeDiaryOfOthers, people.Scope{Institution: v.who.Institution}) == nil
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
		if others {
			all, err := tx.People(ctx, store.PersonFilter{Institution: v.who.Institution, State: store.PersonActive})
			if err != nil {
				return err
			}
			for _, x := range all {
				page.Others = append(page.Others, Choice{personNumber(x.ID), x.Name, x.ID == person})
			}
		}
		diary, err = reporting.ReadDiary(ctx, tx, v.who.Institution, person, day)
		return err
	})
	if err != nil {
		return err
	}
	page.Person, page.Post, page.Day, page.Totals, page.Printed = p.Name, p.Title.In(v.lang), diary.Day, diary.Totals, v.now
	page.Date, page.Dated = diary.Day.Format(time.DateOnly), v.dated(diary.Day)
	if info := d.calendar(v.who.Institution).Day(diary.Day); len(info.Hours) == 0 {
		page.Off = v.t("desk.diary_off", info.Name)
	}
	if page.Parts, err = v.diaryParts(diary); err != nil {
		return err
	}
	who := ""
	if person != v.who.Person {
		who = personNumber(person)
	}
	page.Before = address("/desk/diary", "day", diary.Day.AddDate(0, 0, -1).Format(time.DateOnly), "person", who)
	if page.Today = sameDay(diary.Day, v.now); !page.Today {
		page.After = address("/desk/diary", "day", diary.Day.AddDate(0, 0, 1).Format(time.DateOnly), "person", who)
	}
	if page.Shell, err = v.shell(v.t("desk.diary_title", vi.Date(v.lang, diary.Day)), "diary"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "diary", page)
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

// diaryParts says the lines of a diary in words.
func (v *visit) diaryParts(diary reporting.Diary) ([]DiaryPart, error) {
	events := make([]event.Event, 0, len(diary.Lines))
	for _, l := range diary.Lines {
		events = append(events, l.Event)
	}
	t, err := v.newTeller(events)
	if err != nil {
		return nil, err
	}
	var parts []DiaryPart
	n := 0
	for _, g := range diary.Groups() {
		part := DiaryPart{Title: v.t("desk.group_" + g.What)}
		for _, l := range g.Lines {
			n++
			r := DiaryRow{Number: n, At: l.Event.At, Text: own(t.say(l.Event), t.persons[diary.Person])}
			if l.Times > 1 {
				r.Text = v.t("desk.diary_times", r.Text, l.Times)
			}
			c, known := t.cases[l.Event.Case]
			if r.Code = c.Code; known && (diary.Person == v.who.Person || v.seesCase(&c)) {
				r.Path, r.Title, r.From = casePath(c.Code), c.Title, c.Sender
				if u := t.world.units[c.Unit]; u != "" && u != r.From {
					r.From += ", " + u
				}
			}
			part.Rows = append(part.Rows, r)
		}
		parts = append(parts, part)
	}
	return parts, nil
}
