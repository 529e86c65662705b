package portal

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// trap is a field that people do not see. What fills in every field of a form
// fills it in as well.
const trap = "website"

// formKey is what newKey makes: a form sent twice is one request.
var formKey = regexp.MustCompile(`^[A-Z2-7]{26}$`)

func newKey() string { return rand.Text() }

// requestForm shows the form with which anybody sends a request (R-I2).
func (v *visit) requestForm() error {
	if l := v.lang(); v.at.path != formPath(l) {
		v.redirect(v.path(formPath(l)), http.StatusMovedPermanently)
		return nil
	}
	pg, err := v.newForm(RequestValues{Key: newKey(), Mailbox: v.ownBox()}, nil)
	if err != nil {
		return err
	}
	return v.showTo(pg)
}

// ownBox is the one mailbox to which the site, or its counterpart in the other
// language, belongs; empty where there is none or more, and a person chooses.
func (v *visit) ownBox() string {
	own := ""
	for _, b := range v.places.boxes[v.site.Institution] {
		if b.Site != v.site.ID && (v.site.Counterpart == 0 || b.Site != v.site.Counterpart) {
			continue
		}
		if own != "" {
			return ""
		}
		own = strconv.FormatInt(b.ID, 10)
	}
	return own
}

func (v *visit) newForm(values RequestValues, problems []Problem) (*RequestForm, error) {
	offices := v.places.boxes[v.site.Institution]
	if len(offices) == 0 {
		return nil, notFound()
	}
	pg := &RequestForm{Frame: v.frame(v.t("portal.form"), formPath(v.lang())), Action: v.path(formPath(v.lang())), Values: values, Problems: problems,
		MaxFiles: intake.MaxFiles, MaxMB: intake.MaxFile >> 20}
	pg.Here, pg.About = pg.Action, v.t("visit.task_form_text")
	if twin := v.places.site(v.site.Counterpart); twin != nil && twin.Institution == v.site.Institution {
		pg.Alternate = v.urlOf(twin, formPath(twin.Lang))
	}
	pg.Crumbs = []Link{{Title: v.t("visit.home"), URL: v.path("/")}}
	for _, b := range offices {
		pg.Offices = append(pg.Offices, Option{Value: strconv.FormatInt(b.ID, 10), Title: b.Name.In(v.lang())})
	}
	if in := v.places.institutions[v.site.Institution]; in != nil {
		pg.Hours = in.Settings.Hours.In(v.lang())
	}
	who := v.p.who(v.r, v.site)
	if who.Person == 0 {
		return pg, nil
	}
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Person(ctx, who.Person)
		if err == nil {
			pg.Person = &Person{Name: p.Name, Email: p.Email, Unit: v.unitName(p.Unit)}
			err = v.said(ctx, tx, pg)
		}
		return err
	})
	return pg, err
}

// said lets somebody of the house say of which kind it is and for which section,
// where the office's rules go by that (F-A3).
func (v *visit) said(ctx context.Context, tx *store.Tx, pg *RequestForm) error {
	kinds, sections, err := v.p.Intake.Cases.Choices(ctx, tx, v.site.Institution)
	if err != nil {
		return err
	}
	all, err := tx.Kinds(ctx, v.site.Institution)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.Active && len(kinds) > 0 {
			pg.Kinds = append(pg.Kinds, Option{Value: k.ID, Title: k.Name.In(v.lang())})
		}
	}
	for _, id := range sections {
		s, err := tx.Section(ctx, id)
		if err != nil {
			return err
		}
		if s.Active {
			pg.Sections = append(pg.Sections, Option{Value: strconv.FormatInt(id, 10), Title: s.Title})
		}
	}
	return nil
}

// sendRequest takes a request in. What is wrong with it comes back all at
// once, with everything that was entered but the files, which no browser lets
// a page fill in.
func (v *visit) sendRequest() error {
	f, done, err := v.p.Forms.Read(v.w, v.r, formBudget)
	defer done()
	if err != nil {
		return err
	}
	files := uploads(f)
	values := RequestValues{Mailbox: f.Get("mailbox"), Name: f.Get("name"), Email: f.Get("email"), Phone: f.Get("phone"), Unit: f.Get("unit"),
		Kind: f.Get("kind"), Section: f.Get("section"), Title: f.Get("title"), Text: f.Get("text"), Pledge: f.Get("pledge") != "", Files: len(files), Key: f.Get("key")}
	if !formKey.MatchString(values.Key) {
		values.Key = newKey()
	}
	again := func(problems []Problem) error {
		pg, err := v.newForm(values, problems)
		if err != nil {
			return err
		}
		return v.showTo(pg)
	}
	if f.Get(trap) != "" {
		return again([]Problem{{"", v.t("visit.trapped")}})
	}
	box, err := strconv.ParseInt(values.Mailbox, 10, 64)
	if err != nil || !slices.ContainsFunc(v.places.boxes[v.site.Institution], func(b store.Mailbox) bool { return b.ID == box }) {
		box = 0
	}
	section, _ := strconv.ParseInt(values.Section, 10, 64) // what is none is not said
	who := v.p.who(v.r, v.site)
	receipt, err := v.p.Intake.Submit(v.ctx(), who, intake.Form{Mailbox: box, Name: values.Name, Email: values.Email, Phone: values.Phone, Title: values.Title,
		Text: values.Text, Files: files, Kind: values.Kind, Section: section, Pledge: values.Pledge, Lang: v.lang(), Key: values.Key})
	if fault.Is(err, fault.Invalid) {
		return again(Problems(v.lang(), err))
	} else if err != nil {
		return err
	}
	id, err := v.caseOf(receipt)
	if err != nil {
		return err
	}
	v.redirect(v.path(donePath(v.lang(), v.p.Cases.TrackLink(id, v.p.Store.Now()))), http.StatusSeeOther)
	return nil
}

// caseOf is the case of a receipt; one for a form that was sent before names
// only the request.
func (v *visit) caseOf(r *intake.Receipt) (id int64, err error) {
	if r.Case != 0 {
		return r.Case, nil
	}
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.CasesOfRequest(ctx, r.RequestID)
		if err == nil && len(all) == 0 {
			err = notFound()
		}
		if err == nil {
			id = all[0].ID
		}
		return err
	})
	return id, err
}

func uploads(f *httpx.Form) []intake.File {
	var files []intake.File
	for _, file := range f.Files {
		if file.Field == "files" {
			files = append(files, intake.File{Name: baseName(file.Name), Data: file.Data})
		}
	}
	return files
}

// baseName is a file's own name: some browsers send its whole path.
func baseName(name string) string { return name[strings.LastIndexAny(name, `/\`)+1:] }

// requestDone thanks for a request that was sent: its code, and by when it is
// dealt with.
func (v *visit) requestDone() error {
	c, err := v.tracked()
	if err != nil {
		return err
	}
	pg := &RequestDone{Frame: v.frame(v.t("portal.done"), ""), Code: c.Case.Code, Subject: c.Request.Subject, Office: v.office(c.Request.Mailbox), At: c.Request.ReceivedAt,
		Due: firstDue(c), Email: c.Request.SenderEmail, TrackURL: v.path(cases.TrackPath(v.lang(), v.args["link"])), Files: len(c.Attachments)}
	pg.Crumbs = []Link{{Title: v.t("visit.home"), URL: v.path("/")}, {Title: v.t("portal.form"), URL: v.path(formPath(v.lang()))}}
	cal := calendarOf(c)
	if c.State.Waiting() == flow.WaitsForUnit {
		pg.DueNote = v.t("visit.due_unit")
	} else if !cal.IsWorking(pg.At) {
		pg.After, pg.Counts = true, cal.Next(pg.At)
	}
	for i := range c.Procedure.Steps {
		if s := &c.Procedure.Steps[i]; onTheWay(&c.State, s) {
			pg.Steps = append(pg.Steps, s.Title.In(v.lang()))
		}
	}
	return v.showTo(pg)
}

// firstDue is what the sender was promised when the request came in: nothing
// where their unit is to confirm it first.
func firstDue(c *cases.View) (due time.Time) {
	if halts := c.State.Case.Halts; len(halts) > 0 && halts[0].Why == flow.WaitsForUnit {
		return due
	}
	return c.State.Case.First
}

func calendarOf(c *cases.View) *workday.Calendar {
	if c.Facts.Calendar != nil {
		return c.Facts.Calendar
	}
	return workday.Vietnam()
}

// onTheWay reports whether a step is one that the request goes through.
func onTheWay(c *flow.State, s *flow.Step) bool {
	return c.Passes(s) && !slices.Equal(s.By, []people.Role{people.Requester})
}

// office is the name of the mailbox that a request came to.
func (v *visit) office(id int64) string {
	for _, b := range v.places.boxes[v.site.Institution] {
		if b.ID == id {
			return b.Name.In(v.lang())
		}
	}
	if in := v.places.institutions[v.site.Institution]; in != nil {
		return in.Name.In(v.lang())
	}
	return ""
}
