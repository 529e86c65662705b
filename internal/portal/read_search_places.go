package portal

import (
	"strings"
	"unicode"

	"congbo/internal/vi"
)

// placesShown bounds the places that stand above what a search finds.
const placesShown = 5

// placesCalled are the pages of a site that have all words of a search in their
// name: its sections, topics and units, and how they are organised and reached. These
// are no texts, so that the index does not have them.
func (v *visit) placesCalled(q string) []Link {
	words := wordsOf(q)
	if len(words) == 0 {
		return nil
	}
	var found []Link
	for _, p := range v.allPlaces() {
		if len(found) < placesShown && holdsAll(wordsOf(p.Title), words) {
			found = append(found, p)
		}
	}
	return found
}

// allPlaces are the pages of a site that are no texts.
func (v *visit) allPlaces() []Link {
	l := v.lang()
	all := []Link{{Title: v.t("visit.chart"), URL: v.path(chartPath(l))}, {Title: v.t("visit.contacts"), URL: v.path(contactsPath(l))}, {Title: v.t("visit.guide"), URL: v.path(guidePath(l))}}
	for _, s := range v.places.sections[v.site.ID] {
		if s.Active {
			all = append(all, Link{Title: s.Title, URL: v.path("/" + s.Slug)})
		}
	}
	for i := range v.places.topics[v.site.ID] {
		s := v.topicStrand(&v.places.topics[v.site.ID][i])
		all = append(all, Link{Title: s.title, URL: v.path(s.path)})
	}
	for _, u := range v.places.unitsOf(v.site.Institution) {
		all = append(all, Link{Title: u.Name.In(l), URL: v.path(v.unitStrand(u).path)})
	}
	return all
}

// wordsOf are the words of a text without their accents.
func wordsOf(s string) []string {
	return strings.FieldsFunc(vi.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// holdsAll reports whether words stand in a name one after another.
func holdsAll(name, words []string) bool {
	for i := 0; i+len(words) <= len(name); i++ {
		same := true
		for j, w := range words {
			same = same && name[i+j] == w
		}
		if same {
			return true
		}
	}
	return false
}
