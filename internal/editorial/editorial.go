// Package editorial is the work on a text inside a case: making a document of
// what was sent, saving revisions of it, pictures, who works on it, notes and
// letters to the sender. Decisions about a case (verdicts, moves, questions to
// the leadership) are package cases' own, the same for every way in.
package editorial

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/store"
)

// Budgets of pictures (see the security notes: a small file can be a huge
// picture).
const (
	MaxImage  = 30 << 20 // bytes
	maxPixels = 50_000_000
	maxSide   = 20_000
)

// Blobs keeps bytes durably under their SHA-256; see package blob.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, limit int64) (id string, size int64, err error)
	Get(ctx context.Context, id string) (io.ReadSeekCloser, error)
}

// A Draft is what a converter made of a file or of a letter's HTML.
type Draft struct {
	Title  string         // "" if it has none of its own
	Blocks []content.Node // in the body schema; images name their bytes by the keys of Images
	Images map[string][]byte
	Notes  []string // message keys of what was lost or changed
	// Recoded is what was read from charsets before Unicode.
	Recoded []content.Recoded
	// Comments are what people wrote beside the text in the file.
	Comments []convert.Comment

	readings []reading
}

// A reading is what came of making a text of an attachment.
type reading struct {
	attachment     int64
	problem, notes string // as store.Attachment has them
}

// Editorial is the verbs of this area.
type Editorial struct {
	Store *store.Store
	Cases *cases.Cases
	Blobs Blobs
	// Convert turns a file into blocks, in processes that can be killed; kind is
	// one of package convert. A file it cannot read is fault.Invalid.
	Convert func(ctx context.Context, kind string, data []byte) (*Draft, error)
	// BarredHosts are host names to which no text may link (F-C14).
	BarredHosts []string
	// Measure tells the type and size of a picture without decoding it; "" for
	// what is none that a page may show.
	Measure func(data []byte) (kind string, width, height int)
	// Sniff tells the type of a file by its bytes.
	Sniff func(data []byte) string
}

// maxWord is the largest file of which a text is made, in bytes.
const maxWord = 20 << 20

// TakeOver makes a document of the request of a case (F-F8): the text of the
// letter or of the first text file (Word, OpenDocument, RTF), with its tables,
// pictures and comments; what came as
// pictures beside it stands at the end. The attachments stay as they are.
// Taking over makes nobody an author (design: Authors).
func (e *Editorial) TakeOver(ctx context.Context, who cases.Actor, id, version int64) (*cases.Result, error) {
	return e.TakeOverFor(ctx, who, id, version, 0)
}

// TakeOverFor is TakeOver for a site other than the one the office's requests
// are for, and so for a text in that site's language; 0 leaves it as it is.
func (e *Editorial) TakeOverFor(ctx context.Context, who cases.Actor, id, version, site int64) (*cases.Result, error) {
	return e.TakeOverAs(ctx, who, id, version, Take{Site: site})
}

// TakeOverAs is TakeOver as somebody chose.
func (e *Editorial) TakeOverAs(ctx context.Context, who cases.Actor, id, version int64, take Take) (*cases.Result, error) {
	site := take.Site
	draft, err := e.draft(ctx, who, id, take)
	if err != nil {
		return nil, err
	}
	media, err := e.keepImages(ctx, draft)
	if err != nil {
		return nil, err
	}
	read := &content.Reading{}
	body, err := read.Blocks(draft.Blocks)
	if err != nil { // something a converter made and the schema refuses: the words at least
		if body, err = read.Blocks(wordsOf(draft.Blocks)); err != nil {
			return nil, err
		}
		for i := range draft.Comments { // about a paragraph that is another one now
			draft.Comments[i].Block = -1
		}
	}
	return e.Cases.Act(ctx, who, cases.Input{Case: id, Version: version, Act: flow.Act{Kind: flow.DoAttach},
		Before: func(ctx context.Context, tx *store.Tx, d *cases.Dossier) error {
			if d.Document != nil {
				return fault.New(fault.Conflict, "editorial.taken_over")
			}
			for _, m := range media {
				if err := tx.AddMedia(ctx, m); err != nil {
					return err
				}
			}
			chosen := site != 0
			if chosen {
				d.Case.Site = site
			}
			lang := locale.VI
			if d.Case.Site != 0 {
				s, err := tx.Site(ctx, d.Case.Site)
				if err != nil {
					return err
				}
				if chosen && (s.Institution != d.Case.Institution || !s.Active) {
					return fault.New(fault.NotFound, "fault.not_found")
				}
				lang = s.Lang
			}
			doc := store.Document{Institution: d.Case.Institution, Unit: d.Case.Unit, Lang: lang}
			if err := tx.AddDocument(ctx, &doc); err != nil {
				return err
			}
			r := content.Revision{DocumentID: doc.ID, Lang: lang, Title: draft.Title, Body: body, SavedBy: int64(who.Person), SavedFor: int64(who.For)}
			if d.Case.Site != 0 {
				r.Sites = []content.Placement{{Site: d.Case.Site}}
			}
			r.Recoded = draft.Recoded
			r, dropped := read.Into(r).WithoutDanger(e.BarredHosts)
			dropped = append(read.Dropped, dropped...)
			switch {
			case len(dropped) > 0:
				r.Note = NoteDropped(who.Lang, "", dropped)
			case slices.Contains(draft.Notes, "convert.link_removed"):
				r.Note = locale.T(who.Lang, "convert.link_removed")
			}
			if err := tx.AddRevision(ctx, &r, 0, nil); err != nil {
				return err
			}
			for _, x := range draft.readings {
				if err := tx.NoteReading(ctx, x.attachment, x.problem, x.notes); err != nil {
					return err
				}
			}
			if err := addComments(ctx, tx, d, who, &r, draft.Comments); err != nil {
				return err
			}
			if err := d.SentText(ctx, tx, doc.ID, r.ID); err != nil {
				return err
			}
			d.Case.Document = doc.ID
			return nil
		}})
}

// draft reads what was sent and turns it into blocks.
func (e *Editorial) draft(ctx context.Context, who cases.Actor, id int64, take Take) (*Draft, error) {
	var messages []store.Message
	var files []store.Attachment
	title, asked := "", false
	err := e.Store.View(ctx, func(tx *store.Tx) error {
		c, err := tx.Case(ctx, id)
		if err != nil {
			return err
		}
		if c.Institution != who.Institution {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		title = c.Title
		if c.Request == 0 {
			return nil
		}
		r, err := tx.Request(ctx, c.Request)
		if err != nil {
			return err
		}
		asked = r.Channel == store.ChannelCommission
		if messages, err = tx.Messages(ctx, c.Request); err != nil {
			return err
		}
		files, err = tx.Attachments(ctx, c.Request)
		return err
	})
	if err != nil {
		return nil, err
	}
	d := &Draft{Title: title, Images: make(map[string][]byte)}
	for _, m := range messages { // what does not stand in the text goes again
		d.Recoded = append(d.Recoded, m.Recoded...)
	}
	if asked { // a word may have come before the piece, and an earlier piece was sent back: the last is meant
		slices.Reverse(messages)
		slices.Reverse(files)
	}
	chosen, err := take.among(files)
	if err != nil {
		return nil, err
	}
	if err := e.addText(ctx, d, messages, chosen, take, asked); err != nil {
		return nil, err
	}
	if take.NoComments {
		d.Comments = nil
	}
	for _, f := range files {
		if f.InlineID != "" || !strings.HasPrefix(f.Type, "image/") {
			continue
		}
		data, err := e.bytes(ctx, f.Media, MaxImage)
		if fault.Is(err, fault.TooLarge) {
			continue // stays an attachment
		} else if err != nil {
			return nil, err
		}
		if kind, _, _ := e.Measure(data); kind == "" {
			continue
		}
		d.Images[f.Media] = data
		d.Blocks = append(d.Blocks, content.Node{Type: "image", Attrs: map[string]any{"media": f.Media}})
	}
	if len(d.Blocks) == 0 {
		d.Blocks = content.Empty().Doc.Content
	}
	return d, nil
}

// addText takes the text from the first of the files that can be read, else
// from the first letter. What somebody was asked for may be written in light
// markup. A file that was chosen and cannot be read is a fault.
func (e *Editorial) addText(ctx context.Context, d *Draft, messages []store.Message, files []store.Attachment, take Take, asked bool) error {
	for _, f := range files {
		got, err := e.readFile(ctx, f)
		if err == nil {
			d.merge(got)
			d.readings = append(d.readings, reading{f.ID, "", strings.Join(got.Notes, " ")})
			return nil
		}
		why, ok := fault.As(err)
		if k := fault.KindOf(err); !ok || k != fault.Invalid && k != fault.TooLarge || take.From > 0 {
			return err
		}
		d.readings = append(d.readings, reading{f.ID, why.Kept(), ""})
	}
	i := slices.IndexFunc(messages, func(m store.Message) bool { return m.Direction == "in" })
	if i < 0 {
		return nil
	}
	m := messages[i]
	if m.HTML != "" && m.Fresh == m.Body {
		if got, err := e.Convert(ctx, "html", []byte(m.HTML)); err == nil && len(got.Blocks) > 0 {
			d.merge(got)
			return nil
		}
	}
	if asked && m.Channel == "form" {
		if body, err := content.FromMarkup(m.Fresh); err == nil {
			d.merge(&Draft{Blocks: body.Doc.Content})
			return nil
		}
	}
	got, err := e.Convert(ctx, "text", []byte(m.Fresh))
	if err != nil {
		return err
	}
	d.merge(got)
	return nil
}

// readFile makes blocks of a file that is kept.
func (e *Editorial) readFile(ctx context.Context, f store.Attachment) (*Draft, error) {
	data, err := e.bytes(ctx, f.Media, maxWord)
	if fault.Is(err, fault.TooLarge) {
		return nil, fault.New(fault.TooLarge, "editorial.large_word", maxWord>>20)
	} else if err != nil {
		return nil, err
	}
	kind := convert.KindOf(f.Name, data)
	if kind == "" {
		return nil, fault.New(fault.Invalid, "convert.unknown")
	}
	return e.Convert(ctx, kind, data)
}

func (d *Draft) merge(got *Draft) {
	if got.Title != "" {
		d.Title = got.Title
	}
	for _, c := range got.Comments {
		c.Block += len(d.Blocks)
		d.Comments = append(d.Comments, c)
	}
	d.Blocks = append(d.Blocks, got.Blocks...)
	d.Notes = append(d.Notes, got.Notes...)
	d.Recoded = append(d.Recoded, got.Recoded...)
	for k, v := range got.Images {
		d.Images[k] = v
	}
}

// keepImages stores the pictures of a draft and puts their names into its
// blocks. A picture that cannot be shown becomes a line of text.
func (e *Editorial) keepImages(ctx context.Context, d *Draft) ([]store.Media, error) {
	names := make(map[string]string)
	var media []store.Media
	for key, data := range d.Images {
		kind, w, h := e.Measure(data)
		if kind == "" || len(data) > MaxImage || w > maxSide || h > maxSide || w*h > maxPixels {
			continue
		}
		id, size, err := e.Blobs.Put(ctx, bytes.NewReader(data), MaxImage)
		if err != nil {
			return nil, err
		}
		names[key] = id
		media = append(media, store.Media{ID: id, Type: kind, Size: size, Width: w, Height: h})
	}
	before := d.Blocks
	d.Blocks = rename(d.Blocks, names)
	moveComments(d.Comments, before, names)
	return media, nil
}

func rename(nodes []content.Node, names map[string]string) []content.Node {
	kept := make([]content.Node, 0, len(nodes))
	for _, n := range nodes {
		if n.Type == "image" {
			key, _ := n.Attrs["media"].(string)
			id, ok := names[key]
			if !ok {
				continue
			}
			attrs := make(map[string]any, len(n.Attrs))
			for k, v := range n.Attrs {
				attrs[k] = v
			}
			attrs["media"] = id
			n.Attrs = attrs
		}
		n.Content = rename(n.Content, names)
		kept = append(kept, n)
	}
	return kept
}

func (e *Editorial) bytes(ctx context.Context, id string, limit int64) ([]byte, error) {
	f, err := e.Blobs.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read blob: %w", err)
	}
	if int64(len(data)) > limit {
		return nil, fault.New(fault.TooLarge, "blob.too_large", limit>>20)
	}
	return data, nil
}

// mayChange says why somebody may not change the text of a case now: it is asked
// before any of their bytes are kept, and again by the act itself.
func (e *Editorial) mayChange(ctx context.Context, who cases.Actor, id int64) error {
	v, err := e.Cases.See(ctx, who, id)
	if err != nil {
		return err
	}
	return v.MayEdit(who)
}

// Upload keeps a picture for the text of a case and returns what the editor
// shows of it. Bytes are looked at, names are not.
func (e *Editorial) Upload(ctx context.Context, who cases.Actor, of int64, data []byte) (*store.Media, error) {
	if err := e.mayChange(ctx, who, of); err != nil {
		return nil, err
	}
	if len(data) > MaxImage {
		return nil, fault.New(fault.TooLarge, "blob.too_large", MaxImage>>20)
	}
	kind, w, h := e.Measure(data)
	if kind == "" {
		return nil, fault.New(fault.Invalid, "editorial.no_image")
	}
	if w > maxSide || h > maxSide || w*h > maxPixels {
		return nil, fault.New(fault.TooLarge, "editorial.huge_image", maxPixels/1_000_000)
	}
	id, size, err := e.Blobs.Put(ctx, bytes.NewReader(data), MaxImage)
	if err != nil {
		return nil, err
	}
	m := store.Media{ID: id, Type: kind, Size: size, Width: w, Height: h}
	return &m, e.Store.Tx(ctx, func(tx *store.Tx) error { return tx.AddMedia(ctx, m) })
}

// Assign lets one of the hands of a case take it, or hand it to another of
// them; 0 gives it back to all (F-H2).
func (e *Editorial) Assign(ctx context.Context, who cases.Actor, id, version int64, to int64) error {
	return e.Cases.Assign(ctx, who, id, version, to)
}

// Reassign is Assign with the reason that it takes to hand over what somebody
// else is at.
func (e *Editorial) Reassign(ctx context.Context, who cases.Actor, id, version, to int64, reason string) error {
	return e.Cases.Reassign(ctx, who, id, version, to, reason)
}

// Note adds a remark for colleagues; the sender never sees it.
func (e *Editorial) Note(ctx context.Context, who cases.Actor, id int64, text string) error {
	said := content.ReadSaid(text)
	if said.Text == "" {
		return fault.New(fault.Invalid, "editorial.empty_note").In("note")
	}
	return e.Cases.Remark(ctx, who, id, "note", said, func(ctx context.Context, tx *store.Tx, d *cases.Dossier) error {
		tx.Record(d.Case.Institution, event.Event{Verb: event.Remarked, Case: d.Case.ID, Actor: int64(d.Actor.Person), OnBehalfOf: int64(d.Actor.For)})
		return nil
	})
}

// WriteSender sends words of the office to whoever asked, within the
// conversation of the request.
func (e *Editorial) WriteSender(ctx context.Context, who cases.Actor, id int64, text string) error {
	said := content.ReadSaid(text)
	if said.Text == "" {
		return fault.New(fault.Invalid, "editorial.empty_letter").In("letter")
	}
	return e.Cases.Remark(ctx, who, id, "letter", said, func(ctx context.Context, tx *store.Tx, d *cases.Dossier) error {
		if d.Request == nil || d.Request.SenderEmail == "" {
			return fault.New(fault.Invalid, "editorial.no_address")
		}
		m := store.Message{Request: d.Request.ID, Direction: "out", Channel: "desk", Mailbox: d.Request.Mailbox, FromName: who.Name, Subject: d.Case.Title,
			Body: said.Text, Fresh: said.Text, Recoded: said.Recoded, State: store.MessagePlaced, ReceivedAt: tx.Now()}
		if _, err := tx.AddMessage(ctx, &m); err != nil {
			return err
		}
		tx.Record(d.Case.Institution, event.Event{Verb: event.MessageAdded, Case: d.Case.ID, Actor: int64(d.Actor.Person), OnBehalfOf: int64(d.Actor.For), Subject: fmt.Sprintf("message:%d", m.ID)})
		return e.Cases.WriteRequester(ctx, tx, d, "note", cases.LetterData(d, said.Text))
	})
}

// wordsOf keeps the text of blocks, a paragraph each.
func wordsOf(blocks []content.Node) []content.Node {
	var out []content.Node
	var walk func(n content.Node)
	walk = func(n content.Node) {
		var line strings.Builder
		for _, c := range n.Content {
			if c.Type == "text" {
				line.WriteString(c.Text)
			} else {
				walk(c)
			}
		}
		if s := strings.TrimSpace(line.String()); s != "" {
			out = append(out, content.Node{Type: "paragraph", Content: []content.Node{{Type: "text", Text: s}}})
		}
	}
	for _, b := range blocks {
		walk(b)
	}
	if len(out) == 0 {
		return content.Empty().Doc.Content
	}
	return out
}
