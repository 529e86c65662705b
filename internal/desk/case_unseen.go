package desk

import (
	"slices"

	"congbo/internal/cases"
	"congbo/internal/store"
)

// An UnseenView shows what came to a case and moved nothing by itself: letters
// from another address, and what the requester wrote after the end.
type UnseenView struct {
	Items []TalkItem
	Hint  string
	Last  int64 // number of the last one
	May   bool  // say that it was looked at
}

func (b *book) unseen() *UnseenView {
	if !slices.ContainsFunc(b.Messages, func(m store.Message) bool { return m.Unseen }) {
		return nil
	}
	u := &UnseenView{May: b.MaySee, Hint: b.t("desk.unseen_open")}
	if !b.View.State.Ended.IsZero() {
		u.Hint = b.t("desk.unseen_ended")
	}
	for _, t := range b.messages() {
		if t.unseen {
			t.When = shortMoment(b.l, b.now, t.At)
			t.Body, t.Rest = veil(t.Body), ""
			u.Items, u.Last = append(u.Items, t), t.id
		}
	}
	return u
}

// unseenLeft stands where the time left of an open case does.
func (w worklist) unseenLeft(c cases.Work) Left {
	return Left{Tone: "none", Words: w.t("desk.unseen_after_end"), Due: shortMoment(w.l, w.now, c.Case.EndedAt)}
}
