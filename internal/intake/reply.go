package intake

import (
	"context"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A Note is what a sender adds to a request on the page that follows it.
type Note struct {
	Text  string
	Files []File
	Key   string // made with the form: sending it twice is one message
	Word  bool   // a word to the office, not what they were asked for: the wait goes on
}

// Reply adds a message to the conversation about a request, from whoever sent
// the request: by its link, or signed in. It decides nothing; it may end the
// wait for the sender, as a letter does.
func (in *Intake) Reply(ctx context.Context, who cases.Actor, request int64, n Note) (*Receipt, error) {
	var read content.Reading
	n.Text = bound(strings.TrimSpace(read.Text(n.Text)))
	if err := n.check(); err != nil {
		return nil, err
	}
	var req *store.Request
	err := in.Store.View(ctx, func(tx *store.Tx) (err error) {
		req, err = tx.Request(ctx, request)
		return err
	})
	if err != nil {
		return nil, err
	}
	if req.Institution != who.Institution || who.Outside != req.ID && (who.Person == 0 || who.Person != req.Person) {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	files, err := in.keep(ctx, n.Files)
	if err != nil {
		return nil, err
	}
	r := &Receipt{Request: req.Code, RequestID: req.ID, Attachments: len(files)}
	err = in.Store.Tx(ctx, func(tx *store.Tx) error {
		if x, err := tx.DisposedRequest(ctx, req.ID); err != nil {
			return err
		} else if x != nil {
			return fault.New(fault.Invalid, "cases.disposal_proposed").In("text")
		}
		for _, s := range files {
			if err := tx.AddMedia(ctx, s.media); err != nil {
				return err
			}
		}
		m := store.Message{Request: req.ID, Direction: "in", Channel: "form", Mailbox: req.Mailbox, Digest: n.digest(req), FromName: req.SenderName, FromEmail: req.SenderEmail,
			Subject: req.Subject, Body: n.Text, Fresh: n.Text, Recoded: read.Recoded, State: store.MessagePlaced, ReceivedAt: tx.Now()}
		added, err := in.addOnce(ctx, tx, &m, files)
		if err != nil || !added {
			*r, err = in.again(ctx, tx, *r, m, err)
			return err
		}
		r.State = Joined
		if n.Word && req.Channel == store.ChannelCommission {
			return in.Cases.WordCame(ctx, tx, req, &m)
		}
		return in.Cases.MessageCame(ctx, tx, req, &m)
	})
	return r, err
}

// digest names the note among all forms: its key is good for its request only.
func (n Note) digest(req *store.Request) string {
	if n.Key == "" {
		return ""
	}
	return n.Key + "/" + req.Code
}

func (n Note) check() error {
	var wrong fault.List
	if n.Text == "" && len(n.Files) == 0 {
		wrong = append(wrong, fault.New(fault.Invalid, "intake.give_text").In("text"))
	}
	if len(n.Files) > MaxFiles {
		wrong = append(wrong, fault.New(fault.Invalid, "intake.many_files", MaxFiles).In("files"))
	}
	for _, f := range n.Files {
		if len(f.Data) > MaxFile {
			wrong = append(wrong, fault.New(fault.Invalid, "intake.large_file", clip(vi.ReadLine(f.Name), 80), MaxFile>>20).In("files"))
		}
	}
	return wrong.Err()
}
