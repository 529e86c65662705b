package portal

import (
	"net/http"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/publishing"
	"congbo/internal/vi"
)

// The answers, as the form and the address that thanks for one name them.
const (
	sayRight = "right"
	sayWrong = "wrong"
	answered = "answered"
)

const maxReason = 4000 // runes

// ask shows what a sender is asked: is the page that was published right?
// Whoever follows the link of a letter, a mail scanner too, changes nothing.
func (v *visit) ask() error {
	pg, err := v.asking()
	if err != nil {
		return err
	}
	return v.showTo(pg)
}

func (v *visit) asking() (*Answer, error) {
	q, err := v.p.Publishing.Ask(v.ctx(), v.args["link"])
	if err != nil {
		return nil, err
	}
	if q.Case.Institution != v.site.Institution {
		return nil, notFound()
	}
	pg := &Answer{Frame: v.frame(v.t("visit.check_page"), ""), Action: v.path(cases.AnswerPath(v.lang(), v.args["link"])), Code: q.Case.Code, Subject: q.Case.Title, Shown: q.Shown,
		State: answerState(q, v.r.URL.Query().Get(answered)), TrackURL: v.path(cases.TrackPath(v.lang(), v.sibling(cases.LinkAnswer, cases.LinkTrack)))}
	if pg.State == AnswerWaits {
		pg.Waits = locale.Error(v.lang(), q.Waits)
	}
	pg.Crumbs = []Link{{Title: v.t("visit.home"), URL: v.path("/")}}
	for i, e := range q.Editions {
		p := Published{Title: e.Title, URL: q.Links[i], At: e.PublishedAt, Edition: e.Number}
		if s := v.places.site(e.Site); s != nil {
			p.Site = s.Name
		}
		pg.Public = append(pg.Public, p)
	}
	return pg, nil
}

func answerState(q *publishing.Question, just string) AnswerState {
	switch {
	case just == sayRight && q.Answered:
		return AnsweredRight
	case q.Waits != nil && !q.CanConfirm:
		return AnswerWaits
	case just == sayWrong && !q.CanConfirm && !q.Answered:
		return AnsweredWrong
	case q.CanConfirm:
		return AnswerOpen
	case q.CanObject:
		return AnswerObject
	case !q.Answered:
		return AnswerAgain
	}
	return AnswerClosed
}

// answerAsk takes the sender's answer (R-B2).
func (v *visit) answerAsk() error {
	f, done, err := v.p.Forms.Read(v.w, v.r, httpx.SmallForm)
	defer done()
	if err != nil {
		return err
	}
	right, reason := f.Get("answer") == sayRight, strings.TrimSpace(vi.Read(f.Get("reason")))
	if !right && f.Get("answer") != sayWrong {
		return fault.New(fault.Invalid, "httpx.bad_form")
	}
	pg, err := v.asking()
	if err != nil {
		return err
	}
	if !right {
		if pg.Reason = reason; reason == "" {
			pg.Problems = []Problem{{"reason", v.t("visit.give_reason")}}
		} else if len([]rune(reason)) > maxReason {
			pg.Problems = []Problem{{"reason", v.t("visit.long_reason", maxReason)}}
		}
		if len(pg.Problems) > 0 {
			return v.showTo(pg)
		}
	}
	_, err = v.p.Publishing.Answer(v.ctx(), v.args["link"], f.Get("shown"), right, reason)
	switch {
	case fault.Is(err, fault.Conflict) && !pg.CanObject(): // it was answered meanwhile: the page says so
		v.redirect(pg.Action, http.StatusSeeOther)
		return nil
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		pg.Problems = Problems(v.lang(), err)
		return v.showTo(pg)
	case err != nil:
		return err
	}
	said := sayWrong
	if right {
		said = sayRight
	}
	v.redirect(pg.Action+"?"+answered+"="+said, http.StatusSeeOther)
	return nil
}
