package content_test

import (
	"encoding/hex"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/content/contenttest"
	"congbo/internal/locale"
)

func sampleRevision(t testing.TB) content.Revision {
	return content.Revision{
		ID: 5, DocumentID: 3, Number: 2, Lang: locale.VI,
		Title: "Mười hai trạm quan trắc mặn", Summary: "Số liệu tra cứu miễn phí.", Body: parse(t, sample),
		Sources: []content.Source{{Title: "Báo cáo nghiệm thu", Number: "27/BC-TNN"}}, Authors: []string{"Phòng Truyền thông"},
		LeadImage: &content.ImageRef{Media: contenttest.Media(3), Alt: "Trạm đo", Credit: "PTT"},
		Kind:      "news", Sites: []content.Placement{{Site: 2, Section: 7}, {Site: 1, Section: 4}}, Topics: []string{"han-man"}, Slug: "tram-do-man",
		Layout: content.Layout{LeadSize: "wide"},
	}
}

// Approvals in the field name these values: what they cover must not change
// without a new version of the hash domain.
func TestHashesAreStable(t *testing.T) {
	r := sampleRevision(t)
	got := r.Hashes()
	want := content.Hashes{
		Content:        "f5e03a76a5347a5296b986b6b6d51a344326951a785cec7e774304624de408d1",
		Images:         "b104fa2e3d77ecd0087c624c75ee06d3c9cef321e50a8fed012ee9decf149e4b",
		Classification: "8ccebbf201bba0442eed5f60dc7262f8e8cba6ea5aa31ec2b308c866d3e48205",
		Layout:         "37db05f1474287346f9322d3563123c3808067cb198909971e136ea2dd18a0d5",
		Translation:    "4f2818fd29d10c8d8215fd5aecf8c907a9374d1e9e41e21b920d082917e98310",
		All:            "f8532d77c14a91570270cba4764a49135d8288d59f5ebdc6b7358ffb54f997ab",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hashes changed: %s", diff)
	}
	want = content.Hashes{
		Content:        "633a88450d54983c40faf826ac7bfa7d56a9c1e12109eb6b9a26ef7ca9cb70ce",
		Images:         "69f5fee8d6131e60ad9e8111081498ef20c549a971537d133f5934add69a28b6",
		Classification: "0fd11a915d1b924e979efeaa3bde79948e321a90a05ad8bbb08e2abb7d43de77",
		Layout:         "91e98e4033009b4ad0ec896a7b5994f5ff6da926057db1a7e9d2d028392823ed",
		Translation:    "4f2818fd29d10c8d8215fd5aecf8c907a9374d1e9e41e21b920d082917e98310",
		All:            "0198cf7d7daab3e7dacf3696288914b00a417c14ab187de12b3ea0577303fcc7",
	}
	if diff := cmp.Diff(want, content.Revision{}.Hashes()); diff != "" {
		t.Errorf("hashes of the empty revision changed: %s", diff)
	}
}

// A change touches the aspects it belongs to, and no other (design rule 3,
// R-I9, F-A14).
func TestChanged(t *testing.T) {
	const (
		c, i, k, l, tr = content.AspectContent, content.AspectImages, content.AspectClassification, content.AspectLayout, content.AspectTranslation
	)
	blocks := func(r *content.Revision) []content.Node {
		r.Body.Doc.Content = slices.Clone(r.Body.Doc.Content)
		return r.Body.Doc.Content
	}
	image := func(r *content.Revision, attr string, v any) {
		list := blocks(r)
		n := slices.IndexFunc(list, func(n content.Node) bool { return n.Type == "image" })
		attrs := map[string]any{}
		for k, v := range list[n].Attrs {
			attrs[k] = v
		}
		if attrs[attr] = v; v == nil {
			delete(attrs, attr)
		}
		list[n].Attrs = attrs
	}
	for _, test := range []struct {
		name   string
		change func(*content.Revision)
		want   []content.Aspect
	}{
		{"nothing", func(r *content.Revision) {}, nil},
		{"who saved it", func(r *content.Revision) { r.ID, r.Number, r.SavedBy, r.Note = 6, 3, 9, "sửa" }, nil},
		{"block ids", func(r *content.Revision) { blocks(r)[0].Attrs = map[string]any{"level": 2, "id": "other"} }, nil},
		{"title", func(r *content.Revision) { r.Title += "." }, []content.Aspect{c}},
		{"summary", func(r *content.Revision) { r.Summary = "" }, []content.Aspect{c}},
		{"source", func(r *content.Revision) { r.Sources = nil }, []content.Aspect{c}},
		{"own work", func(r *content.Revision) { r.OwnWork = true }, []content.Aspect{c}},
		{"author", func(r *content.Revision) { r.Authors = append(r.Authors, "x") }, []content.Aspect{c}},
		{"language", func(r *content.Revision) { r.Lang = locale.EN }, []content.Aspect{c}},
		{"heading level", func(r *content.Revision) { blocks(r)[0].Attrs = map[string]any{"level": 3} }, []content.Aspect{c}},
		{"attached file", func(r *content.Revision) { blocks(r)[7].Attrs = map[string]any{"media": contenttest.Media(4)} }, []content.Aspect{c}},
		{"list lettering", func(r *content.Revision) { blocks(r)[2].Attrs = nil }, []content.Aspect{c}},
		{"alt text", func(r *content.Revision) { image(r, "alt", "khác") }, []content.Aspect{i}},
		{"caption", func(r *content.Revision) { image(r, "caption", nil) }, []content.Aspect{i}},
		{"credit", func(r *content.Revision) { image(r, "credit", "khác") }, []content.Aspect{i}},
		{"image replaced", func(r *content.Revision) { image(r, "media", contenttest.Media(0)) }, []content.Aspect{i, l}},
		{"image removed", func(r *content.Revision) { r.Body.Doc.Content = slices.Delete(blocks(r), 4, 5) }, []content.Aspect{i, l}},
		{"lead image's alt", func(r *content.Revision) { x := *r.LeadImage; x.Alt = "khác"; r.LeadImage = &x }, []content.Aspect{i}},
		{"lead image removed", func(r *content.Revision) { r.LeadImage = nil }, []content.Aspect{i, l}},
		{"image resized", func(r *content.Revision) { image(r, "size", "small") }, []content.Aspect{l}},
		{"image cropped", func(r *content.Revision) { image(r, "focus", nil) }, []content.Aspect{l}},
		{"image aligned", func(r *content.Revision) { image(r, "align", "start") }, []content.Aspect{l}},
		{"image moved", func(r *content.Revision) { list := blocks(r); list[3], list[4] = list[4], list[3] }, []content.Aspect{l}},
		{"text aligned", func(r *content.Revision) { blocks(r)[1].Attrs = map[string]any{"align": "center"} }, []content.Aspect{l}},
		{"lead image's size", func(r *content.Revision) { r.Layout.LeadSize = "" }, []content.Aspect{l}},
		{"table of contents", func(r *content.Revision) { r.Layout.Contents = true }, []content.Aspect{l}},
		{"kind", func(r *content.Revision) { r.Kind = "article" }, []content.Aspect{k}},
		{"section", func(r *content.Revision) { r.Sites = []content.Placement{{Site: 2, Section: 8}, {Site: 1, Section: 4}} }, []content.Aspect{k}},
		{"order of sites", func(r *content.Revision) { r.Sites = []content.Placement{{Site: 1, Section: 4}, {Site: 2, Section: 7}} }, nil},
		{"topic", func(r *content.Revision) { r.Topics = nil }, []content.Aspect{k}},
		{"address", func(r *content.Revision) { r.Slug = "x" }, []content.Aspect{k}},
		{"translated revision", func(r *content.Revision) { r.TranslationOf = &content.RevisionRef{Document: 1, Revision: 2} }, []content.Aspect{tr}},
	} {
		r := sampleRevision(t)
		before := r.Hashes()
		test.change(&r)
		after := r.Hashes()
		if got := content.Changed(before, after); !slices.Equal(got, test.want) {
			t.Errorf("%s: changed %v, want %v", test.name, got, test.want)
		}
		if (before.All == after.All) != (len(test.want) == 0) {
			t.Errorf("%s: the hash over all disagrees", test.name)
		}
	}
}

// all collects pointers to the nodes of a type, in a copy of the body.
func all(b *content.Body, typ string) []*content.Node {
	var found []*content.Node
	var down func(list []content.Node) []content.Node
	down = func(list []content.Node) []content.Node {
		list = slices.Clone(list)
		for i := range list {
			attrs := map[string]any{}
			for k, v := range list[i].Attrs {
				attrs[k] = v
			}
			list[i].Attrs = attrs
			list[i].Content = down(list[i].Content)
			if list[i].Type == typ {
				found = append(found, &list[i])
			}
		}
		return list
	}
	b.Doc.Content = down(b.Doc.Content)
	return found
}

func normal(t *rapid.T, b content.Body) content.Body {
	n, err := content.NewBody(b.Doc)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func mustChange(t *rapid.T, a, b content.Revision, want ...content.Aspect) {
	if got := content.Changed(a.Hashes(), b.Hashes()); !slices.Equal(got, want) {
		t.Fatalf("changed %v, want %v", got, want)
	}
}

// For any revision: a word is content, an alt text images, a size or place
// layout, a kind classification, and nothing else (design rule 3).
func TestAspectsForAnyRevision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := contenttest.Revisions().Draw(t, "revision")
		pick := func(list []*content.Node) *content.Node {
			return rapid.SampledFrom(list).Draw(t, "node")
		}
		kind := r
		kind.Kind += "x"
		mustChange(t, r, kind, content.AspectClassification)

		word := r
		if list := all(&word.Body, "text"); len(list) > 0 {
			n := pick(list)
			n.Text = "chữ" + n.Text
			word.Body = normal(t, word.Body)
			mustChange(t, r, word, content.AspectContent)
		}
		resized := r
		if list := all(&resized.Body, "image"); len(list) > 0 {
			if n := pick(list); n.Attrs["size"] == "full" {
				n.Attrs["size"] = "small"
			} else {
				n.Attrs["size"] = "full"
			}
			resized.Body = normal(t, resized.Body)
			mustChange(t, r, resized, content.AspectLayout)
		}
		// A picture of its own, put first, gets other words and moves to the end.
		words, moved := r, r
		own := content.Node{Type: "image", Attrs: map[string]any{"media": contenttest.Media(77), "alt": "một"}}
		words.Body.Doc.Content = append([]content.Node{own}, r.Body.Doc.Content...)
		words.Body = normal(t, words.Body)
		other := words
		all(&other.Body, "image")[0].Attrs["alt"] = "hai"
		mustChange(t, words, other, content.AspectImages)
		moved.Body.Doc.Content = append(slices.Clone(r.Body.Doc.Content), own)
		moved.Body = normal(t, moved.Body)
		if nonImages := slices.ContainsFunc(r.Body.Doc.Content, func(n content.Node) bool { return n.Type != "image" }); nonImages && !r.Body.IsEmpty() {
			mustChange(t, words, moved, content.AspectLayout)
		}
	})
}

// Two revisions are the same in every aspect only if readers get the same:
// no difference hides between the aspects (design rule 1).
func TestAspectsLeaveNothingOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := contenttest.Revisions().Draw(t, "a")
		b := a
		b.Body = contenttest.Bodies().Draw(t, "other body")
		if rapid.Bool().Draw(t, "same blocks") { // the blocks of a in another order
			b.Body = normal(t, content.Body{Doc: content.Node{Type: "doc", Content: rapid.Permutation(a.Body.Doc.Content).Draw(t, "order")}})
		}
		same := string(content.Canonical(a.Body)) == string(content.Canonical(b.Body))
		if changed := content.Changed(a.Hashes(), b.Hashes()); same != (len(changed) == 0) {
			t.Fatalf("same body: %v, changed: %v", same, changed)
		}
	})
}

func TestHashesAreHexadecimal(t *testing.T) {
	h := sampleRevision(t).Hashes()
	seen := map[string]bool{}
	for _, a := range content.Aspects {
		if raw, err := hex.DecodeString(h.Of(a)); err != nil || len(raw) != 32 || seen[h.Of(a)] {
			t.Errorf("%s: %q", a, h.Of(a))
		}
		seen[h.Of(a)] = true
	}
	if h.Of("colour") != "" {
		t.Error("an unknown aspect has a hash")
	}
}
