package content

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
)

// An Aspect is a part of a revision that is approved by itself.
type Aspect string

// The aspects. Together they cover everything of a revision that readers see:
// two revisions with the same five hashes are the same to them.
const (
	AspectContent        Aspect = "content"        // title, summary, text, sources, authors, language
	AspectImages         Aspect = "images"         // which pictures, with which words
	AspectClassification Aspect = "classification" // kind, sites and sections, topics, address
	AspectLayout         Aspect = "layout"         // where and how large pictures stand, alignment
	AspectTranslation    Aspect = "translation"    // the revision that was translated
)

// Aspects lists the aspects in the order in which people are asked for them.
var Aspects = []Aspect{AspectContent, AspectImages, AspectClassification, AspectLayout, AspectTranslation}

// Hashes are the SHA-256 of each aspect of a revision, in hexadecimal digits,
// and All over the five. An approval names an aspect and its hash, and holds
// for every revision in which that hash is equal.
type Hashes struct {
	Content        string `json:"content"`
	Images         string `json:"images"`
	Classification string `json:"classification"`
	Layout         string `json:"layout"`
	Translation    string `json:"translation"`
	All            string `json:"all"`
}

// Of returns the hash of one aspect, "" for an unknown one.
func (h Hashes) Of(a Aspect) string {
	switch a {
	case AspectContent:
		return h.Content
	case AspectImages:
		return h.Images
	case AspectClassification:
		return h.Classification
	case AspectLayout:
		return h.Layout
	case AspectTranslation:
		return h.Translation
	}
	return ""
}

// Changed lists the aspects in which two revisions differ, in the order of
// Aspects.
func Changed(a, b Hashes) []Aspect {
	var changed []Aspect
	for _, aspect := range Aspects {
		if a.Of(aspect) != b.Of(aspect) {
			changed = append(changed, aspect)
		}
	}
	return changed
}

// hashDomain keeps these hashes apart from every other use of SHA-256 and
// from later versions of what they cover.
const hashDomain = "congbo/revision/1/"

func digest(name string, value any) string {
	sum := sha256.Sum256(appendValue([]byte(hashDomain+name+"\x00"), value))
	return hex.EncodeToString(sum[:])
}

// Hashes computes the hashes of the revision as it stands; call Clean first
// on what a person typed.
func (r Revision) Hashes() Hashes {
	text, pictures, places := r.Body.split()
	if r.LeadImage != nil {
		pictures = append(pictures, *r.LeadImage)
	}
	order, set := imageOrder(pictures)

	words := map[string]any{
		"lang": string(r.Lang), "title": r.Title, "summary": r.Summary, "body": text,
		"sources": r.sources(), "own_work": r.OwnWork, "authors": nonNil(r.Authors),
	}
	if c := r.Change; c != nil { // readers see it: approved with the text
		words["change"] = []any{string(c.Kind), c.Minor, c.Note, c.Of}
	}
	h := Hashes{
		Content: digest("content", words),
		Images:  digest("images", set),
		Classification: digest("classification", map[string]any{
			"kind": r.Kind, "sites": r.placements(), "topics": sortedSet(r.Topics), "slug": r.Slug,
		}),
		Layout:      digest("layout", r.layout(places, pictures, order)),
		Translation: digest("translation", r.source()),
	}
	h.All = digest("all", []string{h.Content, h.Images, h.Classification, h.Layout, h.Translation})
	return h
}

func (r Revision) sources() []any {
	list := []any{}
	for _, s := range r.Sources {
		list = append(list, []string{s.Title, s.Issuer, s.Number, s.Date, s.URL})
	}
	return list
}

// placements lists the placements as a set: their order says nothing.
func (r Revision) placements() []any {
	sites := slices.Clone(r.Sites)
	slices.SortFunc(sites, func(a, b Placement) int {
		return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.Section, b.Section))
	})
	list := []any{}
	for _, p := range slices.Compact(sites) {
		list = append(list, []any{p.Site, p.Section})
	}
	return list
}

func (r Revision) source() any {
	if r.TranslationOf == nil {
		return nil
	}
	return map[string]any{
		"document": r.TranslationOf.Document, "revision": r.TranslationOf.Revision, "hash": r.TranslationOf.Hash,
	}
}

// layout tells the places of the pictures and the alignment of the text. A
// place names its picture by media, not by its words, so that mending an alt
// text is no change of layout.
func (r Revision) layout(places []place, pictures []ImageRef, order []string) any {
	list := []any{}
	for _, p := range places {
		picture := ""
		if p.picture >= 0 {
			picture = order[p.picture]
		}
		list = append(list, []any{p.path, picture, p.attrs})
	}
	lead := any(nil)
	if r.LeadImage != nil {
		lead = order[len(pictures)-1]
	}
	return map[string]any{
		"places": list, "lead": lead,
		"lead_size": r.Layout.LeadSize, "lead_focus": r.Layout.LeadFocus, "contents": r.Layout.Contents,
	}
}

// imageOrder returns how layout calls each picture, and the set of pictures
// as the aspect of images covers it: in an order of their own, each once, so that
// neither moving a picture nor showing it twice changes it. A picture is
// called by its media, and where the same media appears with different words,
// by its rank among them as well.
func imageOrder(pictures []ImageRef) (names []string, set []any) {
	sorted := slices.Clone(pictures)
	slices.SortFunc(sorted, compareImages)
	sorted = slices.Compact(sorted)
	set = []any{}
	for _, p := range sorted {
		about := []any{p.Media, p.Alt, p.Caption, p.Credit, p.Decorative}
		if p.Video != "" {
			about = append(about, p.Video)
		}
		set = append(set, about)
	}
	for _, p := range pictures {
		i, _ := slices.BinarySearchFunc(sorted, p, compareImages)
		rank := 0
		for i-rank > 0 && sorted[i-rank-1].Media == p.Media {
			rank++
		}
		names = append(names, p.Media+"."+strconv.Itoa(rank))
	}
	return names, set
}

func compareImages(a, b ImageRef) int {
	return cmp.Or(
		cmp.Compare(a.Media, b.Media), cmp.Compare(a.Alt, b.Alt), cmp.Compare(a.Caption, b.Caption),
		cmp.Compare(a.Credit, b.Credit), cmp.Compare(strconv.FormatBool(a.Decorative), strconv.FormatBool(b.Decorative)),
		cmp.Compare(a.Video, b.Video),
	)
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func sortedSet(s []string) []string {
	s = nonNil(slices.Clone(s))
	slices.Sort(s)
	return slices.Compact(s)
}
