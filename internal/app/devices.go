package app

import (
	"context"
	"encoding/json"
	"strings"

	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/editorial"
	"congbo/internal/intake"
	"congbo/internal/mail"
	"congbo/internal/notify"
	"congbo/internal/picture"
	"congbo/internal/programs"
	"congbo/internal/worker"
)

// Workers are the parsers that run in children which can be killed.
var Workers = worker.Handlers{mail.Task: mail.Work, convertTask: convertWork, picture.Name: picture.Work}

// letter reads a raw letter for intake. own tells which addresses are ours:
// letters that our own program wrote are never answered. trust names the mail
// server that is believed about who wrote a letter; "" for none.
func letter(pool *mail.Pool, own func(address string) bool, trust string) func(context.Context, []byte) (*intake.Letter, error) {
	return func(ctx context.Context, raw []byte) (*intake.Letter, error) {
		m, err := pool.Parse(ctx, raw)
		if err != nil {
			return nil, err
		}
		l := &intake.Letter{MessageID: m.MessageID, InReplyTo: m.InReplyTo, References: m.References, FromName: m.From.Name, FromEmail: m.From.Email,
			Subject: m.Subject, Text: m.Text, Fresh: mail.NewText(m.Text), HTML: m.HTML, Answerable: m.Answerable(own), Digest: m.Digest, Lang: m.Lang, Vouched: m.Vouches(trust),
			Problem: strings.Join(m.Problems, " ")}
		for _, c := range m.Recoded {
			part := content.PartBody
			if c.Subject {
				part = content.PartTitle
			}
			l.Recoded = append(l.Recoded, content.Recoded{Part: part, Charset: c.Charset, Came: content.Raw(c.Came), Became: c.Became, Applied: c.Applied})
		}
		if kind := m.Classify(own); kind != mail.NotAuto {
			l.Auto = kind.String()
		}
		for _, a := range m.Attachments {
			f := intake.File{Name: a.Name, Data: a.Data}
			if a.Inline {
				f.InlineID = a.ContentID
			}
			l.Files = append(l.Files, f)
		}
		return l, nil
	}
}

// post hands letters to a mail server.
type post struct{ sender *mail.Sender }

// Send implements notify.Sender.
func (p post) Send(ctx context.Context, o notify.Outgoing) error {
	m := mail.Outgoing{MessageID: o.MessageID, From: mail.Address{Name: o.FromName, Email: o.From}, To: []mail.Address{{Name: o.ToName, Email: o.To}},
		Subject: o.Subject, Text: o.Text, HTML: o.HTML, InReplyTo: o.InReplyTo, References: o.References, Auto: o.Auto}
	if !o.Auto {
		m.EnvelopeFrom = o.From
	}
	_, err := p.sender.Send(ctx, m)
	return err
}

// measure tells the type and size of a picture that a page may show, from its
// first bytes, without decoding it; "" for anything else.
// The size is that of the picture as it is seen, upright.
func measure(data []byte) (kind string, width, height int) {
	i, err := picture.Look(data)
	if err != nil {
		return "", 0, 0
	}
	return i.Type, i.Width, i.Height
}

// painter makes pictures in a child of its own pool: one at a time, since one
// takes much memory, and never in the way of letters.
func painter(pool *worker.Pool) func(context.Context, picture.Task) (*picture.Answer, error) {
	return func(ctx context.Context, t picture.Task) (*picture.Answer, error) {
		task, err := json.Marshal(t)
		if err != nil {
			return nil, err
		}
		answer, err := pool.Do(ctx, picture.Name, task)
		if err != nil {
			return nil, err
		}
		var a picture.Answer
		return &a, json.Unmarshal(answer, &a)
	}
}

func measureSize(data []byte) (width, height int) {
	_, w, h := measure(data)
	return w, h
}

const convertTask = "convert"

type convertRequest struct {
	Kind string
	Data []byte
}

// convertWork turns a file into blocks in a child: the other end of converter.
func convertWork(task []byte) ([]byte, error) {
	var q convertRequest
	if err := json.Unmarshal(task, &q); err != nil {
		return nil, err
	}
	r, err := convert.Convert(q.Kind, q.Data)
	if err != nil {
		return nil, err
	}
	return json.Marshal(r)
}

// A Converter turns files into blocks: first, where package convert does not
// read them, with a program of the machine, then in a child that can be killed.
type Converter struct {
	Workers  *worker.Pool
	Programs *programs.Programs // may be nil: none
}

// Convert reads a file of a kind of package convert.
func (c Converter) Convert(ctx context.Context, kind string, data []byte) (*convert.Result, error) {
	kind, data, err := c.Programs.Read(ctx, kind, data)
	if err != nil {
		return nil, err
	}
	task, err := json.Marshal(convertRequest{kind, data})
	if err != nil {
		return nil, err
	}
	answer, err := c.Workers.Do(ctx, convertTask, task)
	if err != nil {
		return nil, err
	}
	var r convert.Result
	if err := json.Unmarshal(answer, &r); err != nil {
		return nil, err
	}
	for _, data := range r.Images {
		if i, err := picture.Look(data); err != nil || !i.Fits() || len(data) > editorial.MaxImage {
			r.Notes = append(r.Notes, "convert.picture_kind")
			break
		}
	}
	return &r, nil
}

// draft is Convert for package editorial.
func (c Converter) draft(ctx context.Context, kind string, data []byte) (*editorial.Draft, error) {
	r, err := c.Convert(ctx, kind, data)
	if err != nil {
		return nil, err
	}
	d := &editorial.Draft{Title: r.Title, Blocks: r.Blocks, Images: r.Images, Notes: r.Notes, Comments: r.Comments}
	for _, l := range r.Legacy {
		d.Recoded = append(d.Recoded, content.Recoded{Part: content.PartBody, Charset: l.Charset, Came: l.Before, Became: l.After, Applied: l.Applied})
	}
	return d, nil
}

var _ notify.Sender = post{}
