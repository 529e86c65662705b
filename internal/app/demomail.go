package app

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/mail"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

const maxDemoLetter = 40 << 20

// A demoMail is the page of everybody's mailbox.
type demoMail struct {
	Path    string // of the institution's pages
	Boxes   []store.Mailbox
	Letters []demoLetter
	Form    demoForm
	Done    string
}

type demoForm struct{ To, Name, From, Subject, Text string }

type demoLetter struct {
	ID      int64
	To      string
	Subject string
	When    string
	State   string
}

func (p *demoPages) mail(r *http.Request, l locale.Lang) (string, any, error) {
	h, err := p.house(r, l)
	if err != nil {
		return "", nil, err
	}
	m := demoMail{Path: h.Path, Done: r.URL.Query().Get("sent"), Form: demoForm{Name: "Nguyễn Thị Thu Cúc", From: "thucuc@khach.example"}}
	return locale.T(l, "demo.mail"), &m, p.fillMail(r.Context(), l, h.ID, &m)
}

func (p *demoPages) fillMail(ctx context.Context, l locale.Lang, institution int64, m *demoMail) error {
	return p.app.Store.View(ctx, func(tx *store.Tx) error {
		var err error
		if m.Boxes, err = tx.Mailboxes(ctx, institution); err != nil {
			return err
		}
		if m.Form.To == "" && len(m.Boxes) > 0 {
			m.Form.To = m.Boxes[0].Address
		}
		m.Letters = nil
		letters, err := tx.Letters(ctx, institution, "", 0, 100)
		for _, x := range letters {
			m.Letters = append(m.Letters, demoLetter{x.ID, x.ToName + " <" + x.ToEmail + ">", x.Subject, workday.Moment(l, x.CreatedAt), x.State})
		}
		return err
	})
}

// A demoRead is one letter as its reader sees it.
type demoRead struct {
	Path string // of the institution's pages
	store.Letter
	When  string
	Parts []demoPart
}

// A demoPart is a line of a letter, or an address in it.
type demoPart struct{ Text, Link string }

func (p *demoPages) letter(r *http.Request, l locale.Lang) (string, any, error) {
	h, err := p.house(r, l)
	if err != nil {
		return "", nil, err
	}
	m := demoRead{Path: h.Path}
	err = p.app.Store.View(r.Context(), func(tx *store.Tx) error {
		x, err := tx.Letter(r.Context(), pathID(r))
		if err == nil && x.Institution != h.ID {
			err = fault.New(fault.NotFound, "fault.not_found")
		}
		if err == nil {
			m.Letter = *x
		}
		return err
	})
	if err != nil {
		return "", nil, err
	}
	if err := p.linked(r.Context(), &m.Letter); err != nil {
		return "", nil, err
	}
	m.When = workday.Moment(l, m.CreatedAt)
	if m.Body == "" {
		m.Body = p.office.text(m.MessageID)
	}
	for line := range strings.Lines(m.Body) {
		line = strings.TrimRight(line, "\n")
		part := demoPart{Text: line}
		if s := strings.TrimSpace(line); strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
			part.Link = s
		}
		m.Parts = append(m.Parts, part)
	}
	return m.Subject, &m, nil
}

// linked puts back the link by which the reader of a letter decides, or sends
// what they were asked for: letters are kept without it, and in a demonstration
// everybody reads everybody's.
func (p *demoPages) linked(ctx context.Context, l *store.Letter) error {
	back := func(path func(link string) string, link string) {
		l.Body = strings.ReplaceAll(l.Body, path("…"), path(link))
	}
	return p.app.Store.View(ctx, func(tx *store.Tx) error {
		if id, err := strconv.ParseInt(l.Data[cases.LetterCall], 10, 64); err == nil {
			call, err := tx.Call(ctx, id)
			if err != nil {
				return err
			}
			back(cases.DecidePath, p.app.Cases.CallLink(call))
		}
		if id, err := strconv.ParseInt(l.Data[cases.KeyAskedLink], 10, 64); err == nil {
			link, err := tx.CommissionLink(ctx, id)
			if err != nil {
				return err
			}
			back(func(to string) string { return cases.AskedPath(l.Lang, to) }, p.app.Cases.AskedLink(link))
		}
		return nil
	})
}

// send puts a letter together and hands it to the program's own SMTP listener.
func (p *demoPages) send(w http.ResponseWriter, r *http.Request) {
	l := p.lang(r)
	r.Body = http.MaxBytesReader(w, r.Body, maxDemoLetter)
	h, err := p.house(r, l)
	if err != nil {
		p.show(w, r, l, "sorry", "", nil, err, nil)
		return
	}
	m := &demoMail{Path: h.Path}
	var wrong []*fault.Error
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		wrong = append(wrong, fault.New(fault.TooLarge, "intake.letter_too_large", maxDemoLetter>>20))
	} else {
		m.Form = demoForm{To: r.PostFormValue("to"), Name: vi.CleanLine(r.PostFormValue("name")), From: vi.CleanLine(r.PostFormValue("from")),
			Subject: vi.CleanLine(r.PostFormValue("subject")), Text: vi.Clean(r.PostFormValue("text"))}
		err := p.deliver(r, m.Form)
		if err == nil {
			http.Redirect(w, r, h.Path+"/mail?sent=1&lang="+string(l), http.StatusSeeOther)
			return
		}
		if e, ok := fault.As(err); ok {
			wrong = append(wrong, e)
		} else {
			p.show(w, r, l, "sorry", "", nil, err, nil)
			return
		}
	}
	err = p.fillMail(r.Context(), l, h.ID, m)
	p.show(w, r, l, "mail", locale.T(l, "demo.mail"), m, err, wrong)
}

func (p *demoPages) deliver(r *http.Request, f demoForm) error {
	from, ok := mail.ParseAddress(f.From)
	if !ok {
		return fault.New(fault.Invalid, "intake.bad_email")
	}
	from.Name = f.Name
	o := mail.Outgoing{MessageID: p.app.messageID(), Date: p.app.Store.Now(), From: from, EnvelopeFrom: from.Email, To: []mail.Address{{Email: f.To}}, Subject: f.Subject, Text: f.Text}
	for _, h := range r.MultipartForm.File["files"] {
		file, err := h.Open()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(file)
		file.Close()
		if err != nil {
			return err
		}
		o.Attachments = append(o.Attachments, mail.Attachment{Name: h.Filename, ContentType: intake.Sniff(data), Data: data})
	}
	s := mail.Sender{Addr: p.smtp, Helo: "demo.example", TLS: mail.TLSNone, Now: p.app.Store.Now}
	_, err := s.Send(r.Context(), o)
	return err
}
