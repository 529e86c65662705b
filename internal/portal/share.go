package portal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"congbo/internal/httpx"
	"congbo/internal/picture"
	"congbo/internal/store"
	"congbo/internal/titlecard"
)

// Shared is the picture that stands beside a page where somebody shares it.
type Shared struct {
	URL, Type     string
	Width, Height int
	Alt           string
	Wide          bool // as wide as the page; otherwise a small one
}

// Shared is the picture that leads the page, cut to the shape that other programs
// show; where it has none, its title set in type; else the emblem.
func (f *Frame) Shared() Shared {
	switch {
	case f.Picture != nil && f.Picture.Card != "":
		s := Shared{URL: f.absolute(f.Picture.Card), Alt: f.Picture.Alt, Wide: true}
		if f.Picture.Width > 0 && f.Picture.Height > 0 { // a small picture gives a smaller card
			s.Width, s.Height = picture.Want{Width: picture.CardWidth, Height: picture.CardHeight}.CutSize(f.Picture.Width, f.Picture.Height)
		}
		return s
	case f.Picture != nil && f.Share == "":
		return Shared{URL: f.absolute(f.Picture.URL), Alt: f.Picture.Alt, Wide: true}
	case f.Share != "":
		title := f.Title
		if title == "" {
			title = f.Site.Name
		}
		return Shared{URL: f.absolute(f.Share), Type: "image/png", Width: picture.CardWidth, Height: picture.CardHeight, Alt: title, Wide: true}
	}
	icon, err := Assets().Path("icon-" + f.Site.look().Name + ".png")
	if err != nil {
		panic(err) // every theme has one
	}
	return Shared{URL: f.Site.Origin + icon}
}

// cardForm is raised when cards are drawn otherwise: their addresses change with
// it, so that who keeps one asks again.
const cardForm = 1

// card is what stands on the picture of a page of this site.
func (v *visit) card(title string) titlecard.Card {
	return titlecard.Card{Title: first(title, v.siteValue().Motto, v.site.Name), Site: v.site.Name, Place: hostname(v.host()), Look: v.cardLook()}
}

// host is under what name the site stands.
func (v *visit) host() string {
	_, host, _ := strings.Cut(v.origin(), "://")
	return host
}

// markOf tells cards apart in their addresses.
func markOf(c titlecard.Card) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %q %q %q %v", cardForm, c.Title, c.Site, c.Place, c.Look))
	return hex.EncodeToString(sum[:6])
}

// shareURL is the address of the card of a page with a title.
func (v *visit) shareURL(page, title string) string {
	return v.path(sharePath(page, markOf(v.card(title))))
}

func sharePath(page, mark string) string {
	if page == "/" {
		page = ""
	}
	return page + "/share-" + mark + ".png"
}

// share answers with the card of a page that is public now; under the address of
// an older one it leads to that.
func (v *visit) share() error {
	v.shownElsewhere()
	page, title, err := v.sharedPage()
	if err != nil {
		return err
	}
	c := v.card(title)
	mark := markOf(c)
	if v.args["mark"] != mark {
		v.redirect(v.path(sharePath(page, mark)), http.StatusFound)
		return nil
	}
	h := v.w.Header()
	h.Set("Cache-Control", "private, max-age=3600") // no cache between us and readers: the page can be withdrawn
	h.Set("ETag", strconv.Quote(mark))
	if v.r.Header.Get("If-None-Match") == h.Get("ETag") {
		v.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	data, err := v.p.cards.get(v.ctx(), mark, c)
	if err != nil {
		return err
	}
	if data == nil { // enough are being drawn: the emblem says who it is
		h.Del("ETag")
		h.Set("Cache-Control", "no-store")
		icon, err := Assets().Path("icon-" + themeOf(v.site.Theme).Name + ".png")
		if err == nil {
			v.redirect(icon, http.StatusFound)
		}
		return err
	}
	h.Set("Content-Type", "image/png")
	h.Set("Content-Security-Policy", httpx.FilePolicy)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	if v.r.Method != http.MethodHead {
		v.w.Write(data)
	}
	return nil
}

// sharedPage is the page that the address of a card belongs to.
func (v *visit) sharedPage() (page, title string, err error) {
	slug, named := v.args["section"]
	if !named {
		return "/", "", nil
	}
	item, named := v.args["item"]
	if !named {
		s := v.places.sectionAt(v.site.ID, slug)
		if s == nil {
			return "", "", notFound()
		}
		return "/" + s.Slug, s.Title, nil
	}
	id, ok := documentIn(item)
	if !ok {
		return "", "", notFound()
	}
	err = v.read(func(ctx context.Context, rd *reader) error {
		e, err := rd.tx.LatestEdition(ctx, v.site.ID, id)
		if err != nil {
			return err
		}
		if e.State != store.EditionLive {
			return notFound()
		}
		page, title = rd.editionPath(e), e.Title
		return nil
	})
	return page, title, err
}

// cards are the cards that were asked for lately. One is drawn at a time, and
// not many in an hour: whoever asks for all of them takes no more than a small
// part of the machine.
type cards struct {
	drawing sync.Mutex
	mu      sync.Mutex
	known   map[string][]byte
	since   time.Time // since when drawn counts
	drawn   int
	now     func() time.Time
}

const (
	keptCards    = 200
	cardsAtATime = 300 // in cardsEvery
	cardsEvery   = 5 * time.Minute
)

// get returns a card; nil where too many have been drawn lately.
func (k *cards) get(ctx context.Context, mark string, c titlecard.Card) ([]byte, error) {
	if data, full := k.look(mark); data != nil || full {
		return data, nil
	}
	k.drawing.Lock()
	defer k.drawing.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if data, full := k.look(mark); data != nil || full {
		return data, nil
	}
	data, err := titlecard.Draw(c)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.drawn++
	if k.known == nil || len(k.known) >= keptCards {
		k.known = make(map[string][]byte)
	}
	k.known[mark] = data
	return data, nil
}

func (k *cards) look(mark string) (data []byte, full bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := k.now(); now.Sub(k.since) >= cardsEvery || now.Before(k.since) {
		k.since, k.drawn = now, 0
	}
	return k.known[mark], k.drawn >= cardsAtATime
}
