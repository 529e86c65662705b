package desk

import (
	"time"

	"congbo/internal/httpx"
	"congbo/internal/locale"
)

// setLanguage changes the language of the interface, for good where somebody
// is signed in.
func (d *Desk) setLanguage(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	l := locale.Parse(f.Get("lang"))
	if v.who.Person != 0 {
		if err := d.Accounts.ChangeLanguage(v.ctx(), v.who, l); err != nil {
			return err
		}
	}
	v.set(langCookie, string(l), v.now.Add(365*24*time.Hour))
	v.redirect(v.next(f.Get("next")))
	return nil
}

// home is the address with a slash at its end.
func (d *Desk) home(v *visit) error {
	v.redirect(pathHome)
	return nil
}
