package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A LettersPage lists what the system wrote, with its state (F-K6).
type LettersPage struct {
	Shell
	States []Filter
	Rows   []LetterRow
	More   string
	Empty  string
	State  string // the filter that is on
	To     string // receiver looked for
	Code   string // case looked for
	Last   int64  // the newest letter before the visitor's eyes
	Again  bool   // failed ones can all be sent again
}

// A LetterRow is a letter in the list of all letters.
type LetterRow struct {
	LetterView
	Letter string // address of its page
	Tries  string // how often it was tried, and when it is again
}

const lettersPerPage = 50

func (d *Desk) lettersSent(v *visit) error {
	q := v.r.URL.Query()
	state := q.Get("state")
	if stateKeys[state] == "" {
		state = ""
	}
	page := LettersPage{State: state, To: vi.CleanLine(q.Get("to")), Code: strings.ToUpper(vi.CleanLine(q.Get("case")))}
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		f := store.LetterFilter{Institution: v.who.Institution, State: state, To: page.To, Below: number(q.Get("below")), Limit: lettersPerPage + 1}
		if page.Code != "" {
			c, err := tx.CaseByCode(ctx, v.who.Institution, page.Code)
			if fault.Is(err, fault.NotFound) || err == nil && !v.seesCase(c) {
				return nil // to whoever may not see it there is no such case
			} else if err != nil {
				return err
			}
			f.Case = c.ID
		}
		letters, err := tx.FindLetters(ctx, f)
		if err != nil {
			return err
		}
		if len(letters) > lettersPerPage {
			letters = letters[:lettersPerPage]
			page.More = address("/desk/letters", "state", state, "to", page.To, "case", page.Code, "below", strconv.FormatInt(letters[len(letters)-1].ID, 10))
		}
		var waiting []int64
		for _, l := range letters {
			page.Last = max(page.Last, l.ID)
			if l.State == store.LetterQueued {
				waiting = append(waiting, l.ID)
			}
		}
		next, err := tx.NextTries(ctx, waiting)
		if err != nil {
			return err
		}
		for _, l := range letters {
			row := LetterRow{LetterView: letterView(v.lang, v.now, l)}
			row.Retry, row.Body = v.mayRetry(&l), ""
			page.Again = page.Again || row.Retry
			if l.Attempts > 0 && l.State != store.LetterSent || l.Attempts > 1 {
				row.Tries = v.t("desk.letter_tries", l.Attempts)
				if t, ok := next[l.ID]; ok && t.After(v.now) {
					row.Tries += ", " + v.t("desk.letter_next", shortMoment(v.lang, v.now, t))
				}
			}
			row.Letter = address("/desk/letters/"+strconv.FormatInt(l.ID, 10), "state", state)
			if row.Code = l.Data["code"]; l.Case != 0 && row.Code != "" {
				c, err := tx.Case(ctx, l.Case)
				if err != nil && !fault.Is(err, fault.NotFound) {
					return err
				}
				if err == nil && v.hidden(c) {
					continue
				}
				if err == nil && v.seesCase(c) {
					row.Path = casePath(row.Code)
				}
			}
			if l.Error != "" {
				row.Error = sendProblem(v.lang, l.Error)
			}
			page.Rows = append(page.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, s := range []string{"", store.LetterQueued, store.LetterAgain, store.LetterSent, store.LetterFailed} {
		page.States = append(page.States, Filter{Label: v.t(stateKeys[s]), Path: address("/desk/letters", "state", s, "to", page.To, "case", page.Code), On: s == state})
	}
	if len(page.Rows) == 0 {
		page.Empty = v.t("desk.letters_none")
	}
	if page.Shell, err = v.shell(v.t("desk.nav_letters"), "letters"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "letters", page)
}

// stateKeys are the names of the filters.
var stateKeys = map[string]string{"": "desk.letters_all", store.LetterQueued: "desk.letters_queued", store.LetterAgain: "desk.letters_again", store.LetterSent: "desk.letters_sent_state", store.LetterFailed: "desk.letters_failed"}

// retryLetters has all letters sent again that could not be sent.
func (d *Desk) retryLetters(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	n, err := d.Notify.RetryAll(v.ctx(), v.who.Actor, number(f.Get("last")))
	if err != nil {
		return err
	}
	return v.done("/desk/letters", "retried", strconv.Itoa(n))
}

// retryLetter has a letter sent again that could not be sent.
func (d *Desk) retryLetter(v *visit) error {
	id := number(v.r.PathValue("id"))
	if err := d.Notify.Retry(v.ctx(), v.who.Actor, id); err != nil {
		return err
	}
	return v.done("/desk/letters/"+strconv.FormatInt(id, 10), "retry")
}
