package desk

import (
	"context"
	"net/http"
	"strconv"

	"congbo/internal/fault"
	"congbo/internal/store"
)

// A LettersPage lists what the system wrote, with its state (F-K6).
type LettersPage struct {
	Shell
	States []Filter
	Rows   []LetterRow
	More   string
	Empty  string
}

// A LetterRow is a letter in the list of all letters.
type LetterRow struct {
	LetterView
	Letter string // address of its page
}

const lettersPerPage = 50

func (d *Desk) lettersSent(v *visit) error {
	q := v.r.URL.Query()
	state := q.Get("state")
	switch state {
	case store.LetterQueued, store.LetterSent, store.LetterFailed:
	default:
		state = ""
	}
	var page LettersPage
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		letters, err := tx.Letters(ctx, v.who.Institution, state, number(q.Get("below")), lettersPerPage+1)
		if err != nil {
			return err
		}
		if len(letters) > lettersPerPage {
			letters = letters[:lettersPerPage]
			page.More = address("/desk/letters", "state", state, "below", strconv.FormatInt(letters[len(letters)-1].ID, 10))
		}
		for _, l := range letters {
			row := LetterRow{LetterView: letterView(v.lang, v.now, l)}
			row.Retry, row.Body = v.mayRetry(&l), ""
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
	for _, s := range []string{"", store.LetterQueued, store.LetterSent, store.LetterFailed} {
		page.States = append(page.States, Filter{Label: v.t(stateKeys[s]), Path: address("/desk/letters", "state", s), On: s == state})
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
var stateKeys = map[string]string{"": "desk.letters_all", store.LetterQueued: "desk.letters_queued", store.LetterSent: "desk.letters_sent_state", store.LetterFailed: "desk.letters_failed"}

// retryLetter has a letter sent again that could not be sent.
func (d *Desk) retryLetter(v *visit) error {
	id := number(v.r.PathValue("id"))
	if err := d.Notify.Retry(v.ctx(), v.who.Actor, id); err != nil {
		return err
	}
	return v.done("/desk/letters/"+strconv.FormatInt(id, 10), "retry")
}
