package desk

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/publishing"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A TalkItem is one letter of the conversation with the sender, theirs or
// ours.
type TalkItem struct {
	Ours  bool
	From  string
	When  string
	At    time.Time
	Title string // of our letters: what kind
	Body  string
	Rest  string // what a letter quotes, folded away
	Files []FileView
	State *Tag // of our letters; of theirs, that it came from another address
	Read  []RecodedView

	id     int64 // of a message
	unseen bool
}

// A FileView is a file that came with a letter.
type FileView struct {
	Name    string
	Path    string
	Size    int64
	Kind    string // as people call it: DOCX, JPEG
	Picture string // address of the picture where it is one
	Problem string // why no text could be made of it
	Notes   []string
}

// A WriteView offers to write to the sender.
type WriteView struct {
	To    string
	Email string
	Typed string
}

// talk is the conversation, oldest first, and all files that came in it. Of our
// letters it has those that procedures send to whoever asked; what was written
// by hand is there as a message already.
func (b *book) talk() ([]TalkItem, []FileView) {
	list := b.messages()
	for _, l := range b.View.Letters {
		if l.Request == 0 || !cases.Facing(flow.Letter(l.Template)) {
			continue
		}
		tag := letterTag(b.l, l)
		t := TalkItem{Ours: true, From: b.t("desk.our_letter"), At: l.CreatedAt, Title: letterTitle(b.l, l.Template), Body: l.Data["reason"], Rest: l.Body, State: &tag}
		list = append(list, t)
	}
	slices.SortStableFunc(list, func(x, y TalkItem) int { return x.At.Compare(y.At) })
	for i := range list {
		list[i].When = shortMoment(b.l, b.now, list[i].At)
		// What a requester answers quotes our letter too.
		list[i].Body, list[i].Rest = veil(list[i].Body), veil(list[i].Rest)
	}
	return list, b.files(b.Attachments)
}

// messages are what came in and what was written by hand, oldest first.
func (b *book) messages() []TalkItem {
	var list []TalkItem
	byMessage := make(map[int64][]store.Attachment)
	for _, a := range b.Attachments {
		byMessage[a.Message] = append(byMessage[a.Message], a)
	}
	for _, m := range b.Messages {
		t := TalkItem{Ours: m.Direction == "out", From: m.FromName, At: m.ReceivedAt, Body: m.Fresh, Files: b.files(byMessage[m.ID]), id: m.ID, unseen: m.Unseen, Read: wordsRead(m.Recoded)}
		if t.From == "" {
			t.From = m.FromEmail
		}
		switch {
		case t.Ours:
		case m.FromEmail == "" || b.Request != nil && m.FromEmail == b.Request.SenderEmail:
			if b.Case.Sender != "" {
				t.From = b.Case.Sender
			}
		default:
			t.From = m.FromEmail // whatever name it bears
			t.State = &Tag{"warn", "warn", b.t("desk.other_address")}
		}
		if rest := strings.TrimSpace(strings.TrimPrefix(m.Body, m.Fresh)); m.Body != m.Fresh && rest != strings.TrimSpace(m.Body) {
			t.Rest = rest
		} else if m.Body != m.Fresh {
			t.Rest = m.Body
		}
		list = append(list, t)
	}
	return list
}

func (b *book) files(as []store.Attachment) []FileView {
	var list []FileView
	for _, a := range as {
		f := fileView(a)
		if a.Problem != "" {
			f.Problem = b.t("desk.file_unread", strings.Join(locale.Kept(b.l, a.Problem), " "))
		}
		f.Notes = locale.Kept(b.l, a.Notes)
		list = append(list, f)
	}
	return list
}

// unread are the files that no text could be made of, and the one that was read
// with a loss.
func (b *book) unread() []FileView {
	return slices.DeleteFunc(b.files(b.Attachments), func(f FileView) bool { return f.Problem == "" && len(f.Notes) == 0 })
}

func fileView(a store.Attachment) FileView {
	f := FileView{Name: a.Name, Path: "/desk/attachments/" + strconv.FormatInt(a.ID, 10), Size: a.Size, Kind: fileKind(a.Type, a.Name)}
	if rasters[a.Type] {
		f.Picture = f.Path + "?show=1"
	}
	return f
}

// rasters are the pictures that a browser may show: never SVG, which can hold
// a script.
var rasters = map[string]bool{"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true}

// fileKind is what people call a type of file.
func fileKind(kind, name string) string {
	for _, k := range []struct{ part, name string }{
		{"wordprocessingml", "DOCX"}, {"spreadsheetml", "XLSX"}, {"presentationml", "PPTX"}, {"application/pdf", "PDF"}, {"msword", "DOC"}, {"ms-excel", "XLS"},
		{"image/jpeg", "JPEG"}, {"image/", strings.ToUpper(strings.TrimPrefix(kind, "image/"))}, {"text/plain", "TXT"}, {"zip", "ZIP"}, {"message/", "EML"},
	} {
		if strings.Contains(kind, k.part) {
			return k.name
		}
	}
	if i := strings.LastIndexByte(name, '.'); i >= 0 && len(name)-i <= 6 {
		return strings.ToUpper(name[i+1:])
	}
	return ""
}

func (b *book) write() *WriteView {
	if !b.MayRemark || b.Request == nil || b.Request.SenderEmail == "" {
		return nil
	}
	return &WriteView{To: b.Case.Sender, Email: b.Request.SenderEmail, Typed: b.typed.Get("letter")}
}

// A NoteView is a remark for colleagues.
type NoteView struct {
	Who, When, Text string
	Read            []RecodedView
}

func (b *book) notes() []NoteView {
	var list []NoteView
	if !b.MayRemark {
		return nil // never for whoever asked
	}
	for _, r := range b.Remarks {
		if r.Kind == "note" {
			list = append(list, NoteView{b.name(r.Person), shortMoment(b.l, b.now, r.At), r.Text, wordsRead(r.Recoded)})
		}
	}
	return list
}

// A LetterView is a letter that the system wrote.
type LetterView struct {
	ID      int64
	Title   string
	To      string
	Email   string
	When    string
	Tag     Tag
	Subject string
	Body    string
	Error   string
	Code    string // of the case, in lists of all letters
	Path    string
	Retry   bool
}

func (b *book) letters() []LetterView {
	var list []LetterView
	for i := len(b.View.Letters) - 1; i >= 0; i-- {
		list = append(list, letterView(b.l, b.now, b.View.Letters[i]))
	}
	return list
}

func letterView(l locale.Lang, now time.Time, x store.Letter) LetterView {
	v := LetterView{ID: x.ID, Title: letterTitle(l, x.Template), To: x.ToName, Email: x.ToEmail, When: shortMoment(l, now, x.CreatedAt), Tag: letterTag(l, x),
		Subject: x.Subject, Body: veil(x.Body), Error: x.Error}
	if !x.SentAt.IsZero() {
		v.When = shortMoment(l, now, x.SentAt)
	}
	return v
}

func letterTitle(l locale.Lang, template string) string {
	for _, prefix := range []string{"flow.letter.", "desk.letter_"} {
		if locale.Has(l, prefix+template) {
			return locale.T(l, prefix+template)
		}
	}
	return template
}

func letterTag(l locale.Lang, x store.Letter) Tag {
	switch x.State {
	case store.LetterSent:
		return Tag{"good", "check", locale.T(l, "desk.letter_state_sent")}
	case store.LetterFailed:
		return Tag{"bad", "warn", locale.T(l, "desk.letter_state_failed")}
	}
	if x.Attempts > 0 {
		return Tag{"warn", "log", locale.T(l, "desk.letter_state_again", x.Attempts)}
	}
	return Tag{"", "send", locale.T(l, "desk.letter_state_queued")}
}

// A CheckView is what the robots found on a public page.
type CheckView struct {
	OK    bool
	When  string
	Site  string
	Lines []CheckLine
}

// A CheckLine is one thing that the robot looked at.
type CheckLine struct {
	OK   bool
	Text string
	Bad  []string
}

func (b *book) checks() []CheckView {
	var list []CheckView
	for i := len(b.View.Checks) - 1; i >= 0; i-- {
		c := b.View.Checks[i]
		v := CheckView{OK: c.OK, When: vi.ShortDateTime(b.l, c.At)}
		for _, e := range b.View.Editions {
			if e.ID == c.Edition {
				v.Site = b.w.sites[e.Site].Name
			}
		}
		var found []publishing.Finding
		if json.Unmarshal([]byte(c.Findings), &found) == nil {
			for _, f := range found {
				key := "desk.check_" + f.Check
				if !f.OK {
					key += "_bad"
				}
				v.Lines = append(v.Lines, CheckLine{f.OK, b.t(key, f.Number), f.Bad})
			}
		}
		list = append(list, v)
	}
	return list
}
