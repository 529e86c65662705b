// Package sites is the upkeep of the institution's places: its units, its
// websites with their host names, sections and topics, the kinds of documents,
// the offices' mailboxes and the working calendar (R-P1, R-P2, R-T1). It sets
// an institution up from a preset, has one verb for each change, and keeps a
// picture of all places in memory, so that looking one up never waits for the
// database.
package sites

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/look"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// Sites are the verbs of this area.
type Sites struct {
	Store     *store.Store
	Directory *Directory
	// Themes are the looks that the portal has; the first one is the default.
	Themes []string

	// Blobs and Pictures keep the emblems of sites.
	Blobs    Blobs
	Pictures Pictures
}

// New returns the verbs over a store with the picture they keep up to date.
func New(s *store.Store, d *Directory) *Sites {
	return &Sites{Store: s, Directory: d, Themes: look.Themes}
}

// JobRecount is the kind of the job that has the due times of open cases
// counted anew after the calendar was changed; its arguments are the
// institution's ID.
const JobRecount = "recount"

// change is one verb: with nobody else changing places meanwhile, fn checks,
// authorises and changes; afterwards everybody sees it.
func (s *Sites) change(ctx context.Context, who cases.Actor, fn func(c *change) error) error {
	return s.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.TouchPlaces(ctx, who.Institution); err != nil {
			return err
		}
		c := &change{ctx: ctx, tx: tx, who: who, sites: s}
		if err := fn(c); err != nil {
			return err
		}
		tx.After(func() { s.Directory.changed(context.WithoutCancel(ctx)) })
		return nil
	})
}

// A change is a verb under way.
type change struct {
	ctx   context.Context
	tx    *store.Tx
	who   cases.Actor
	sites *Sites
	on    people.PersonID // whose delegation allows it; zero: the actor's own right
}

// may fails unless the actor may do the action in the scope, by what is in the
// database at this moment.
func (c *change) may(action people.Action, in people.Scope) error {
	if c.who.System {
		return nil
	}
	w, err := c.tx.Standing(c.ctx, c.who.Person)
	if err != nil {
		return err
	}
	own := w
	own.Delegations = nil
	if people.May(own, action, in) == nil {
		return nil
	}
	for _, d := range w.Delegations {
		lent := w
		lent.Delegations = []people.Delegation{d}
		if people.May(lent, action, in) == nil {
			c.on = d.From
			return nil
		}
	}
	return people.May(w, action, in)
}

// scope is where a unit lies, with a site if it is not 0; unit 0 is the
// institution.
func (c *change) scope(unit, site int64) (people.Scope, error) {
	above, err := c.tx.Above(c.ctx, unit)
	in := people.Scope{Institution: c.who.Institution, Units: above}
	if site != 0 {
		in.Sites = []int64{site}
	}
	return in, err
}

// record adds a line about a place to the record.
func (c *change) record(verb event.Verb, kind string, id any, data map[string]string) {
	c.tx.Record(c.who.Institution, event.Event{Verb: verb, Actor: int64(c.who.Person), OnBehalfOf: int64(c.on), Subject: fmt.Sprintf("%s:%v", kind, id), Data: data})
}

// faults collects what is wrong with an input, to be told at once.
type faults struct{ list fault.List }

func (f *faults) add(field, key string, args ...any) {
	f.list = append(f.list, fault.New(fault.Invalid, key, args...).In(field))
}

// Bounds of texts, in characters.
const (
	maxName = 200
	maxLine = 500
)

// line cleans a text of one line and bounds it.
func (f *faults) line(field string, s *string, most int) {
	*s = vi.ReadLine(*s)
	if utf8.RuneCountInString(*s) > most {
		f.add(field, "sites.too_long", most)
	}
}

// text cleans a bilingual text.
func (f *faults) text(field string, t *locale.Text, most int) {
	f.line(field+"_vi", &t.VI, most)
	f.line(field+"_en", &t.EN, most)
}

// name cleans a bilingual name, which must be there in Vietnamese.
func (f *faults) name(field string, t *locale.Text) {
	f.text(field, t, maxName)
	if t.VI == "" {
		f.add(field+"_vi", "sites.name_missing")
	}
}

// position bounds a place in an order.
func (f *faults) position(p int) {
	if p < 0 || p > 10_000 {
		f.add("position", "sites.position_wrong")
	}
}

func (f *faults) err() error { return f.list.Err() }

var (
	labelForm  = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)
	hostForm   = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	kindForm   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	prefixForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}$`)
	numberOnly = regexp.MustCompile(`^[0-9.]+$`)
)

// Reserved are the first parts of addresses that no section, and labels that no
// site may take: the program answers them itself.
var Reserved = []string{
	"desk", "api", "w", "assets", "media", "files", "healthz", "readyz", "metrics", "robots", "sitemap", "favicon", "feed", "well-known",
	"yeu-cau", "requests", "xem-truoc", "preview", "dat-bai", "commissions", "tim-kiem", "search", "chu-de", "topics", "don-vi", "units", "hoi-dap", "questions", "danh-ba", "directory", "demo", "www",
	"theo-thang", "by-month", "the-loai", "kinds", "so-do-trang", "site-map", "co-cau-to-chuc", "organisation", "lien-he", "contacts", "bao-loi", "report-error", "huu-ich", "helpful", "luot-truy-cap", "visitors",
}

// maxSlug bounds slugs, in characters.
const maxSlug = 80

// slug checks a part of an address; where none is given it is made of the title.
func (f *faults) slug(s *string, title string) {
	*s = strings.ToLower(vi.CleanLine(*s))
	if *s == "" {
		*s = vi.Slug(title, maxSlug)
	}
	switch {
	case *s == "" && title == "": // that there is no title is told
	case *s == "" || *s != vi.Slug(*s, maxSlug):
		f.add("slug", "sites.slug_wrong", cut(*s))
	case slices.Contains(Reserved, *s):
		f.add("slug", "sites.reserved", *s)
	}
}

// cut shortens what somebody typed to be shown back.
func cut(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// plainAddress reports whether s, in lower case, is an e-mail address without
// name, quoting or anything that could break a header.
func plainAddress(s string) bool {
	user, host, ok := strings.Cut(s, "@")
	return ok && len(s) <= 254 && user != "" && !strings.ContainsFunc(user, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>@[\]`, r)
	}) && !strings.HasPrefix(user, ".") && !strings.HasSuffix(user, ".") && !strings.Contains(user, "..") && strings.Contains(host, ".") && hostForm.MatchString(host)
}

// taken turns the store's word about a name that is in use into one about the
// field.
func taken(err error, field, key string, value any) error {
	if e, ok := fault.As(err); ok && e.Key == "store.taken" {
		return fault.New(fault.Conflict, key, value).In(field)
	}
	return err
}

// none turns the absence of what an input refers to into a fault of the input.
func none(err error, field, key string) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Invalid, key).In(field)
	}
	return err
}

var errNotFound = fault.New(fault.NotFound, "fault.not_found")

// mine reports as fault.NotFound what is of another institution.
func (c *change) mine(institution int64, err error) error {
	if err == nil && institution != c.who.Institution {
		return errNotFound.Because(errors.New("of another institution"))
	}
	return err
}
