package app

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"congbo/internal/accounts"
	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// asked sends a pack of vectors by the public form, has a title and a summary
// made of them and publishes it. What follows shows all of them: the case, the
// sender's own page, the article, the lists, the letters.
func (f *feeding) asked(pack []string) {
	f.t.Helper()
	ctx, n := f.t.Context(), f.next()
	line := vi.CleanLine(strings.Join(pack, " "))
	names := packs(pack, 200)
	form := intake.Form{Mailbox: f.box.ID, Name: strings.Join(names[0], " "), Email: fmt.Sprintf("v%d@nguoidan.example", n), Phone: line, Title: line, Text: strings.Join(pack, "\n"), Pledge: true, Lang: locale.VI, Key: fmt.Sprint("form-", n)}
	for _, v := range pack {
		form.Files = append(form.Files, intake.File{Name: v, Data: []byte(v)})
	}
	r, err := f.Intake.Submit(ctx, cases.Actor{}, form)
	f.sum.took(f.t, "form, title", pack, line, err)
	if err != nil {
		form.Title = string([]rune(line)[:200])
		r, err = f.Intake.Submit(ctx, cases.Actor{}, form)
		f.must(err)
	}
	f.must(f.Store.View(ctx, func(tx *store.Tx) error {
		req, err := tx.Request(ctx, r.RequestID)
		f.must(err)
		f.sum.took(f.t, "form, name", names[0], req.SenderName, nil)
		all, err := tx.Messages(ctx, r.RequestID)
		f.must(err)
		for _, v := range pack {
			f.sum.took(f.t, "form, words", []string{v}, all[0].Body, nil)
		}
		files, err := tx.Attachments(ctx, r.RequestID)
		f.must(err)
		for i, a := range files {
			f.sum.took(f.t, "form, name of a file", pack[i:i+1], a.Name, nil)
		}
		return nil
	}))
	f.named(names[1:])
	_, err = f.Editorial.TakeOver(ctx, f.who["communications"], r.Case, 0)
	f.must(err)
	set := func(way string, change func(*content.Revision), kept func(*content.Revision) string) {
		v := f.revision(r.Case)
		next := *v
		change(&next)
		_, saved, err := f.Editorial.Save(ctx, f.who["communications"], r.Case, v.Number, next)
		if err != nil {
			f.sum.took(f.t, way, pack, "", err)
			return
		}
		f.sum.took(f.t, way, pack, kept(saved), nil)
	}
	set("title", func(r *content.Revision) { r.Title = line }, func(r *content.Revision) string { return r.Title })
	set("summary", func(r *content.Revision) { r.Summary, r.OwnWork = line, true }, func(r *content.Revision) string { return r.Summary })
	set("authors, sources and notes", func(r *content.Revision) {
		r.Authors, r.Note, r.Sources = pack, line, nil
		for _, v := range pack {
			r.Sources = append(r.Sources, content.Source{Title: v, Issuer: v, Number: v, Date: v, URL: v})
		}
	}, func(r *content.Revision) string { return fmt.Sprint(r.Authors, r.Sources) })
	set("caption, credit and alt text of the first picture", func(r *content.Revision) {
		r.LeadImage = &content.ImageRef{Media: f.picture, Alt: line, Caption: line, Credit: line}
	}, func(r *content.Revision) string { return r.LeadImage.Alt })
	f.publish(r.Case, "article", pack)
	if f.some(n) {
		f.open("case", "/desk/cases/"+r.Request)
		f.open("the sender's page", f.root()+cases.TrackPath(locale.VI, f.Cases.TrackLink(r.Case, f.Store.Now())))
	}
}

// some chooses pages that are opened: where lists and other pages show the same
// words, so that every vector is seen in its place, one of ten.
func (f *feeding) some(n int) bool { return f.brief || n%10 == 0 }

// named sends forms for names that did not go with others.
func (f *feeding) named(names [][]string) {
	f.t.Helper()
	for _, some := range names {
		n := f.next()
		r, err := f.Intake.Submit(f.t.Context(), cases.Actor{}, intake.Form{Mailbox: f.box.ID, Name: strings.Join(some, " "), Email: fmt.Sprintf("v%d@nguoidan.example", n),
			Title: "Trao học bổng", Text: "Khoa đề nghị đăng tin.", Pledge: true, Lang: locale.VI, Key: fmt.Sprint("form-", n)})
		f.must(err)
		f.must(f.Store.View(f.t.Context(), func(tx *store.Tx) error {
			req, err := tx.Request(f.t.Context(), r.RequestID)
			f.sum.took(f.t, "form, name", some, req.SenderName, nil)
			return err
		}))
		if f.some(n) {
			f.open("case", "/desk/cases/"+r.Request)
		}
	}
}

// typed gives vectors where nothing is kept of them: to a form with one thing
// missing, whose answer shows all that was typed, and to be searched for.
func (f *feeding) typed(vectors []string) {
	f.t.Helper()
	line, w := vi.CleanLine(strings.Join(vectors, " ")), url.Values{}
	for _, field := range []string{"name", "email", "phone", "unit", "title", "mailbox", "kind", "section", "key"} {
		w.Set(field, line)
	}
	w.Set("text", strings.Join(vectors, "\n"))
	a := f.post(f.root()+cases.FormPath(locale.VI), w, "", nil)
	if a.Code != http.StatusUnprocessableEntity {
		f.t.Errorf("a form without its promise: %d\n%.500s", a.Code, a.Body)
	}
	f.answered("the form again", a)
	f.open("search", "/desk/cases?q="+url.QueryEscape(line))
	f.open("public search", f.root()+"/tim-kiem?q="+url.QueryEscape(line)+"&none=1")
	f.open("search of the library", "/desk/library?q="+url.QueryEscape(line))
	f.open("an address that is none", f.root()+"/"+f.section.Slug+"/"+url.PathEscape(vectors[0])+"?q="+url.QueryEscape(line)+"&none=1")
}

// post sends a form over HTTP as somebody, or as nobody, with a file.
func (f *feeding) post(path string, fields url.Values, who string, file []byte) *httptest.ResponseRecorder {
	f.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, all := range fields {
		for _, v := range all {
			f.must(w.WriteField(name, v))
		}
	}
	if file != nil {
		p, err := w.CreateFormFile("file", "x.csv")
		f.must(err)
		_, err = p.Write(file)
		f.must(err)
	}
	f.must(w.Close())
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+path, &b)
	n := f.next() // from another place each time: the pace of forms is measured elsewhere
	r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1", n>>16&255, n>>8&255, n&255)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Accept-Language", "vi")
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "congbo_desk", Value: f.session(who)})
	}
	a := httptest.NewRecorder()
	f.Handler().ServeHTTP(a, r)
	return a
}

func (h *house) session(who string) string {
	h.t.Helper()
	h.Accounts.Config.Demo = true
	in, err := h.Accounts.SignInDemo(h.t.Context(), accounts.Visitor{Address: "192.0.2.1"}, h.who[who].Person)
	h.must(err)
	return in.Token
}

// table gives a house its people in tables: one whose names, titles, telephone
// numbers and papers are vectors, which is carried out, and one with vectors in
// every column, which is refused row by row.
func (f *feeding) table(vectors []string) {
	f.t.Helper()
	f.Desk.Posts = nil
	f.oversees(f.viewer)
	var good, bad [][]string
	known := packs(vectors, 200)
	for i, pack := range known {
		v := vi.CleanLine(strings.Join(pack, " "))
		row := make([]string, len(accounts.Columns))
		row[0], row[1], row[2], row[3], row[4], row[10] = v, fmt.Sprintf("v%d@nguoidan.example", i), v, v, v, v
		row[5], row[6] = "Khoa Thủy sản", string(people.Staff)
		good = append(good, row)
		row = make([]string, len(accounts.Columns))
		for j := range row {
			row[j] = v
		}
		bad = append(bad, row)
	}
	who := accounts.Actor{Actor: f.who[f.viewer]}
	for i, row := range good {
		r, err := f.Accounts.ImportPeople(f.t.Context(), who, accounts.TableOf([][]string{row}), true, true)
		f.taken("import of people, names and titles", known[i], r, err)
	}
	for i, row := range bad {
		r, err := f.Accounts.ImportPeople(f.t.Context(), who, accounts.TableOf([][]string{row}), true, true)
		f.taken("import of people, every column", known[i], r, err)
	}
	for name, rows := range map[string][][]string{"a table looked at": good, "a table refused": bad} {
		for some := range slices.Chunk(rows, 100) {
			var b bytes.Buffer
			writeCSV(&b, append([][]string{accounts.Columns}, some...))
			f.answered(name, f.post("/desk/people/table", url.Values{}, f.viewer, b.Bytes()))
		}
		if f.brief {
			continue
		}
		var b bytes.Buffer
		writeCSV(&b, append(slices.Clone(rows[:min(3, len(rows))]), accounts.Columns))
		f.answered("a table without a head", f.post("/desk/people/table", url.Values{}, f.viewer, b.Bytes()))
	}
	f.drain()
	if f.brief {
		f.open("people", "/desk/people")
		return
	}
	for path, more := range map[string]int{"/desk/people": 40, "/desk/roster": 3, "/desk/log": 3, "/desk/letters": 3} {
		f.pages = append(f.pages, shownPage{Name: path, Path: path, Next: more})
	}
	f.must(f.Store.View(f.t.Context(), func(tx *store.Tx) error {
		all, err := tx.People(f.t.Context(), store.PersonFilter{Institution: f.inst, Limit: 10_000})
		for i, p := range all {
			if i%5 == 0 && strings.HasSuffix(p.Email, "@nguoidan.example") { // the list shows them all
				f.open("a person", fmt.Sprintf("/desk/people/%d", p.ID))
			}
		}
		return err
	}))
	f.outgoing()
}

func (f *feeding) taken(way string, pack []string, r *accounts.TableResult, err error) {
	f.t.Helper()
	kept := ""
	if err == nil {
		if l := r.Lines[0]; l.Outcome == accounts.Refused {
			err = l.Faults
		} else {
			kept = l.Name
		}
	}
	f.sum.took(f.t, way, pack, kept, err)
}
