package portal

import (
	"context"
	"encoding/base32"
	"encoding/binary"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/search"
	"congbo/internal/vi"
)

// searchPage is the number of results on one page.
const searchPage = 10

// searchPath is where the search of a site in a language lies.
func searchPath(l locale.Lang) string {
	if l == locale.EN {
		return "/search"
	}
	return "/tim-kiem"
}

// The parts of the address of a search; they are the same in both
// languages, so that the form of either leads to the other.
const (
	partText, partSection, partKind, partUnit = "q", "section", "kind", "unit"
	partLang, partFrom, partTo, partSort      = "lang", "from", "to", "sort"
	partAfter                                 = "after"
	sortNewest                                = "newest"
)

// search answers with what is found on the site. A search that cannot be asked
// comes back with what is wrong.
func (v *visit) search() error {
	if v.at.path != searchPath(v.lang()) {
		to := v.path(searchPath(v.lang()))
		if q := v.r.URL.RawQuery; q != "" {
			to += "?" + q
		}
		v.redirect(to, http.StatusMovedPermanently)
		return nil
	}
	s := &Search{Frame: v.frame(v.t("visit.search"), searchPath(v.lang())), Action: v.path(searchPath(v.lang()))}
	s.About = v.t("visit.search_about", s.Site.Name)
	s.Crumbs = []Link{{Title: v.t("visit.home"), URL: v.path("/")}}
	if other := v.places.site(v.site.Counterpart); other != nil {
		s.Alternate = v.urlOf(other, searchPath(other.Lang))
	}
	v.searchChoices(s)
	p, after, err := v.searchAsked(s)
	if s.Alternate != "" && s.Values.Q != "" { // the same words; sections and kinds are others there
		s.Alternate += "?" + url.Values{partText: {s.Values.Q}}.Encode()
	}
	if err != nil {
		if !fault.Is(err, fault.Invalid) {
			return err
		}
		s.Problems, s.Asked = Problems(v.lang(), err), false
		return v.showSearch(s)
	}
	if p.Empty() {
		return v.showSearch(s)
	}
	s.Asked, s.Further = true, after != nil
	if s.Values.Q != "" {
		s.Title = v.t("visit.search_for", s.Values.Q)
	}
	err = v.read(func(ctx context.Context, rd *reader) error { return rd.search(ctx, s, p, after) })
	if err != nil {
		return err
	}
	return v.showSearch(s)
}

// showSearch answers with a search. What was found is no page of its own for
// search engines, and changes with every publication: nothing keeps it.
func (v *visit) showSearch(s *Search) error {
	s.Private = s.Asked || len(s.Problems) > 0
	html, err := NewRenderer().Render(s)
	if err != nil {
		return err
	}
	v.w.Header().Set("Cache-Control", "no-cache")
	httpx.Compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		httpx.WriteHTML(w, r, s.Status(), s.Lang(), html)
	})).ServeHTTP(v.w, v.r)
	return nil
}

// searchChoices are what a search can be narrowed to.
func (v *visit) searchChoices(s *Search) {
	for _, x := range v.places.sections[v.site.ID] {
		if x.Active {
			s.Sections = append(s.Sections, Option{x.Slug, x.Title})
		}
	}
	for _, k := range v.places.kindsOf(v.site.Institution) {
		s.Kinds = append(s.Kinds, Option{k.ID, k.Name.In(v.lang())})
	}
	for _, u := range v.places.unitsOf(v.site.Institution) {
		s.Units = append(s.Units, Option{strconv.FormatInt(u.ID, 10), u.Name.In(v.lang())})
	}
	for _, l := range locale.Langs {
		s.Langs = append(s.Langs, Option{string(l), locale.T(v.lang(), "visit.search_lang_"+string(l))})
	}
}

// searchAsked reads what is asked for from the address. What it does not know
// of a choice asks nothing; a date that is none is a mistake.
func (v *visit) searchAsked(s *Search) (*search.Plan, *search.Hit, error) {
	in := v.r.URL.Query()
	get := func(name string) string { return vi.ReadLine(in.Get(name)) }
	val := &s.Values
	val.Q, val.Newest = get(partText), get(partSort) == sortNewest
	chosen := func(options []Option, name string) string {
		for _, o := range options {
			if o.Value == get(name) {
				return o.Value
			}
		}
		return ""
	}
	val.Section, val.Kind, val.Unit, val.Lang = chosen(s.Sections, partSection), chosen(s.Kinds, partKind), chosen(s.Units, partUnit), chosen(s.Langs, partLang)
	val.From, val.To = cutTo(get(partFrom), 20), cutTo(get(partTo), 20)
	q := search.Query{Text: val.Q, Newest: val.Newest, Kind: val.Kind, Lang: val.Lang}
	q.Unit, _ = strconv.ParseInt(val.Unit, 10, 64)
	if x := v.places.sectionAt(v.site.ID, val.Section); x != nil {
		q.Sections = v.places.below(v.site.ID, x.ID)
	}
	var wrong fault.List
	q.From = readDay(val.From, partFrom, 0, &wrong)
	q.Before = readDay(val.To, partTo, 1, &wrong)
	s.Narrowed = q.Filtered() || len(wrong) > 0
	if err := wrong.Err(); err != nil {
		return nil, nil, err
	}
	p, err := search.Parse(q)
	if err != nil {
		return nil, nil, err
	}
	v.filters(s)
	after, err := readPlace(in.Get(partAfter))
	return p, after, err
}

// filters lists what the search is narrowed to, so that it is in sight while the
// fields are folded away, and one press takes it off.
func (v *visit) filters(s *Search) {
	add := func(label, said string, without func(*SearchValues)) {
		if said == "" {
			return
		}
		val := s.Values
		without(&val)
		s.Filters = append(s.Filters, Link{Title: v.t("portal.search_filter", v.t(label), said), URL: v.searchURL(val, nil)})
	}
	named := func(options []Option, value string) string {
		for _, o := range options {
			if value != "" && o.Value == value {
				return o.Title
			}
		}
		return ""
	}
	day := func(value, field string) string {
		t := readDay(value, field, 0, &fault.List{})
		if t.IsZero() {
			return ""
		}
		return vi.Date(v.lang(), t)
	}
	val := s.Values
	add("portal.form_section", named(s.Sections, val.Section), func(w *SearchValues) { w.Section = "" })
	add("portal.form_kind", named(s.Kinds, val.Kind), func(w *SearchValues) { w.Kind = "" })
	add("portal.search_unit", named(s.Units, val.Unit), func(w *SearchValues) { w.Unit = "" })
	add("portal.search_lang", named(s.Langs, val.Lang), func(w *SearchValues) { w.Lang = "" })
	add("portal.search_from", day(val.From, partFrom), func(w *SearchValues) { w.From = "" })
	add("portal.search_to", day(val.To, partTo), func(w *SearchValues) { w.To = "" })
}

func cutTo(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// readDay reads a day as browsers send it, or as people write it here.
func readDay(s, field string, more int, wrong *fault.List) time.Time {
	if s == "" {
		return time.Time{}
	}
	for _, layout := range []string{"2006-01-02", "2/1/2006"} {
		if t, err := time.ParseInLocation(layout, s, vi.Zone); err == nil && t.Year() > 1900 && t.Year() < 2200 {
			return t.AddDate(0, 0, more)
		}
	}
	*wrong = append(*wrong, fault.New(fault.Invalid, "visit.search_day").In(field))
	return time.Time{}
}

// A place in the order of results as it stands in an address.
var placeText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

func writePlace(h *search.Hit) string {
	b := []byte{byte(h.Score)}
	b = binary.AppendVarint(b, h.At.UnixMicro())
	return placeText.EncodeToString(binary.AppendUvarint(b, uint64(h.Edition)))
}

func readPlace(s string) (*search.Hit, error) {
	if s == "" {
		return nil, nil
	}
	wrong := fault.New(fault.Invalid, "visit.search_place")
	b, err := placeText.DecodeString(s)
	if err != nil || len(b) < 3 || len(b) > 24 {
		return nil, wrong
	}
	at, n := binary.Varint(b[1:])
	if n <= 0 {
		return nil, wrong
	}
	id, m := binary.Uvarint(b[1+n:])
	if m <= 0 || 1+n+m != len(b) {
		return nil, wrong
	}
	return &search.Hit{Score: int(b[0]), Doc: search.Doc{Edition: int64(id), At: time.UnixMicro(at)}}, nil
}

// searchURL is the address of a search.
func (v *visit) searchURL(val SearchValues, after *search.Hit) string {
	u := url.Values{}
	for name, s := range map[string]string{partText: val.Q, partSection: val.Section, partKind: val.Kind, partUnit: val.Unit, partLang: val.Lang, partFrom: val.From, partTo: val.To} {
		if s != "" {
			u.Set(name, s)
		}
	}
	if val.Newest {
		u.Set(partSort, sortNewest)
	}
	if after != nil {
		u.Set(partAfter, writePlace(after))
	}
	return v.path(searchPath(v.lang())) + "?" + u.Encode()
}

// search fills in what is found.
func (rd *reader) search(ctx context.Context, s *Search, p *search.Plan, after *search.Hit) error {
	page, err := rd.tx.Search(ctx, rd.site.ID, p, after, searchPage)
	if err != nil {
		return err
	}
	s.Count, s.More = page.Count, page.More
	if !s.Further && !s.Narrowed {
		s.Places = rd.placesCalled(s.Values.Q)
	}
	for i := range page.List {
		f := &page.List[i]
		r := Result{Card: Card{URL: rd.url(&f.Edition), Title: f.Edition.Title, Kind: rd.kindName(f.Kind), Unit: rd.unitName(f.Unit), At: f.FirstAt}, Words: f.Title, Quote: f.Snippet, Paper: f.Paper}
		if l := locale.Lang(f.Lang); l != rd.lang() {
			r.Lang = l
		}
		if x := rd.places.section[f.Section]; x != nil {
			r.Section = Link{Title: x.Title}
			if x.Active {
				r.Section.URL = rd.path("/" + x.Slug)
			}
		}
		s.Results = append(s.Results, r)
	}
	if s.Further {
		s.First = rd.searchURL(s.Values, nil)
	}
	if page.Next != nil {
		s.Next = rd.searchURL(s.Values, page.Next)
	}
	if !page.Doubt || s.Further {
		return rd.wider(ctx, s, p)
	}
	guesses, err := rd.tx.Guesses(ctx, rd.site.ID, p, 2)
	for _, g := range guesses {
		val := s.Values
		val.Q = g
		s.Guesses = append(s.Guesses, Link{Title: g, URL: rd.searchURL(val, nil)})
	}
	if err != nil {
		return err
	}
	return rd.wider(ctx, s, p)
}

// wider offers searches that ask for less where nothing was found, each of which
// finds something.
func (rd *reader) wider(ctx context.Context, s *Search, p *search.Plan) error {
	if len(s.Results) > 0 || s.Further {
		return nil
	}
	try := func(val SearchValues, q search.Query, title string, args ...any) (bool, error) {
		wider, err := search.Parse(q)
		if err != nil || wider.Empty() {
			return false, nil
		}
		n, err := rd.tx.CountFound(ctx, rd.site.ID, wider)
		if err == nil && n > 0 {
			s.Wider = append(s.Wider, Link{Title: rd.t(title, append(args, n)...), URL: rd.searchURL(val, nil)})
		}
		return n > 0, err
	}
	if p.Filtered() && s.Values.Q != "" {
		q := search.Query{Text: p.Text, Newest: p.Newest}
		if _, err := try(SearchValues{Q: s.Values.Q, Newest: s.Values.Newest}, q, "visit.search_unfiltered"); err != nil {
			return err
		}
	}
	words := p.Loose()
	if words != "" && words != p.Text {
		q, val := p.Query, s.Values
		q.Text, val.Q = words, words
		if ok, err := try(val, q, "visit.search_loose"); err != nil || ok {
			return err
		}
	}
	for _, w := range p.Words() {
		q, val := p.Query, s.Values
		q.Text, val.Q = w, w
		ok, err := try(val, q, "visit.search_word", w)
		if err != nil {
			return err
		}
		if !ok && p.Filtered() { // no text of the site has it, or none of those asked for
			anywhere, err := search.Parse(search.Query{Text: w})
			if err != nil {
				continue
			}
			n, err := rd.tx.CountFound(ctx, rd.site.ID, anywhere)
			if err != nil {
				return err
			}
			ok = n > 0
		}
		if !ok {
			s.Missing = append(s.Missing, w)
		}
		if len(s.Wider) >= 4 {
			break
		}
	}
	return nil
}
