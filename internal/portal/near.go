package portal

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"congbo/internal/vi"
)

// How much is looked at of an address that leads nowhere: whoever sends it
// chooses it.
const (
	nearPath  = 120 // bytes
	nearWords = 12
	nearShown = 4
)

var ending = regexp.MustCompile(`\.(html?|php|aspx?|jsp)$|-[0-9]+$`)

// nearTo finds pages of the site whose addresses are like one that leads nowhere,
// and the words of that address to be looked for. It asks no database: such
// addresses come by the thousand from programs that try them.
func (v *visit) nearTo(path string) (near []Link, words string) {
	if len(path) > 3*nearPath { // letters with accents are up to three bytes
		return nil, ""
	}
	if path = vi.Fold(path); len(path) > nearPath || !plainPath(path) { // our own have small letters without accents
		return nil, ""
	}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	last := ending.ReplaceAllString(parts[len(parts)-1], "")
	said := wordsOf(last)
	if len(said) > nearWords {
		said = said[:nearWords]
	}
	type candidate struct {
		Link
		far int
	}
	var all []candidate
	for _, p := range v.allPlaces() {
		u, err := url.Parse(p.URL)
		if err != nil {
			continue
		}
		theirs := strings.Split(strings.Trim(strings.TrimPrefix(u.Path, v.base), "/"), "/")
		name := ending.ReplaceAllString(theirs[len(theirs)-1], "")
		best := -1
		for i, part := range parts {
			if i == len(parts)-1 {
				part = last
			}
			if d := apart(part, name); d >= 0 && (best < 0 || d < best) {
				best = d
			}
		}
		if best >= 0 {
			all = append(all, candidate{p, best})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.far, b.far) })
	for _, c := range all[:min(len(all), nearShown)] {
		near = append(near, c.Link)
	}
	return near, strings.Join(said, " ")
}

// apart is how far one part of an address is from the name of a page: 0 for the
// same, the number of letters to be changed where that is few, somewhat more
// where one is the beginning of the other; -1 for no likeness.
func apart(part, name string) int {
	if part == "" || name == "" {
		return -1
	}
	few := min(len(name)/4, 3)
	if d := vi.EditDistance(part, name, few); d >= 0 {
		return d
	}
	if len(part) >= 4 && strings.HasPrefix(name, part) || len(name) >= 4 && strings.HasPrefix(part, name+"-") {
		return few + 1
	}
	return -1
}
