package desk

import (
	"net/http"
	"slices"

	"congbo/internal/procdoc"
	"congbo/internal/vi"
)

const pathRegister = "/desk/register"

// A RegisterPage is the register of forms and records (F-J11), or the list of
// what need no longer be kept (R-T10).
type RegisterPage struct {
	Shell
	Rows    []RegisterRow
	Expired string // where the list of what may go is; empty: not for the visitor
	Gone    []ExpiredRow

	Disposals string // where proposals are; empty: not for the visitor
	Reason    string // as it was typed
	NoTitle   bool
	Problem   string
}

// A RegisterRow is a form or a record.
type RegisterRow struct {
	Code, Name, Keep, Place string
	Procedure               Crumb
	Case, Extra             bool
}

// An ExpiredRow is a case whose papers may go.
type ExpiredRow struct {
	Case                     Crumb
	Record, Ended, Keep, Day string
	Title, Outcome           string // on the page of a proposal
	On                       bool
}

func (d *Desk) register(v *visit) error {
	entries, err := d.Procedures.Register(v.ctx(), v.who.Actor)
	if err != nil {
		return err
	}
	var page RegisterPage
	for _, e := range entries {
		page.Rows = append(page.Rows, RegisterRow{Code: e.Form.Code, Name: e.Form.Title.In(v.lang), Keep: procdoc.Retention(v.lang, e.Form.Retention), Place: e.Form.Place.In(v.lang),
			Procedure: Crumb{e.Procedure.Title.In(v.lang), pathProcedures + "/" + e.Key}, Case: e.Form.Case, Extra: e.Form.Addition})
	}
	if r, _ := routeTo(pathRegister + "/expired"); v.allowed(r) == nil {
		page.Expired = pathRegister + "/expired"
	}
	page.Disposals = v.toDisposals()
	if page.Shell, err = v.shell(v.t("desk.register"), "procedures"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "register", page)
}

// toDisposals is where the visitor sees what was proposed for disposal; empty
// where they may not.
func (v *visit) toDisposals() string {
	if r, _ := routeTo(pathDisposals); v.allowed(r) == nil {
		return pathDisposals
	}
	return ""
}

func (d *Desk) registerExpired(v *visit) error {
	return v.showExpired(http.StatusOK, RegisterPage{}, nil)
}

func (v *visit) showExpired(status int, page RegisterPage, chosen []string) error {
	list, err := v.d.Procedures.Expired(v.ctx(), v.who.Actor)
	if err != nil {
		return err
	}
	for _, x := range list {
		record := x.Entry.Form.Title.In(v.lang)
		if x.Entry.Form.Code != "" {
			record = x.Entry.Form.Code + " " + record
		}
		page.Gone = append(page.Gone, ExpiredRow{Case: Crumb{x.Code, casePath(x.Code)}, Record: record, Ended: vi.Date(v.lang, x.Ended),
			Keep: procdoc.Retention(v.lang, x.Entry.Form.Retention), Day: vi.Date(v.lang, x.From), On: slices.Contains(chosen, x.Code)})
	}
	page.Disposals = v.toDisposals()
	if page.Shell, err = v.shell(v.t("desk.register_expired"), "procedures"); err != nil {
		return err
	}
	return v.show(status, "register_expired", page)
}
