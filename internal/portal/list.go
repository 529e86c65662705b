package portal

import (
	"slices"

	"congbo/internal/locale"
)

// List is a section, topic or unit with its items, page by page or for one
// month or year of its archive.
type List struct {
	Frame
	Kicker  string // what it is: Chuyên mục, Chuyên đề, Đơn vị; may be empty
	Summary string
	Contact Contact // of a unit
	Head    string  // who leads it
	Within  []Link  // sections inside it, or beside it; the one with URL == Path is lit
	Period  string  // the month or year shown; empty: the newest
	Front   *Text   // a text of the section's own, before its items, on the first page
	Lead    *Card   // shown larger, on the first page
	Months  []Month
	Pager   *Pager
	Archive []Year
	Beside  []Block // in the side column
	Total   int     // items in all, 0 where it is not known
}

// Empty reports whether there is no item to show.
func (l *List) Empty() bool { return l.Lead == nil && len(l.Months) == 0 }

func (l *List) template() string { return "list" }

// Named is what the page is called where it stands beside other pages of the same
// strand: with the month it shows and the number of the page.
func (l *List) Named() string {
	name := l.Frame.Named()
	if l.Period != "" {
		name += " – " + l.Period
	}
	if l.Pager != nil && l.Pager.Page > 1 {
		name += " – " + locale.T(l.Lang(), "portal.page_n", l.Pager.Page)
	}
	return name
}

// called is the frame of the page with its whole name.
func (l *List) called() *Frame {
	f := l.Frame
	f.Title = l.Named()
	return &f
}

// DocTitle is the title for the browser: no two pages of a strand have the same.
func (l *List) DocTitle() string { return l.called().DocTitle() }

func (l *List) data() []any {
	d := l.called().data()
	if l.Private || l.Path == "" {
		return d
	}
	page := node{"@type": "CollectionPage", "name": l.Named(), "url": l.Canonical(), "inLanguage": string(l.Site.Lang), "isPartOf": l.Site.website()}
	if l.Summary != "" {
		page["description"] = l.Summary
	}
	return append(d, whole(page))
}

// A Pager leads through the pages of a list.
type Pager struct {
	Page, Pages int
	Prev, Next  string
	Steps       []Step
}

// A Step is a page of a list by its number; one without URL stands for those
// left out, or is the page itself.
type Step struct {
	Page int // 0: left out
	URL  string
}

// NewPager shows the first, the last and the nearest pages; url gives the
// address of a page, counted from 1. It is nil where there is but one page.
func NewPager(page, pages int, url func(page int) string) *Pager {
	if pages <= 1 {
		return nil
	}
	page = min(max(page, 1), pages)
	p := &Pager{Page: page, Pages: pages}
	if page > 1 {
		p.Prev = url(page - 1)
	}
	if page < pages {
		p.Next = url(page + 1)
	}
	last := 0
	for n := 1; n <= pages; n++ {
		if n != 1 && n != pages && (n < page-1 || n > page+1) {
			continue
		}
		switch n - last {
		case 1:
		case 2: // a gap of one is no shorter than the page in it
			p.Steps = append(p.Steps, Step{Page: n - 1, URL: url(n - 1)})
		default:
			p.Steps = append(p.Steps, Step{})
		}
		s := Step{Page: n}
		if n != page {
			s.URL = url(n)
		}
		p.Steps = append(p.Steps, s)
		last = n
	}
	return p
}

// A Year of an archive, with its months.
type Year struct {
	Year   int
	Count  int
	Open   bool // holds the month shown, or is the newest
	Months []ArchiveMonth
}

// An ArchiveMonth is a month in which something appeared.
type ArchiveMonth struct {
	Month, Count int
	URL          string
	Here         bool
}

// A MonthCount says how many items appeared in a month.
type MonthCount struct{ Year, Month, Count int }

// NewArchive lists the months, newest first; url gives the address of one.
// hereYear and hereMonth are the month shown, 0 for none.
func NewArchive(months []MonthCount, hereYear, hereMonth int, url func(year, month int) string) []Year {
	months = slices.Clone(months)
	slices.SortStableFunc(months, func(a, b MonthCount) int { return (b.Year*12 + b.Month) - (a.Year*12 + a.Month) })
	var years []Year
	for _, m := range months {
		if n := len(years); n == 0 || years[n-1].Year != m.Year {
			years = append(years, Year{Year: m.Year, Open: m.Year == hereYear || hereYear == 0 && n == 0})
		}
		y := &years[len(years)-1]
		y.Count += m.Count
		y.Months = append(y.Months, ArchiveMonth{Month: m.Month, Count: m.Count, URL: url(m.Year, m.Month), Here: m.Year == hereYear && m.Month == hereMonth})
	}
	return years
}
