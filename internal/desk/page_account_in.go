package desk

import (
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"net/url"

	"congbo/internal/accounts"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/people"
)

const (
	pathAccount   = "/desk/account"
	pathForgotten = "/desk/forgotten"
)

// An InPage is a page of coming in: one form, and what can be done beside it.
type InPage struct {
	Shell
	Lead   string
	Form   Form
	Others []Crumb
	QR     template.URL // of a second factor that is being set up
	Secret string       // the same in letters
	Out    bool         // offers to sign out
}

// inPage is a frame of the pages of coming in.
func (v *visit) inPage(title string) InPage {
	return InPage{Shell: v.bareShell(title)}
}

// retry shows a page of coming in again, with what was wrong.
func (v *visit) retry(page InPage, values url.Values, err error) error {
	if !page.Form.refused(v.lang, values, err) {
		return err
	}
	return v.show(httpx.Status(err), "account_in", page)
}

func (v *visit) signInPage(next string) InPage {
	page := v.inPage(v.t("account.signin_title"))
	page.Lead = v.t("account.signin_lead")
	page.Form = Form{Path: pathSignIn, Next: next, Submit: v.t("account.signin_button"), Parts: []FormPart{{Fields: []FormField{
		{Type: "email", Name: "email", Label: v.t("admin.email"), Required: true, Auto: "username"},
		{Type: "password", Name: "password", Label: v.t("account.password"), Required: true, Auto: "current-password"},
	}}}}
	page.Others = []Crumb{{v.t("account.signin_forgotten"), pathForgotten}}
	if v.d.Demo != "" {
		page.Others = append(page.Others, Crumb{v.t("desk.change_person"), v.d.Demo})
	}
	return page
}

// signIn shows the form for signing in.
func (d *Desk) signIn(v *visit) error {
	next := v.next(v.r.URL.Query().Get("next"))
	if v.who.Person != 0 {
		v.redirect(next)
		return nil
	}
	return v.show(http.StatusOK, "account_in", v.signInPage(next))
}

// enterDesk takes an address and a password (ASVS 6.3.8: which of the two is
// wrong, or whether there is such an account, is not told).
func (d *Desk) enterDesk(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	next := v.next(f.Get("next"))
	t, err := d.Accounts.SignIn(v.ctx(), v.visitor(), f.Get("email"), f.Get("password"))
	if err != nil {
		return v.retry(v.signInPage(next), f.Values, err)
	}
	return v.entered(t, next)
}

// entered keeps the ticket of somebody who has come a step further and leads
// on to what is still missing, or to where they were going.
func (v *visit) entered(t accounts.Ticket, next string) error {
	v.keepSession(t)
	if t.Stage != accounts.Done {
		v.redirect(pathStage + "?next=" + url.QueryEscape(next))
		return nil
	}
	v.redirect(next)
	return nil
}

// stagePage is the form for what is still missing.
func (v *visit) stagePage(stage accounts.Stage, next string) (InPage, error) {
	page := v.inPage(v.t("account.stage_" + string(stage)))
	page.Out = true
	page.Lead = v.t("account.stage_" + string(stage) + "_lead")
	page.Form = Form{Path: pathStage, Next: next, Submit: v.t("account.stage_button")}
	code := FormField{Type: "code", Name: "code", Label: v.t("account.code"), Required: true, Hint: v.t("account.code_hint")}
	switch stage {
	case accounts.StageCode:
		code.Hint = v.t("account.code_or_recovery")
		page.Form.Parts = []FormPart{{Fields: []FormField{code}}}
	case accounts.StageEnrol:
		if err := v.enrolment(&page); err != nil {
			return page, err
		}
		page.Form.Parts = []FormPart{{Fields: []FormField{code}}}
	case accounts.StagePassword:
		page.Form.Parts = []FormPart{{Fields: v.passwordFields(true)}}
	}
	return page, nil
}

// enrolment puts the second factor that is being set up on a page.
func (v *visit) enrolment(page *InPage) error {
	e, err := v.d.Accounts.Enrolment(v.ctx(), v.token)
	if err != nil {
		return err
	}
	page.QR = template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(e.QR)))
	page.Secret = e.Secret
	return nil
}

// passwordFields ask for a new password, and for the present one too.
func (v *visit) passwordFields(current bool) []FormField {
	fresh := FormField{Type: "password", Name: "password", Label: v.t("account.password_new"), Required: true, Auto: "new-password",
		Hint: v.t("account.password_hint", v.d.Accounts.Config.PasswordMin)}
	if !current {
		return []FormField{fresh}
	}
	return []FormField{{Type: "password", Name: "current", Label: v.t("account.password_current"), Required: true, Auto: "current-password"}, fresh}
}

// stage shows what is still missing before somebody is in.
func (d *Desk) stage(v *visit) error {
	next := v.next(v.r.URL.Query().Get("next"))
	stage, _, err := d.Accounts.Pending(v.ctx(), v.token)
	if err != nil {
		return err
	}
	if stage == accounts.Done {
		v.redirect(next)
		return nil
	}
	page, err := v.stagePage(stage, next)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "account_in", page)
}

// passStage takes what was missing.
func (d *Desk) passStage(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	next := v.next(f.Get("next"))
	stage, _, err := d.Accounts.Pending(v.ctx(), v.token)
	if err != nil {
		return err
	}
	var t accounts.Ticket
	var codes []string
	switch stage {
	case accounts.Done:
		v.redirect(next)
		return nil
	case accounts.StageCode:
		t, err = d.Accounts.GiveCode(v.ctx(), v.visitor(), v.token, f.Get("code"))
	case accounts.StageEnrol:
		t, codes, err = d.Accounts.SetSecondFactor(v.ctx(), v.visitor(), v.token, "", f.Get("code"))
	case accounts.StagePassword:
		t, err = d.Accounts.ChangePassword(v.ctx(), v.visitor(), v.token, f.Get("current"), f.Get("password"))
	}
	switch {
	case errors.Is(err, accounts.ErrSignedOut):
		v.dropSession()
		v.redirect(pathSignIn)
		return nil
	case err != nil:
		page, perr := v.stagePage(stage, next)
		if perr != nil {
			return err
		}
		return v.retry(page, f.Values, err)
	case codes != nil:
		return v.showCodes(t, codes, next)
	}
	return v.entered(t, next)
}

// A CodesPage shows recovery codes, this once.
type CodesPage struct {
	Shell
	Codes []string
	Next  string
}

func (v *visit) showCodes(t accounts.Ticket, codes []string, next string) error {
	v.keepSession(t)
	page := CodesPage{Shell: v.bareShell(v.t("account.recovery_title")), Codes: codes, Next: next}
	page.ThisPage = next // a change of language cannot show them again
	return v.show(http.StatusOK, "account_codes", page)
}

// signOut ends the session of the browser that asks.
func (d *Desk) signOut(v *visit) error {
	if v.token != "" {
		if err := d.Accounts.SignOut(v.ctx(), v.token); err != nil {
			return err
		}
	}
	v.dropSession()
	return v.done(pathSignIn, "signed_out")
}

func (v *visit) forgottenPage() InPage {
	page := v.inPage(v.t("account.forgotten_title"))
	page.Lead = v.t("account.forgotten_lead")
	page.Form = Form{Path: pathForgotten, Submit: v.t("account.forgotten_button"), Cancel: pathSignIn, Parts: []FormPart{{Fields: []FormField{
		{Type: "email", Name: "email", Label: v.t("admin.email"), Required: true, Auto: "username"},
	}}}}
	return page
}

// forgotten asks for the address of somebody who forgot the password.
func (d *Desk) forgotten(v *visit) error {
	return v.show(http.StatusOK, "account_in", v.forgottenPage())
}

// sendReset has the letter sent; the answer is the same whoever asks.
func (d *Desk) sendReset(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	if err := d.Accounts.RequestReset(v.ctx(), v.visitor(), f.Get("email")); err != nil {
		return v.retry(v.forgottenPage(), f.Values, err)
	}
	return v.done(pathSignIn, "reset_sent")
}

// linkPage is the form behind a link of a letter. Showing it uses nothing up:
// scanners of mail follow links.
func (v *visit) linkPage(purpose accounts.Purpose) (InPage, error) {
	token := v.r.PathValue("token")
	p, err := v.d.Accounts.Opened(v.ctx(), purpose, token)
	if err != nil {
		return InPage{}, err
	}
	if v.who.Person == 0 && cookie(v.r, langCookie) == "" {
		v.lang = p.Lang
	}
	page := v.inPage(v.t("account.link_" + string(purpose)))
	page.Lead = v.t("account.link_"+string(purpose)+"_lead", p.Name)
	page.Form = Form{Path: "/desk/" + string(purpose) + "/" + token, Submit: v.t("account.link_" + string(purpose) + "_button"), Parts: []FormPart{{
		Fields: append([]FormField{{Type: "shown", Name: "email", Label: v.t("admin.email"), Value: p.Email}}, v.passwordFields(false)...),
	}}}
	return page, nil
}

func (d *Desk) showReset(v *visit) error      { return d.showLink(v, accounts.Reset) }
func (d *Desk) showInvitation(v *visit) error { return d.showLink(v, accounts.Invitation) }

func (d *Desk) showLink(v *visit, purpose accounts.Purpose) error {
	page, err := v.linkPage(purpose)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "account_in", page)
}

// reset sets another password by the link of a letter.
func (d *Desk) reset(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	if err := d.Accounts.ResetPassword(v.ctx(), v.r.PathValue("token"), f.Get("password")); err != nil {
		return v.linkRefused(accounts.Reset, f, err)
	}
	v.dropSession()
	return v.done(pathSignIn, "password_set")
}

// accept sets the first password and lets its owner in.
func (d *Desk) accept(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	t, err := d.Accounts.AcceptInvitation(v.ctx(), v.visitor(), v.r.PathValue("token"), f.Get("password"))
	if err != nil {
		return v.linkRefused(accounts.Invitation, f, err)
	}
	return v.entered(t, pathHome)
}

func (v *visit) linkRefused(purpose accounts.Purpose, f *httpx.Form, err error) error {
	if !fault.Is(err, fault.Invalid) {
		return err
	}
	page, perr := v.linkPage(purpose)
	if perr != nil {
		return perr
	}
	return v.retry(page, f.Values, err)
}

// accountRoutes are the addresses of coming in and of one's own account.
func accountRoutes() []Route {
	return []Route{
		{get, "/desk/sign-in", Anyone, Institution, (*Desk).signIn},
		{post, "/desk/sign-in", Anyone, Institution, (*Desk).enterDesk},
		{get, "/desk/sign-in/next", HalfSigned, Institution, (*Desk).stage},
		{post, "/desk/sign-in/next", HalfSigned, Institution, (*Desk).passStage},
		{post, "/desk/sign-out", Anyone, Institution, (*Desk).signOut},
		{get, "/desk/forgotten", Anyone, Institution, (*Desk).forgotten},
		{post, "/desk/forgotten", Anyone, Institution, (*Desk).sendReset},
		{get, "/desk/reset/{token}", Anyone, Institution, (*Desk).showReset},
		{post, "/desk/reset/{token}", Anyone, Institution, (*Desk).reset},
		{get, "/desk/invitation/{token}", Anyone, Institution, (*Desk).showInvitation},
		{post, "/desk/invitation/{token}", Anyone, Institution, (*Desk).accept},

		{get, "/desk/account", SignedIn, Institution, (*Desk).account},
		{post, "/desk/account/language", SignedIn, Institution, (*Desk).ownLanguage},
		{post, "/desk/account/letters", SignedIn, Institution, (*Desk).ownLetters},
		{get, "/desk/account/password", SignedIn, Institution, (*Desk).ownPassword},
		{post, "/desk/account/password", SignedIn, Institution, (*Desk).changePassword},
		{post, "/desk/account/second-factor/begin", SignedIn, Institution, (*Desk).beginFactor},
		{get, "/desk/account/second-factor", SignedIn, Institution, (*Desk).ownFactor},
		{post, "/desk/account/second-factor", SignedIn, Institution, (*Desk).setFactor},
		{post, "/desk/account/sessions/end", SignedIn, Institution, (*Desk).endSession},
		{get, "/desk/account/delegations/new", To(people.GiveDelegation), Somewhere, (*Desk).newDelegation},
		{post, "/desk/account/delegations", To(people.GiveDelegation), Somewhere, (*Desk).delegate},
		{post, "/desk/account/delegations/{id}/end", SignedIn, Thing, (*Desk).endDelegation},
		{get, "/desk/account/delegations/{id}/paper", SignedIn, Thing, (*Desk).delegationScan},
		{post, "/desk/account/delegations/{id}/paper", SignedIn, Thing, (*Desk).keepDelegationPaper},
	}
}
