package desk

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/store"
)

// A PlacedFile is a picture or file that stands in a text, and can be replaced
// by a newer one (F-B11).
type PlacedFile struct {
	Media   string
	Name    string
	Path    string
	Picture bool
	Uses    []UseView // other texts that show or offer it
	Hidden  int
	Open    bool
}

// placedFiles are those of a text that the visitor may change.
func (v *visit) placedFiles(view *cases.View, b *book) ([]PlacedFile, error) {
	r := view.Revision
	if r == nil || view.Procedure.CanEdit(&view.State, &view.Facts, b.actor) != nil {
		return nil, nil
	}
	var list []PlacedFile
	for _, id := range r.Files() {
		f := PlacedFile{Media: id, Path: casePath(view.Case.Code) + "/media/" + id, Picture: rasters[b.w.media[id].Type], Open: b.typed.Get("old") == id}
		f.Name = mediaName(r, id)
		if f.Name == "" {
			f.Name = v.t("desk.placed_unnamed", len(list)+1)
		}
		uses, err := v.d.Cases.UsesOfFile(v.ctx(), v.who.Actor, id, view.Case.Document)
		if err != nil {
			return nil, err
		}
		f.Hidden = uses.Hidden
		for _, u := range uses.List {
			use := b.useView(u)
			use.What = ""
			f.Uses = append(f.Uses, use)
		}
		list = append(list, f)
	}
	return list, nil
}

// mediaName is what a text calls one of its pictures or files.
func mediaName(r *content.Revision, id string) (name string) {
	if r.LeadImage != nil && r.LeadImage.Media == id {
		name = r.LeadImage.Alt
	}
	var walk func(n content.Node)
	walk = func(n content.Node) {
		if n.Attrs["media"] == id && name == "" {
			for _, key := range []string{"title", "alt", "caption"} {
				if s, ok := n.Attrs[key].(string); ok && name == "" {
					name = s
				}
			}
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(r.Body.Doc)
	return name
}

// replaceFile puts a newer file in the place of one in the text.
func (d *Desk) replaceFile(v *visit) error {
	return v.onCase(picture, func(view *cases.View, f *httpx.Form) (string, error) {
		if err := view.Procedure.CanEdit(&view.State, &view.Facts, actorIn(view, v.who.Actor)); err != nil {
			return "", err
		}
		n := editorial.Newer{Old: strings.TrimSpace(f.Get("old"))}
		if len(f.Files) == 0 || !mediaID.MatchString(n.Old) {
			return "", fault.New(fault.Invalid, "editorial.choose_file").In("file")
		}
		n.Name, n.Data = f.Files[0].Name, f.Files[0].Data
		base, err := strconv.Atoi(f.Get("base"))
		if err != nil {
			base = -1
		}
		_, _, err = d.Editorial.ReplaceFile(v.ctx(), v.who.Actor, view.Case.ID, base, n)
		return "replaced", err
	})
}

// replaced tells of the files that newer ones took the place of.
func (v *visit) replaced(view *cases.View) ([]string, error) {
	if view.Case.Document == 0 {
		return nil, nil
	}
	var lines []string
	return lines, v.view(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.Replacements(ctx, view.Case.Document)
		for _, r := range all {
			lines = append(lines, v.t("desk.replaced_line", view.Name(r.Person), shortMoment(v.lang, v.now, r.At), r.Name))
		}
		return err
	})
}

// An AttachView offers to add files to a text.
type AttachView struct{ Base, MaxSize, MaxFiles int }

func (b *book) attach() *AttachView {
	if b.Outside || b.Revision == nil || b.Procedure.CanEdit(&b.View.State, &b.Facts, b.actor) != nil {
		return nil
	}
	return &AttachView{b.Revision.Number, editorial.MaxImage >> 20, editorial.MaxAttached}
}

// attachFiles adds files to the end of the text (F-B12). Whoever sends them by a
// script is answered with where to go, or with what is wrong.
func (d *Desk) attachFiles(v *visit) error {
	if v.r.Header.Get("Accept") != "application/json" {
		return v.onCase(filing, func(view *cases.View, f *httpx.Form) (string, error) { return "attached", d.attached(v, view, f) })
	}
	answer := func(status int, a map[string]string) error {
		v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
		v.w.WriteHeader(status)
		return json.NewEncoder(v.w).Encode(a)
	}
	f, err := v.form(filing)
	if err == nil {
		var view *cases.View
		if view, _, err = v.caseOf(); err == nil {
			if err = d.attached(v, view, f); err == nil {
				v.setFlash("attached", nil)
				return answer(http.StatusOK, map[string]string{"to": casePath(view.Case.Code)})
			}
		}
	}
	if fault.KindOf(err) == fault.Internal {
		v.log().Error("files were not added", "err", err)
	}
	return answer(httpx.Status(err), map[string]string{"error": v.sayAll(err)})
}

func (d *Desk) attached(v *visit, view *cases.View, f *httpx.Form) error {
	if err := view.Procedure.CanEdit(&view.State, &view.Facts, actorIn(view, v.who.Actor)); err != nil {
		return err
	}
	var files []editorial.Attached
	for _, file := range f.Files {
		if len(file.Data) > 0 || file.Name != "" {
			files = append(files, editorial.Attached{Name: file.Name, Data: file.Data})
		}
	}
	base, err := strconv.Atoi(f.Get("base"))
	if err != nil {
		base = -1
	}
	_, _, err = d.Editorial.Attach(v.ctx(), v.who.Actor, view.Case.ID, base, files)
	return err
}
