package desk

import (
	"encoding/json"
	"net/http"

	"congbo/internal/cases"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/people"
)

// A RoomView is who else has a case open, in words.
type RoomView struct {
	Path   string // of the signs of presence; "" where the visitor gives none
	Writes int    // revision that the page, an editor, began from; 0: it is none
	Lines  []RoomLine
}

// A RoomLine is somebody else.
type RoomLine struct {
	Text    string `json:"text"`
	Writing bool   `json:"writing"`
}

// room says who else is there.
func (v *visit) room(view *cases.View, r *editorial.Room, writes int) RoomView {
	page := RoomView{Writes: writes, Lines: v.roomLines(r)}
	if view.Inside(v.who.Person) || view.MayEdit(v.who.Actor) == nil {
		page.Path = casePath(view.Case.Code) + "/presence"
	}
	return page
}

func (v *visit) roomLines(r *editorial.Room) []RoomLine {
	lines := []RoomLine{}
	if w := r.Writer; w != nil {
		lines = append(lines, RoomLine{v.t("desk.room_writes", w.Name, shortMoment(v.lang, v.now, w.Since)), true})
	}
	for _, o := range r.Others {
		lines = append(lines, RoomLine{v.t("desk.room_reads", o.Name), false})
	}
	return lines
}

// presence takes a sign that a page is still open, and answers who else is
// there (F-B2). The editor learns by it that somebody has taken over.
func (d *Desk) presence(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	view, _, err := v.caseOf()
	if err != nil {
		return err
	}
	writes := int(number(f.Get("at"))) // revision that the open editor began from
	if f.Get("do") == "leave" {
		if err := d.Editorial.Leave(v.ctx(), v.who.Actor, view.Case.ID, writes != 0); err != nil {
			return err
		}
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	room, err := d.Editorial.Stay(v.ctx(), v.who.Actor, view.Case.ID, writes)
	if err != nil {
		return err
	}
	answer := struct {
		Lines []RoomLine `json:"lines"`
		Taken string     `json:"taken,omitempty"`
	}{Lines: v.roomLines(room)}
	if writes != 0 && room.Writer != nil {
		answer.Taken = v.t("desk.writing_lost", room.Writer.Name)
	}
	v.w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(v.w).Encode(answer)
}

// A WritingPage stands in the place of the editor while somebody else has it.
type WritingPage struct {
	Shell
	Path, Code, Heading string
	Who                 string
	Since               string
	From                int64
	May                 bool // take it over
	WhyNot              string
	Drafts              []DraftView // what the visitor has typed before
}

// occupied shows who has the editor, and how to take it over (F-B3).
func (v *visit) occupied(view *cases.View, w *world, other *editorial.Neighbour) error {
	page := WritingPage{Path: casePath(view.Case.Code), Code: view.Case.Code, Heading: view.Case.Title, Who: other.Name, Since: shortMoment(v.lang, v.now, other.Since), From: int64(other.Person)}
	if err := view.May(v.who.Person, people.TakeWriting); err != nil {
		page.WhyNot = sayFault(v.lang, err)
	} else {
		page.May = true
	}
	b := &book{View: view, w: w, l: v.lang, now: v.now, me: v.who.Person, url: v.d.siteURL}
	var err error
	if page.Drafts, err = v.drafts(view, b, "", false); err != nil {
		return err
	}
	if page.Shell, err = v.shell(v.t("desk.edit_title", view.Case.Title), ""); err != nil {
		return err
	}
	return v.show(http.StatusOK, "writing", page)
}

// takeWriting takes the editor over.
func (d *Desk) takeWriting(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	if view.Revision == nil {
		return fault.New(fault.Invalid, "editorial.no_document")
	}
	if err := d.Editorial.TakeWriting(v.ctx(), v.who.Actor, view.Case.ID, people.PersonID(number(f.Get("from")))); err != nil {
		return v.acted(view, w, f, err, "")
	}
	return v.done(casePath(view.Case.Code)+"/edit", "writing_taken")
}
