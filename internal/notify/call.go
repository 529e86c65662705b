package notify

import (
	"context"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// callValues are the values of a letter that calls on somebody to decide: the
// links, and the text as it will appear.
func (n *Notify) callValues(ctx context.Context, tx *store.Tx, l *store.Letter, values map[string]string) (*store.Call, error) {
	id, err := strconv.ParseInt(l.Data[cases.LetterCall], 10, 64)
	if err != nil {
		return nil, nil
	}
	call, err := tx.Call(ctx, id)
	if err != nil {
		return nil, err
	}
	page := n.DeskURL(cases.DecidePath(n.Cases.CallLink(call)))
	values["approve"], values["return"], values["ask"] = page+"?do=approve#approve", page+"?do=return#return", page+"?do=ask#ask"
	if t, err := time.Parse(time.RFC3339, values["until"]); err == nil {
		values["until"] = workday.Moment(l.Lang, t)
	}
	return call, nil
}

// secret finds the links by which anybody decides who holds them: a letter is
// kept without them, since colleagues may read what was sent.
//
// So is the personal link of somebody who was asked for a piece.
var secret = regexp.MustCompile(`(` + regexp.QuoteMeta(cases.DecidePath("")) + `|` + regexp.QuoteMeta(cases.AskedPath(locale.VI, "")) + `|` + regexp.QuoteMeta(cases.AskedPath(locale.EN, "")) + `)[^\s"?<]+`)

func withoutLinks(s string) string { return secret.ReplaceAllString(s, "${1}…") }

// A passage is a part of a letter that is no template's: a text as it will
// appear.
type passage struct{ plain, html string }

// theText renders a revision for a letter: plainly, with no picture loaded and
// nothing that a mail program would have to trust.
func theText(r *content.Revision) passage {
	var p, h strings.Builder
	line := strings.Repeat("–", 30)
	p.WriteString(line + "\n" + r.Title + "\n")
	h.WriteString(`<div lang="` + string(r.Lang) + `" style="margin:0 0 20px;padding:4px 20px 12px;border:1px solid #c9d3da;border-radius:6px;background:#ffffff;color:#15212b;overflow-wrap:anywhere">`)
	h.WriteString(`<h2 style="font-size:21px;line-height:1.35;margin:14px 0 10px">` + template.HTMLEscapeString(r.Title) + `</h2>`)
	if s := strings.TrimSpace(r.Summary); s != "" {
		p.WriteString("\n" + s + "\n")
		h.WriteString(`<p style="margin:0 0 14px;font-weight:600">` + lines(s) + `</p>`)
	}
	if i := r.LeadImage; i != nil {
		about := picture(r.Lang, i.Alt, i.Caption, i.Credit)
		p.WriteString("\n" + about + "\n")
		h.WriteString(`<p style="margin:0 0 14px;color:#4a5963;font-style:italic">` + template.HTMLEscapeString(about) + `</p>`)
	}
	p.WriteString("\n" + r.Body.PlainText(r.Lang) + "\n")
	h.WriteString(styled(string(r.Body.HTML(content.RenderOptions{Lang: r.Lang, Bare: true, HeadingShift: 1, IDPrefix: "bai-"}))))
	for i, s := range r.Sources {
		if i == 0 {
			head := locale.T(r.Lang, "notify.sources")
			p.WriteString("\n" + head + "\n")
			h.WriteString(`<p style="margin:14px 0 4px;font-weight:600">` + template.HTMLEscapeString(head) + `</p>`)
		}
		text := strings.TrimSpace(strings.Join([]string{s.Title, s.Number, s.Issuer, s.Date, s.URL}, " "))
		text = strings.Join(strings.Fields(text), " ")
		p.WriteString("- " + text + "\n")
		h.WriteString(`<p style="margin:0 0 4px">` + template.HTMLEscapeString(text) + `</p>`)
	}
	if len(r.Authors) > 0 {
		by := strings.Join(r.Authors, ", ")
		p.WriteString("\n" + by + "\n")
		h.WriteString(`<p style="margin:14px 0 4px;text-align:right">` + template.HTMLEscapeString(by) + `</p>`)
	}
	p.WriteString(line)
	h.WriteString(`</div>`)
	return passage{p.String(), h.String()}
}

// picture says in words what a picture shows.
func picture(l locale.Lang, alt, caption, credit string) string {
	about := caption
	if about == "" {
		about = alt
	}
	if credit != "" {
		about += " (" + credit + ")"
	}
	return locale.T(l, "notify.picture", strings.TrimSpace(about))
}

// styles is what a mail program without our style sheet needs beside the
// elements of a rendered body.
var styles = map[string]string{
	"p":          "margin:0 0 12px",
	"table":      "border-collapse:collapse;margin:0 0 12px",
	"td":         "border:1px solid #c9d3da;padding:4px 8px;vertical-align:top",
	"th":         "border:1px solid #c9d3da;padding:4px 8px;text-align:left;vertical-align:top",
	"blockquote": "margin:0 0 12px;padding:0 0 0 14px;border-left:3px solid #c9d3da",
}

var styledTag = regexp.MustCompile(`<(p|table|td|th|blockquote)([ >])`)

// styled puts styles into a rendered body, whose tags are our own: in what
// anybody wrote a "<" is escaped.
func styled(body string) string {
	return styledTag.ReplaceAllStringFunc(body, func(s string) string {
		m := styledTag.FindStringSubmatch(s)
		return "<" + m[1] + ` style="` + styles[m[1]] + `"` + m[2]
	})
}
