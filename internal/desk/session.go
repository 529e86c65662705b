package desk

import (
	"net/http"

	"congbo/internal/accounts"
	"congbo/internal/cases"
)

// Who tells who asks, by the session of the desk: nobody if none is complete.
// A session that cannot be looked up counts as none, for what asks is open to
// everybody.
func (d *Desk) Who(r *http.Request) cases.Actor {
	v := &visit{d: d, r: r}
	if err := v.enter(); err != nil {
		d.Log.Error("session", "err", err)
	}
	return v.who.Actor
}

// KeepSession gives a browser the token of a session, for the page on which a
// demonstration changes the person.
func (d *Desk) KeepSession(w http.ResponseWriter, t accounts.Ticket) {
	(&visit{d: d, w: w}).keepSession(t)
}
