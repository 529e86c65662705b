package desk

import (
	"net/http"

	"congbo/internal/accounts"
)

// KeepSession gives a browser the token of a session, for the page on which a
// demonstration changes the person.
func (d *Desk) KeepSession(w http.ResponseWriter, t accounts.Ticket) {
	(&visit{d: d, w: w}).keepSession(t)
}
