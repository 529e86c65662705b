package portal

import (
	"time"

	"congbo/internal/locale"
	"congbo/internal/vi"
)

// A Card is an item as it stands in a list.
type Card struct {
	URL     string
	Title   string
	Summary string
	Kind    string // as readers call it: Tin tức, Thông báo …
	Unit    string // that answers for it
	At      time.Time
	Picture *Picture
	Lang    locale.Lang // of Title and Summary, where it is not the page's
}

// A Month is the items of one month, newest first.
type Month struct {
	Year, Month int
	Cards       []Card
}

// ByMonth splits cards, newest first, by the month in which they appeared.
func ByMonth(cards []Card) []Month {
	var months []Month
	for _, c := range cards {
		y, m, _ := c.At.In(vi.Zone).Date()
		if n := len(months); n == 0 || months[n-1].Year != y || months[n-1].Month != int(m) {
			months = append(months, Month{Year: y, Month: int(m)})
		}
		last := &months[len(months)-1]
		last.Cards = append(last.Cards, c)
	}
	return months
}

// A Block is a heading with items under it, and where there are more.
type Block struct {
	Title string
	More  *Link
	Cards []Card
}
