package desk

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A DraftView is what the visitor has typed once and not saved.
type DraftView struct {
	Key      string
	Says     string // since when, and from which revision it was begun
	Continue string // address of the editor with it; "" where the visitor cannot write now
	Drop     string
	Compare  *CompareView // with the text as it is
}

// drafts are those of the visitor, but for the one that the page shows.
func (v *visit) drafts(view *cases.View, b *book, shown string, write bool) ([]DraftView, error) {
	all, err := v.d.Editorial.Drafts(v.ctx(), view, v.who.Actor)
	if err != nil {
		return nil, err
	}
	var list []DraftView
	path := casePath(view.Case.Code)
	for _, d := range all {
		if d.Key == shown {
			continue
		}
		one := DraftView{Key: d.Key, Says: v.t("desk.draft_from", shortMoment(v.lang, v.now, d.SavedAt), d.Base), Drop: path + "/draft", Compare: b.comparison(*view.Revision, d.Revision)}
		if write {
			one.Continue = path + "/edit?draft=" + url.QueryEscape(d.Key)
		}
		list = append(list, one)
	}
	return list, nil
}

// ownDraft finds the draft of the visitor that an address names; nil where
// there is none.
func (v *visit) ownDraft(view *cases.View, key string) (*store.Draft, error) {
	if key == "" {
		return nil, nil
	}
	all, err := v.d.Editorial.Drafts(v.ctx(), view, v.who.Actor)
	for i := range all {
		if all[i].Key == key {
			return &all[i], err
		}
	}
	return nil, err
}

// newDraftKey names an editor that was opened.
func newDraftKey() string { return rand.Text() }

// keepDraft keeps what stands in the editor, asked by its script every few
// seconds in which somebody types (F-B4); or forgets a draft (do=drop).
func (d *Desk) keepDraft(v *visit) error {
	f, err := v.form(writing)
	if err != nil {
		return err
	}
	view, _, err := v.caseOf()
	if err != nil {
		return err
	}
	if f.Get("do") == "drop" {
		if err := d.Editorial.DropDraft(v.ctx(), v.who.Actor, view.Case.ID, f.Get("draft_key")); err != nil {
			return err
		}
		return v.done(casePath(view.Case.Code)+"/edit", "draft_dropped")
	}
	if view.Revision == nil {
		return fault.New(fault.Invalid, "editorial.no_document")
	}
	draft := store.Draft{Key: f.Get("draft_key"), Version: number(f.Get("draft_version")), Base: int(number(f.Get("base")))}
	var errs []*fault.Error
	draft.Revision, errs = v.written(view, f, draft.Base)
	answer := struct {
		Key     string `json:"key,omitempty"` // under which to go on, where another window has the one before
		Version int64  `json:"version"`
		Text    string `json:"text"`
	}{}
	status := http.StatusOK
	switch {
	case len(errs) > 0:
		status, answer.Version, answer.Text = http.StatusUnprocessableEntity, draft.Version, sayFault(v.lang, errs[0])
	default:
		err := d.Editorial.KeepDraft(v.ctx(), v.who.Actor, view.Case.ID, &draft)
		switch {
		case fault.Is(err, fault.Conflict):
			status, answer.Key, answer.Text = http.StatusConflict, newDraftKey(), locale.Error(v.lang, err)
		case err != nil && fault.KindOf(err) != fault.Internal && fault.KindOf(err) != fault.NotFound:
			status, answer.Version, answer.Text = httpx.Status(err), draft.Version, locale.Error(v.lang, err)
		case err != nil:
			return err
		default:
			answer.Version, answer.Text = draft.Version, v.t("desk.draft_kept", vi.Clock(draft.SavedAt))
		}
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(status)
	return json.NewEncoder(v.w).Encode(answer)
}
