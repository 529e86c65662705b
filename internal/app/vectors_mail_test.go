package app

import (
	"fmt"
	"mime"
	"strings"

	"congbo/internal/content"
	"congbo/internal/editorial"
	"congbo/internal/intake"
	"congbo/internal/store"
)

// letter sends a letter for each vector by itself: its subject, its sender's
// name, its HTML and the names of its files. The text of which a case is made
// is what it is taken over as.
func (f *feeding) letter(v string) (id int64, blocks []content.Node) {
	f.t.Helper()
	ctx, n, who := f.t.Context(), f.next(), f.who["communications"]
	html := "<html><body>" + v + "</body></html>"
	raw := f.mime(n, "", v, v, "text/html", html, map[string]string{v: html, v + ".svg": svgOf(v)})
	list, err := f.Intake.Receive(ctx, []string{f.box.Address}, []byte(raw))
	if err == nil && list[0].State != intake.Opened {
		f.t.Errorf("a letter with %.200q: %+v", v, list[0])
	}
	if err != nil {
		f.sum.took(f.t, "mail, HTML", []string{v}, "", err)
		return 0, nil
	}
	id = list[0].Case
	_, err = f.Editorial.TakeOver(ctx, who, id, 0)
	var r *content.Revision
	if err == nil {
		r = f.revision(id)
		blocks = r.Body.Doc.Content
		f.sum.took(f.t, "mail, HTML", []string{v}, r.Body.PlainText(r.Lang), nil)
	} else {
		f.sum.took(f.t, "mail, HTML", []string{v}, "", err)
	}
	f.must(f.Store.View(ctx, func(tx *store.Tx) error {
		req, err := tx.Request(ctx, list[0].RequestID)
		f.must(err)
		f.sum.took(f.t, "mail, subject", []string{v}, req.Subject, nil)
		f.sum.took(f.t, "mail, sender's name", []string{v}, req.SenderName, nil)
		files, err := tx.Attachments(ctx, req.ID)
		f.must(err)
		names := ""
		for i, a := range files {
			names += a.Name + " "
			f.pages = append(f.pages, shownPage{Name: "the file " + a.Name, Path: fmt.Sprintf("/desk/attachments/%d", a.ID), Embed: true, Picture: i == 1})
		}
		f.sum.took(f.t, "mail, name of an attachment", []string{v}, names, nil)
		return nil
	}))
	return id, blocks
}

// mime is a letter; answers is the number of the one that it answers.
func (f *feeding) mime(n int, answers, subject, name, kind, text string, files map[string]string) string {
	line := strings.NewReplacer("\r", " ", "\n", " ", "\x00", "")
	var b strings.Builder
	fmt.Fprintf(&b, "From: %s <v%d@nguoidan.example>\r\nTo: %s\r\nMessage-ID: <%d@x.example>\r\nDate: Fri, 28 Aug 2026 14:00:00 +0700\r\nSubject: %s\r\n%sMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=BB\r\n\r\n",
		mime.BEncoding.Encode("utf-8", line.Replace(name)), n, f.box.Address, n, mime.BEncoding.Encode("utf-8", line.Replace(subject)), answers)
	fmt.Fprintf(&b, "--BB\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n", kind, text)
	for name, data := range files {
		fmt.Fprintf(&b, "--BB\r\nContent-Type: %s\r\nContent-Disposition: attachment; filename*=utf-8''%s\r\n\r\n%s\r\n", "text/html", percentEncoded(line.Replace(name)), data)
	}
	return b.String() + "--BB--\r\n"
}

// talk sends a letter a vector about one case, whose first brings a Word file,
// and takes that over.
func (f *feeding) talk(vectors []string) (id int64) {
	f.t.Helper()
	ctx, first := f.t.Context(), 0
	for i, v := range vectors {
		n := f.next()
		files := map[string]string{v + ".txt": v}
		answers := ""
		if i == 0 {
			first, files = n, map[string]string{v + ".docx": string(wordOf(f.t, vectors))}
		} else {
			answers = fmt.Sprintf("In-Reply-To: <%d@x.example>\r\n", first)
		}
		raw := f.mime(n, answers, v, v, "text/plain", v, files)
		list, err := f.Intake.Receive(ctx, []string{f.box.Address}, []byte(raw))
		if err == nil {
			if id == 0 {
				id = list[0].Case
			}
			err = f.Store.View(ctx, func(tx *store.Tx) error {
				all, err := tx.Messages(ctx, list[0].RequestID)
				f.must(err)
				f.sum.took(f.t, "mail, plain text", []string{v}, all[len(all)-1].Body, nil)
				return nil
			})
			f.must(err)
		} else {
			f.sum.took(f.t, "mail, plain text", []string{v}, "", err)
		}
	}
	who := f.who["communications"]
	_, err := f.Editorial.TakeOver(ctx, who, id, 0)
	kept := ""
	if err == nil {
		r := f.revision(id)
		kept = r.Body.PlainText(r.Lang)
	}
	f.sum.took(f.t, "upload, .docx", vectors, kept, err)
	for _, some := range packs(vectors, 2000) {
		text := strings.Join(some, "\n")
		c, err := f.Editorial.Comment(ctx, who, id, editorial.Remark{Text: "@" + f.viewer + " " + text})
		f.sum.took(f.t, "comment", some, c.Text, err)
		err = f.Editorial.Note(ctx, who, id, text)
		f.sum.took(f.t, "note", some, text, err)
	}
	return id
}
