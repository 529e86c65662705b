package desk

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/renditions"
	"congbo/internal/store"
)

var mediaID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// linkMedia is the purpose of the signed part of the address of a picture that
// somebody has just uploaded and not saved in a text yet.
const linkMedia = "m"

// media shows a picture of a case, or offers a file of it, to those who may
// see the case.
func (d *Desk) media(v *visit) error {
	id := v.r.PathValue("id")
	if !mediaID.MatchString(id) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	view, _, err := v.caseOf()
	if err != nil {
		return err
	}
	var m *store.Media
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		ok, err := view.HasMedia(ctx, tx, id)
		if err != nil {
			return err
		}
		if !ok {
			l, err := d.Cases.ReadLink(v.r.URL.Query().Get("k"), linkMedia, v.now)
			if err != nil || l.Bound != id || l.Person != int64(v.who.Person) || l.Case != view.Case.ID {
				return fault.New(fault.NotFound, "fault.not_found")
			}
		}
		m, err = tx.Media(ctx, id)
		return err
	})
	if fault.Is(err, fault.NotFound) { // chosen from the library, and not saved in a text yet
		if m, err = d.Library.Shown(v.ctx(), v.who.Actor, id); err == nil && rasters[m.Type] {
			return v.servePicture(m, renditions.Wants(m)[0])
		}
	}
	if err != nil {
		return err
	}
	return v.serveBlob(m.ID, m.Type, "", rasters[m.Type])
}

// attachment gives out a file as it came, byte for byte: to be saved, never to
// be opened as a page. A picture is shown where the page asks for it.
func (d *Desk) attachment(v *visit) error {
	id := number(v.r.PathValue("id"))
	var a *store.Attachment
	var m *store.Message
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		var err error
		if a, err = tx.Attachment(ctx, id); err != nil {
			return err
		}
		if m, err = tx.Message(ctx, a.Message); err != nil || m.Request != 0 {
			return err
		}
		box, err := tx.Mailbox(ctx, m.Mailbox)
		if err != nil {
			return err
		}
		if box.Institution != v.who.Institution || d.Cases.May(ctx, tx, v.who.Actor, people.PlaceMessage, people.Scope{Institution: box.Institution}) != nil {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		return nil
	})
	if err != nil {
		return err
	}
	if m.Request != 0 {
		if err := v.seesRequest(v.ctx(), m.Request); err != nil {
			return err
		}
	}
	return v.serveBlob(a.Media, a.Type, a.Name, rasters[a.Type] && v.r.URL.Query().Has("show"))
}

// serveBlob sends bytes that somebody sent us: a browser that takes them for a
// page runs nothing in it, and saves what it is not asked to show.
func (v *visit) serveBlob(id, kind, name string, show bool) error {
	f, err := v.d.Editorial.Blobs.Get(v.ctx(), id)
	if err != nil {
		return err
	}
	defer f.Close()
	h := v.w.Header()
	if strings.HasPrefix(kind, "text/") || strings.Contains(kind, "xml") || kind == "" {
		kind = "application/octet-stream"
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", httpx.FilePolicy)
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	if !show {
		h.Set("Content-Disposition", disposition(name))
	}
	http.ServeContent(v.w, v.r, "", time.Time{}, f)
	return nil
}

// disposition has a browser save a file under its name.
func disposition(name string) string {
	if name == "" {
		return "attachment"
	}
	if s := mime.FormatMediaType("attachment", map[string]string{"filename": name}); s != "" {
		return s
	}
	return "attachment; filename*=UTF-8''" + url.PathEscape(name)
}

// upload keeps a picture or file for the text of a case and answers as the editor
// expects: {media, url, width, height, name} or {error}.
func (d *Desk) upload(v *visit) error {
	answer := func(status int, a any) error {
		v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
		v.w.WriteHeader(status)
		return json.NewEncoder(v.w).Encode(a)
	}
	m, name, view, err := v.uploaded()
	if err != nil {
		if fault.KindOf(err) == fault.Internal {
			v.log().Error("upload failed", "err", err)
		}
		return answer(httpx.Status(err), map[string]string{"error": locale.Error(v.lang, err)})
	}
	key := d.Cases.Sign(cases.Link{Purpose: linkMedia, Case: view.Case.ID, Person: int64(v.who.Person), Bound: m.ID, Expires: v.now.Add(24 * time.Hour)})
	return answer(http.StatusOK, map[string]any{"media": m.ID, "url": casePath(view.Case.Code) + "/media/" + m.ID + "?k=" + url.QueryEscape(key),
		"width": m.Width, "height": m.Height, "name": name})
}

func (v *visit) uploaded() (*store.Media, string, *cases.View, error) {
	view, _, err := v.caseOf()
	if err != nil {
		return nil, "", nil, err
	}
	if err := view.Procedure.CanEdit(&view.State, &view.Facts, actorIn(view, v.who.Actor)); err != nil {
		return nil, "", nil, err
	}
	f, err := v.form(picture)
	if err != nil {
		return nil, "", nil, err
	}
	if len(f.Files) == 0 {
		return nil, "", nil, fault.New(fault.Invalid, "editorial.no_image")
	}
	m, err := v.d.Editorial.UploadFile(v.ctx(), v.who.Actor, view.Case.ID, f.Files[0].Type, f.Files[0].Data)
	return m, f.Files[0].Name, view, err
}
