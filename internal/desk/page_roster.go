package desk

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const pathRoster = "/desk/roster"

// A RosterPage is the editorial board as it stands or stood on a day, as the
// annex of a decision, with its history (R-P4).
type RosterPage struct {
	Shell
	Date    string // yyyy-mm-dd
	Day     time.Time
	Dated   string
	Annex   string // "Kèm theo Quyết định số …"
	Decided string // who signs
	Seats   []SeatView
	People  int // who they are: one may sit on several seats
	History []SeatView
	Papers  bool // the visitor keeps how seats came about
	Divides bool // the visitor divides the work
	Errors  []FormError
}

// A SeatView is somebody on the board.
type SeatView struct {
	ID                           int64
	Number                       int // of the person on the list
	Rows                         int // seats of the person, on the first of them; 0 on the others
	Name, Position, Role, Place  string
	PositionLang                 locale.Lang // of the position, where it is another than the page's
	From, To                     string
	Decision, Came, Work         string
	Nominated, Proposed, Decided string
	No, On                       string // number and day of the decision, for the form
}

func (d *Desk) roster(v *visit) error { return v.showRoster(nil, http.StatusOK) }

func (v *visit) showRoster(refused error, status int) error {
	page := RosterPage{Day: v.now.In(vi.Zone)}
	at := v.now
	if day, err := day(v.r.URL.Query().Get("day"), "day"); err == nil && !day.IsZero() && !sameDay(day, v.now) {
		page.Day, at = day, day.AddDate(0, 0, 1).Add(-time.Microsecond)
	}
	page.Date, page.Dated = page.Day.Format(time.DateOnly), v.dated(page.Day)
	board, err := v.d.Accounts.Board(v.ctx(), v.who, at)
	if err != nil {
		return err
	}
	w, err := v.personWords()
	if err != nil {
		return err
	}
	first := make(map[people.PersonID]int) // of a person, among the seats
	for _, s := range byPerson(board.Seats) {
		i, known := first[s.Person]
		if !known {
			i = len(page.Seats)
			first[s.Person] = i
		}
		page.Seats = append(page.Seats, v.seat(w, s, len(first)))
		page.Seats[i].Rows++
	}
	page.People = len(first)
	for _, s := range board.History {
		page.History = append(page.History, v.seat(w, s, 0))
	}
	page.Annex, page.Decided = v.annex(board)
	if sameDay(page.Day, v.now) { // what stood on an earlier day is not what would be changed
		page.Papers, page.Divides = v.may(people.ManageRoster, 0, 0) == nil, v.may(people.DivideWork, 0, 0) == nil
	}
	if refused != nil {
		f := Form{}
		if !f.refused(v.lang, nil, refused) {
			return refused
		}
		page.Errors = f.Errors
	}
	if page.Shell, err = v.shell(v.t("desk.nav_roster"), "roster"); err != nil {
		return err
	}
	return v.show(status, "roster", page)
}

// byPerson puts the seats of a person one after the other, each person where
// their first seat stands: a decision lists everybody once.
func byPerson(seats []accounts.BoardSeat) []accounts.BoardSeat {
	seats = slices.Clone(seats)
	place := make(map[people.PersonID]int)
	for i, seat := range seats {
		if _, known := place[seat.Person]; !known {
			place[seat.Person] = i
		}
	}
	slices.SortStableFunc(seats, func(x, y accounts.BoardSeat) int { return cmp.Compare(place[x.Person], place[y.Person]) })
	return seats
}

func (v *visit) seat(w personWords, s accounts.BoardSeat, n int) SeatView {
	view := SeatView{ID: s.ID, Number: n, Name: s.Name, Role: upperFirst(w.role(s.Role)), From: vi.Date(v.lang, s.From), Work: s.Work,
		Nominated: s.Paper.NominatedBy, Proposed: s.Paper.ProposedBy, Decided: s.Paper.DecidedBy, No: s.Paper.Decision, On: s.Paper.DecidedOn}
	if view.Position = s.Title.VI; v.lang == locale.EN {
		if s.Title.EN != "" {
			view.Position = s.Title.EN
		} else {
			view.PositionLang = locale.VI
		}
	}
	if s.Place.Kind != people.Institution {
		view.Place = w.place(s.Place)
	} else if s.Unit != 0 {
		view.Place = v.unitName(s.Unit)
	}
	if !s.To.IsZero() {
		view.To = vi.Date(v.lang, s.To.Add(-time.Microsecond))
	}
	view.Decision = v.decisionLine(s.Paper)
	var came []string
	for _, c := range []struct{ key, who string }{{"desk.roster_nominated", s.Paper.NominatedBy}, {"desk.roster_proposed", s.Paper.ProposedBy}, {"desk.roster_decided", s.Paper.DecidedBy}} {
		if c.who != "" {
			came = append(came, v.t(c.key, c.who))
		}
	}
	view.Came = strings.Join(came, "; ")
	return view
}

// decisionLine is a decision's number with its day.
func (v *visit) decisionLine(p store.AppointmentPaper) string {
	if t, err := time.ParseInLocation(time.DateOnly, p.DecidedOn, vi.Zone); err == nil && p.Decision != "" {
		return v.t("desk.roster_decision", p.Decision, vi.Date(v.lang, t))
	}
	return p.Decision
}

// annex says to which decision the list belongs, and who signs it: that of the
// head, or else the one that most of the seats have.
func (v *visit) annex(b *accounts.Board) (text, signer string) {
	count := make(map[string]int)
	best := store.AppointmentPaper{}
	for _, s := range b.Seats {
		if key := s.Paper.Decision; key != "" {
			if count[key]++; count[key] > count[best.Decision] || best.Decision == "" {
				best = s.Paper
			}
		}
	}
	if i := slices.IndexFunc(b.Seats, func(s accounts.BoardSeat) bool { return s.Role == people.Head && s.Paper.Decision != "" }); i >= 0 {
		best = b.Seats[i].Paper
	}
	if best.Decision != "" {
		line := v.decisionLine(best)
		if r := []rune(line)[0]; r >= '0' && r <= '9' {
			line = v.t("desk.roster_by_number", line)
		}
		text = v.t("desk.roster_annex", line)
	}
	return text, best.DecidedBy
}

func (v *visit) seatOfPath() int64 { return number(v.r.PathValue("id")) }

// keepSeat notes how somebody came to the board.
func (d *Desk) keepSeat(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	p := store.AppointmentPaper{Appointment: v.seatOfPath(), Decision: f.Get("decision"), DecidedOn: strings.TrimSpace(f.Get("decided_on")), NominatedBy: f.Get("nominated"), ProposedBy: f.Get("proposed"), DecidedBy: f.Get("decided")}
	if err := d.Accounts.KeepAppointmentPaper(v.ctx(), v.who, p); err != nil {
		return v.showRoster(err, httpx.Status(err))
	}
	return v.done(pathRoster, "seat")
}

// divideWork notes what somebody on the board looks after.
func (d *Desk) divideWork(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	if err := d.Accounts.DivideWork(v.ctx(), v.who, v.seatOfPath(), f.Get("work")); err != nil {
		return v.showRoster(err, httpx.Status(err))
	}
	return v.done(pathRoster, "divided")
}
