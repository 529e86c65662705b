package desk

import (
	"congbo/internal/accounts"
	"congbo/internal/fault"
	"congbo/internal/httpx"
)

// scanForm is a form with the scan of one paper.
var scanForm = httpx.Budget{Fields: 60, Field: 4 << 10, Files: 1, File: accounts.MaxScan, Total: accounts.MaxScan + 1<<20}

// scanAccept is what a file dialogue offers for a scan.
const scanAccept = "application/pdf,image/jpeg,image/png"

// scanPath is where the paper of a delegation is got and kept.
func scanPath(delegation int64) string {
	return pathAccount + "/delegations/" + id(delegation) + "/paper"
}

// scanOf is the scan in a form; nil: none was chosen.
func scanOf(f *httpx.Form) *accounts.Scan {
	for _, file := range f.Files {
		if len(file.Data) > 0 {
			return &accounts.Scan{Name: file.Name, Data: file.Data}
		}
	}
	return nil
}

// delegationScan gives out the scan of a delegation's paper.
func (d *Desk) delegationScan(v *visit) error {
	p, kind, err := d.Accounts.DelegationScan(v.ctx(), v.who, number(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	return v.serveBlob(p.Media, kind, p.File, false)
}

// keepDelegationPaper keeps the day and the scan of a delegation's paper.
func (d *Desk) keepDelegationPaper(v *visit) error {
	n := number(v.r.PathValue("id"))
	f, err := v.form(scanForm)
	if err != nil {
		return err
	}
	giver, err := d.Accounts.KeepDelegationPaper(v.ctx(), v.who, n, f.Get("dated"), scanOf(f))
	if fault.Is(err, fault.Invalid) {
		page := FormPage{Crumbs: []Crumb{{v.t("desk.my_account"), pathAccount}}, Form: Form{Path: scanPath(n), Submit: v.t("account.delegation_keep"), Cancel: pathAccount,
			Parts: []FormPart{{Fields: v.paperFields()}}}}
		var serr error
		if page.Shell, serr = v.shell(v.t("account.delegation_keep"), ""); serr != nil {
			return serr
		}
		return v.again(page, f.Values, err)
	}
	if err != nil {
		return err
	}
	if giver != v.who.Person {
		return v.done(pathPeople+"/"+id(int64(giver)), "delegation_paper")
	}
	return v.done(pathAccount, "delegation_paper")
}

// paperFields ask for the day and the scan of a paper.
func (v *visit) paperFields() []FormField {
	return []FormField{
		{Type: "date", Name: "dated", Label: v.t("account.delegation_dated")},
		{Type: "file", Name: "scan", Label: v.t("account.delegation_scan"), Hint: v.t("account.delegation_scan_hint", accounts.MaxScan>>20), Accept: scanAccept},
	}
}
