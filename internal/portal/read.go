package portal

import (
	"context"
	"fmt"
	"html/template"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/picture"
	"congbo/internal/store"
)

// announcement and page are the kinds that stand apart from news: notices by
// their date, and pages that stand by themselves.
const (
	announcement = "announcement"
	standing     = store.KindPage
)

// A reader reads what is published on one site within one transaction.
type reader struct {
	*visit
	tx    *store.Tx
	media map[string]*store.Media // by id; nil for one that is unknown
	under string                  // where the files of a preview lie; empty: among those that are public
}

// read calls fn with a reader of the site.
func (v *visit) read(fn func(context.Context, *reader) error) error {
	return v.view(func(ctx context.Context, tx *store.Tx) error {
		if v.made != nil {
			version, err := tx.PlacesVersion(ctx)
			if err != nil {
				return err
			}
			if version != v.places.version {
				return errMoved
			}
			if v.made.seq, err = tx.LastPageChange(ctx); err != nil {
				return err
			}
		}
		return fn(ctx, &reader{visit: v, tx: tx, media: make(map[string]*store.Media), under: v.under})
	})
}

// url is the address of an edition; sections keep their slug for ever.
func (rd *reader) url(e *store.Edition) string { return rd.path(rd.editionPath(e)) }

func (v *visit) editionPath(e *store.Edition) string {
	slug := ""
	if s := v.places.section[e.Section]; s != nil {
		slug = s.Slug
	}
	return e.Path(slug)
}

func (v *visit) kindName(id string) string {
	k, ok := v.places.kinds[kindOf(v.site.Institution, id)]
	if !ok {
		return ""
	}
	return k.Name.In(v.lang())
}

func (v *visit) unitName(id int64) string {
	if u := v.places.units[id]; u != nil {
		return u.Name.In(v.lang())
	}
	return ""
}

// cards reads editions as they stand in lists.
func (rd *reader) cards(ctx context.Context, editions []store.Edition) ([]Card, error) {
	cards := make([]Card, 0, len(editions))
	for i := range editions {
		e := &editions[i]
		r, err := rd.text(ctx, e)
		if err != nil {
			return nil, err
		}
		c := Card{URL: rd.url(e), Title: e.Title, Summary: r.Summary, Kind: rd.kindName(e.Kind), Unit: rd.unitName(e.Unit), At: e.FirstAt}
		if c.Picture, err = rd.picture(ctx, r); err != nil {
			return nil, err
		}
		cards = append(cards, c)
	}
	return cards, nil
}

func (rd *reader) picture(ctx context.Context, r *content.Revision) (*Picture, error) {
	if r.LeadImage == nil {
		return nil, nil
	}
	if err := rd.look(ctx, r.LeadImage.Media); err != nil {
		return nil, err
	}
	p := NewPicture(r.LeadImage, r.Layout.LeadFocus, rd.mediaURL, rd.mediaSize)
	if p != nil {
		p.Tint, p.Card = rd.mediaTint(r.LeadImage.Media), rd.cardURL(r.LeadImage.Media, p.Focus)
	}
	return p, nil
}

// cardURL is the address of a picture as it is cut for shared links; "" where it
// is too small for that.
func (rd *reader) cardURL(id, focus string) string {
	m := rd.media[id]
	want := picture.Want{Width: picture.CardWidth, Height: picture.CardHeight, Focus: focus}
	if m == nil || m.Width < picture.CardWidth/2 || m.Height < picture.CardHeight/2 || !offered(m, want) {
		return ""
	}
	if focus != "" {
		focus = "-" + focus
	}
	return rd.file(fmt.Sprintf("%s-%dx%d%s%s", id, want.Width, want.Height, focus, endingOf(m, want)))
}

func (rd *reader) mediaTint(id string) string {
	if m := rd.media[id]; m != nil {
		return m.Tint
	}
	return ""
}

// look reads what is known of media before a page is rendered.
func (rd *reader) look(ctx context.Context, ids ...string) error {
	for _, id := range ids {
		if _, known := rd.media[id]; known {
			continue
		}
		rd.madeFrom(0, store.TagMedia(id))
		m, err := rd.tx.Media(ctx, id)
		if fault.Is(err, fault.NotFound) {
			m = nil
		} else if err != nil {
			return err
		}
		rd.media[id] = m
	}
	return nil
}

// mediaURL is the address of a picture in a width, 0 for as it is; "" for what
// is none, or not offered so.
func (rd *reader) mediaURL(id string, width int) string {
	m := rd.media[id]
	if m == nil || !isPicture(m.Type) {
		return ""
	}
	if width == 0 {
		return rd.file(id + extension(m.Type))
	}
	want := picture.Want{Width: width}
	if !offered(m, want) {
		return ""
	}
	return rd.file(fmt.Sprintf("%s-%d%s", id, width, endingOf(m, want)))
}

// file is the address of a picture or file under its name.
func (rd *reader) file(name string) string {
	if rd.under != "" {
		return rd.under + "/" + name
	}
	return rd.path("/media/" + name)
}

func (rd *reader) mediaSize(id string) (width, height int) {
	if m := rd.media[id]; m != nil {
		return m.Width, m.Height
	}
	return 0, 0
}

func (rd *reader) fileInfo(id string) content.FileInfo {
	m := rd.media[id]
	if m == nil {
		return content.FileInfo{}
	}
	return content.FileInfo{URL: rd.file(id + extension(m.Type)), Kind: fileKind(m.Type), Size: m.Size}
}

// body renders the text of a revision with its pictures and files; bare for who
// has no style sheet of ours.
func (rd *reader) body(ctx context.Context, r *content.Revision, bare bool) (lead, body template.HTML, err error) {
	for _, m := range r.Body.Media() {
		if err := rd.look(ctx, m.Media); err != nil {
			return "", "", err
		}
	}
	opt := content.RenderOptions{Lang: r.Lang, MediaURL: rd.mediaURL, MediaSize: rd.mediaSize, MediaTint: rd.mediaTint, FileInfo: rd.fileInfo, BaseURL: rd.base, Bare: bare}
	if r.LeadImage != nil {
		if err := rd.look(ctx, r.LeadImage.Media); err != nil {
			return "", "", err
		}
		lead = content.LeadHTML(*r.LeadImage, r.Layout, opt)
	}
	return lead, r.Body.HTML(opt), nil
}

// notices are the newest announcements of the site.
func (rd *reader) notices(ctx context.Context, n int) (*Block, error) {
	if err := rd.lists(ctx, 0); err != nil {
		return nil, err
	}
	list, err := rd.tx.LiveIn(ctx, store.Scope{Site: rd.site.ID, Kind: announcement}, 0, n)
	if err != nil {
		return nil, err
	}
	return rd.noticeBlock(ctx, list)
}

func (rd *reader) noticeBlock(ctx context.Context, list []store.Edition) (*Block, error) {
	if len(list) == 0 {
		return nil, nil
	}
	cards, err := rd.cards(ctx, list)
	if err != nil {
		return nil, err
	}
	b := &Block{Title: rd.t("visit.notices"), Cards: cards}
	if s := rd.commonSection(list); s != nil {
		b.More = &Link{Title: rd.t("visit.see_all"), URL: rd.path("/" + s.Slug)}
	}
	return b, nil
}

// commonSection is the section in which more than half of the editions stand.
func (rd *reader) commonSection(list []store.Edition) *store.Section {
	count := make(map[int64]int)
	for _, e := range list {
		count[e.Section]++
		if s := rd.places.section[e.Section]; count[e.Section] > len(list)/2 && s != nil && s.Active {
			return s
		}
	}
	return nil
}
