package content

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/locale"
)

// imageSizes tells the browser how wide an image of each size is shown, so
// that it can choose a file. On a phone the page leaves 1.125rem free on both
// sides: told of the whole width, one of 412 points asks for a file too wide.
var imageSizes = map[string]string{
	"small":  "(min-width: 40rem) 20rem, calc(100vw - 2.25rem)",
	"medium": "(min-width: 48rem) 41rem, calc(100vw - 2.25rem)",
	"wide":   "(min-width: 64rem) 60rem, calc(100vw - 2.25rem)",
	"full":   "100vw",
}

// maxSource is how wide an image may be, in pixels, for a browser that knows no
// srcset and for feeds. One that is no wider is shown as it is.
const maxSource = 1440

func (r *renderer) image(n Node) {
	picture := imageOf(n)
	size := n.word("size")
	class := "image image-" + size
	if a := n.word("align"); a != "center" {
		class += " image-" + a
	}
	if f := n.word("focus"); f != "" {
		class += " focus-" + f
	}
	r.figure(picture, r.id(n), class, size, false)
}

// LeadHTML renders the picture that leads a document: as an image of the body
// is, but not lazily, since it stands at the top.
func LeadHTML(picture ImageRef, layout Layout, opt RenderOptions) template.HTML {
	r := renderer{opt: opt}
	n := Node{Type: "image", Attrs: map[string]any{"size": layout.LeadSize, "focus": layout.LeadFocus}}
	class := "image image-lead image-" + n.word("size")
	if f := n.word("focus"); f != "" {
		class += " focus-" + f
	}
	r.figure(picture, "", class, n.word("size"), true)
	return template.HTML(r.out.String())
}

// figure writes a picture with its caption and credit.
func (r *renderer) figure(p ImageRef, id, class, size string, lead bool) {
	video, rel := "", ""
	if link, ok := Href(p.Video); ok {
		video, rel = r.href(link)
		class += " image-video"
	}
	if p.Decorative && video == "" && p.Caption == "" && p.Credit == "" && !r.shows(p) {
		return // nothing of it is left to be seen or heard
	}
	r.open("figure", "id", id, "class", class)
	if video != "" {
		// A still that leads there: no page of ours shows another site's frame.
		r.open("a", "href", video, "rel", rel)
	}
	if !r.img(p, size, lead) && !p.Decorative && p.Alt != "" {
		r.open("p", "class", "image-missing")
		r.text(r.say("content.image_missing", p.Alt))
		r.raw("</p>")
	}
	if video != "" {
		r.open("span", "class", "video-label")
		if place := videoPlace(p.Video); place != "" {
			r.text(r.say("content.video_at", place))
		} else {
			r.text(r.say("content.video"))
		}
		r.raw("</span></a>")
	}
	if p.Caption != "" || p.Credit != "" {
		r.raw("<figcaption>")
		r.text(p.Caption)
		if p.Credit != "" {
			if p.Caption != "" {
				r.raw(" ")
			}
			r.open("span", "class", "credit")
			r.text(r.say("content.credit", p.Credit))
			r.raw("</span>")
		}
		r.raw("</figcaption>")
	}
	r.raw("</figure>\n")
}

// videoPlace is where a video plays, as readers know it: youtube.com.
func videoPlace(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// shows reports whether a picture can be seen here.
func (r *renderer) shows(p ImageRef) bool {
	return r.opt.MediaURL != nil && slices.ContainsFunc(append([]int{0}, ImageWidths...), func(width int) bool { return r.opt.MediaURL(p.Media, width) != "" })
}

// img writes the image element, or reports false where there is no address.
func (r *renderer) img(p ImageRef, size string, lead bool) bool {
	if r.opt.MediaURL == nil {
		return false
	}
	width, height := 0, 0
	if r.opt.MediaSize != nil {
		width, height = r.opt.MediaSize(p.Media)
	}
	src := r.opt.MediaURL(p.Media, 0)
	var set []string
	for _, w := range ImageWidths {
		if w >= width {
			break
		}
		if u := r.opt.MediaURL(p.Media, w); u != "" {
			set = append(set, u+" "+strconv.Itoa(w)+"w")
			if w <= maxSource && (width > maxSource || src == "") {
				src = u
			}
		}
	}
	if src == "" {
		return false
	}
	alt := p.Alt
	if p.Decorative {
		alt = ""
	}
	r.raw("<img")
	attr := func(name, value string) {
		r.raw(" ", name, `="`)
		r.text(value)
		r.raw(`"`)
	}
	if r.opt.MediaTint != nil {
		if tint := r.opt.MediaTint(p.Media); tint != "" {
			attr("class", "tint-"+tint)
		}
	}
	attr("src", src)
	if len(set) > 0 {
		if original := r.opt.MediaURL(p.Media, 0); original != "" && width <= 2*ImageWidths[len(ImageWidths)-1] {
			set = append(set, original+" "+strconv.Itoa(width)+"w")
		}
		attr("srcset", strings.Join(set, ", "))
		attr("sizes", imageSizes[size])
	}
	if width > 0 && height > 0 {
		attr("width", strconv.Itoa(width))
		attr("height", strconv.Itoa(height))
	}
	attr("alt", alt)
	if lead {
		attr("fetchpriority", "high")
	} else {
		attr("loading", "lazy")
	}
	attr("decoding", "async")
	r.raw(">")
	return true
}

func (r *renderer) file(n Node) {
	var f FileInfo
	if r.opt.FileInfo != nil {
		f = r.opt.FileInfo(n.str("media"))
	}
	title := n.str("title")
	if title == "" {
		title = f.Name
	}
	if title == "" {
		title = r.say("content.file")
	}
	r.open("p", "id", r.id(n), "class", "file")
	if f.URL != "" {
		r.open("a", "href", f.URL)
		r.text(title)
		r.raw("</a>")
	} else {
		r.text(title)
	}
	about := f.Kind
	if f.Size > 0 {
		if about != "" {
			about += ", "
		}
		about += FileSize(r.opt.Lang, f.Size)
	}
	if about != "" {
		r.raw(" ")
		r.open("span", "class", "file-info")
		r.text("(" + about + ")")
		r.raw("</span>")
	}
	r.raw("</p>\n")
}

// FileSize writes a size as readers compare it: 340 KB, 1,2 MB.
func FileSize(l locale.Lang, bytes int64) string {
	if bytes < 1_000_000 {
		return locale.Number(l, max(1, (bytes+500)/1000)) + " KB"
	}
	tenths := (bytes + 50_000) / 100_000
	s := locale.Number(l, tenths/10)
	if d := tenths % 10; d != 0 && tenths < 1000 {
		point := ","
		if l == locale.EN {
			point = "."
		}
		s += point + strconv.FormatInt(d, 10)
	}
	return s + " MB"
}
