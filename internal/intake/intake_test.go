package intake_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"congbo/internal/blob"
	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// An office is an institution with two mailboxes and one person, on a real
// database. Its letters are written as the JSON of what a parser would have
// found; what is no JSON is a letter that cannot be read.
type office struct {
	*intake.Intake
	t     *testing.T
	clock *storetest.Time
	store *store.Store
	inst  int64
	boxes [2]store.Mailbox
	who   cases.Actor
	sent  int
}

func each(t *testing.T, fn func(t *testing.T, o *office)) {
	clock := storetest.At("2026-11-19 08:00")
	storetest.Each(t, func(t *testing.T, s *store.Store) { fn(t, newOffice(t, s, clock)) }, store.Clock(clock.Now))
}

func newOffice(t *testing.T, s *store.Store, clock *storetest.Time) *office {
	t.Helper()
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	c := &cases.Cases{Store: s, Mailhost: "songtien.example", Secret: []byte("no secret")}
	o := &office{t: t, clock: clock, store: s}
	o.Intake = &intake.Intake{Store: s, Cases: c, Blobs: blobs, Parse: parse, Measure: func([]byte) (int, int) { return 0, 0 }, Log: slog.New(slog.DiscardHandler)}
	ctx := t.Context()
	o.tx(func(tx *store.Tx) error {
		in := store.Institution{Preset: "truong-dai-hoc", Name: locale.Text{VI: "Trường Đại học Sông Tiền"}}
		if err := tx.AddInstitution(ctx, &in); err != nil {
			return err
		}
		o.inst = in.ID
		site := store.Site{Institution: in.ID, Label: "songtien", Lang: locale.VI, Name: "Sông Tiền", Theme: "truong-dai-hoc", Active: true}
		if err := tx.AddSite(ctx, &site); err != nil {
			return err
		}
		preset, _ := procfile.Named("dang-tin-cap-truong")
		from := clock.Now().AddDate(-1, 0, 0)
		if err := tx.AddProcedure(ctx, &store.ProcedureVersion{Institution: in.ID, Key: preset.ID, Text: string(preset.Text), State: "in-force", InForceFrom: from}); err != nil {
			return err
		}
		for i, name := range []string{"truyenthong", "congtacsinhvien"} {
			o.boxes[i] = store.Mailbox{Institution: in.ID, Site: site.ID, Address: name + "@songtien.example", Name: locale.Text{VI: name}, Procedure: preset.ID, Prefix: "PTT", Main: i == 0, Active: true}
			if err := tx.AddMailbox(ctx, &o.boxes[i]); err != nil {
				return err
			}
		}
		p := store.Person{Institution: in.ID, Name: "Nguyễn Thu Hà", Email: "ha@songtien.example", Lang: locale.VI, State: store.PersonActive}
		if err := tx.AddPerson(ctx, &p); err != nil {
			return err
		}
		o.who = cases.Actor{Person: p.ID, Name: p.Name, Institution: in.ID, Lang: locale.VI}
		return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: people.Communications, Place: people.Place{Kind: people.Institution, ID: in.ID}, From: from}})
	})
	return o
}

func parse(_ context.Context, raw []byte) (*intake.Letter, error) {
	var l intake.Letter
	if err := json.Unmarshal(raw, &l); err != nil {
		return nil, fault.New(fault.Invalid, "mail.unreadable")
	}
	return &l, nil
}

func (o *office) tx(fn func(tx *store.Tx) error) {
	o.t.Helper()
	if err := o.store.Tx(o.t.Context(), fn); err != nil {
		o.t.Fatal(err)
	}
}

// letter is an ordinary letter that has not come before.
func (o *office) letter() intake.Letter {
	o.sent++
	return intake.Letter{MessageID: fmt.Sprintf("%d@khoa.example", o.sent), FromName: "Võ Thị Lan", FromEmail: "lan@khoa.example", Subject: "Trao học bổng",
		Text: "Đề nghị đăng tin.", Fresh: "Đề nghị đăng tin.", Answerable: true, Digest: fmt.Sprintf("d%d", o.sent)}
}

// receive takes a letter in at the first mailbox, or at those named.
func (o *office) receive(l intake.Letter, to ...string) []intake.Receipt {
	o.t.Helper()
	if len(to) == 0 {
		to = []string{o.boxes[0].Address}
	}
	r, err := o.Receive(o.t.Context(), to, o.raw(l))
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func (o *office) raw(l intake.Letter) []byte {
	o.t.Helper()
	raw, err := json.Marshal(l)
	if err != nil {
		o.t.Fatal(err)
	}
	return raw
}

func (o *office) states(l intake.Letter, to ...string) string {
	o.t.Helper()
	var all []string
	for _, r := range o.receive(l, to...) {
		all = append(all, r.State)
	}
	return strings.Join(all, " ")
}

func (o *office) acknowledgements(email string) (n int) {
	o.t.Helper()
	o.tx(func(tx *store.Tx) (err error) {
		n, err = tx.LettersTo(o.t.Context(), email, intake.TemplateReceived, o.clock.Now().AddDate(0, 0, -1))
		return err
	})
	return n
}

func (o *office) messages(request int64) (all []store.Message) {
	o.t.Helper()
	o.tx(func(tx *store.Tx) (err error) {
		all, err = tx.Messages(o.t.Context(), request)
		return err
	})
	return all
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

// One letter enters once, however often it is delivered (R-I1; invariant 5);
// another letter under a forged Message-ID enters all the same.
func TestOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		l := o.letter()
		first := o.receive(l)[0]
		expect(t, "the letter", first.State, intake.Opened)
		again := o.receive(l)[0]
		expect(t, "again", again.State+" "+again.Request, intake.Duplicate+" "+first.Request)
		forged := o.letter()
		forged.MessageID, forged.FromEmail = l.MessageID, "ke-gia@khac.example"
		other := o.receive(forged)[0]
		if other.State != intake.Opened || other.Request == first.Request {
			t.Errorf("a letter under a forged Message-ID: %+v", other)
		}
		nameless := o.letter()
		nameless.MessageID = ""
		expect(t, "without Message-ID", o.states(nameless), intake.Opened)
		expect(t, "and again", o.states(nameless), intake.Duplicate)
	})
}

// Sent to two of our offices it is one request, noted at both (design: Mail).
func TestTwoOffices(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a, b := o.boxes[0].Address, o.boxes[1].Address
		l := o.letter()
		r := o.receive(l, a, strings.ToUpper(a), strings.Replace(b, "@", "+tin@", 1), "khong-co@songtien.example")
		if len(r) != 2 || r[0].State != intake.Opened || r[1].State != intake.Noted || r[1].Request != r[0].Request {
			t.Fatalf("receipts %+v", r)
		}
		if m := o.messages(r[0].RequestID); len(m) != 2 || m[0].Mailbox == m[1].Mailbox {
			t.Errorf("the letter is not noted at both: %+v", m)
		}
		expect(t, "delivered again", o.states(l, b), intake.Duplicate)
		later := o.letter()
		one := o.receive(later, a)[0]
		two := o.receive(later, b)[0]
		expect(t, "an hour apart", two.State+" "+two.Request, intake.Noted+" "+one.Request)
		if n := o.acknowledgements(l.FromEmail); n != 2 {
			t.Errorf("%d acknowledgements of two requests", n)
		}
		if _, err := o.Receive(t.Context(), []string{"khong-co@songtien.example"}, []byte("{}")); !fault.Is(err, fault.NotFound) {
			t.Errorf("an address that is not ours: %v", err)
		}
	})
}

// Replies find their request by what they answer, whoever writes; by the code
// in the subject only where its own sender writes: a code is no secret (R-I1).
func TestThreads(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		l := o.letter()
		first := o.receive(l)[0]
		joins := func(what string, edit func(*intake.Letter), want string) {
			t.Helper()
			reply := o.letter()
			edit(&reply)
			r := o.receive(reply)[0]
			if r.State != want || (want == intake.Joined) != (r.Request == first.Request) {
				t.Errorf("%s: %s %s, want %s", what, r.State, r.Request, want)
			}
		}
		joins("by References", func(x *intake.Letter) { x.References = []string{"other@x.example", l.MessageID} }, intake.Joined)
		joins("by In-Reply-To, from a colleague", func(x *intake.Letter) { x.InReplyTo, x.FromEmail = l.MessageID, "minh@khoa.example" }, intake.Joined)
		joins("by the code, from its sender", func(x *intake.Letter) { x.Subject = "V/v: " + strings.ToLower(first.Request) }, intake.Joined)
		joins("by the code, from another", func(x *intake.Letter) { x.Subject, x.FromEmail = first.Request, "la@khac.example" }, intake.Opened)
		joins("by a code that is none", func(x *intake.Letter) { x.Subject = "PTT-2026-999999" }, intake.Opened)
		var ours string
		o.tx(func(tx *store.Tx) error {
			letters, err := tx.CaseLetters(t.Context(), first.Case)
			if err == nil {
				i := slices.IndexFunc(letters, func(l store.Letter) bool { return l.Template == intake.TemplateReceived })
				ours = letters[i].MessageID
			}
			return err
		})
		joins("to our acknowledgement", func(x *intake.Letter) { x.InReplyTo = ours }, intake.Joined)
		if n := o.acknowledgements(l.FromEmail); n != 2 {
			t.Errorf("%d acknowledgements, want one for each of its two requests", n)
		}
	})
}

// What programs write is kept and never answered; nor is anything that must
// not be (RFC 3834; R-I1).
func TestAutomaticLetters(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for _, auto := range []string{"auto-reply", "bounce", "list", "bulk"} {
			l := o.letter()
			l.Auto, l.Answerable = auto, false
			expect(t, auto, o.states(l), intake.Ignored)
		}
		silent := o.letter()
		silent.Answerable = false
		expect(t, "not to be answered", o.states(silent), intake.Opened)
		if n := o.acknowledgements(silent.FromEmail); n != 0 {
			t.Errorf("%d acknowledgements", n)
		}
	})
}

// At most twenty acknowledgements a day go to one address; every letter is
// taken in nevertheless (design: Mail).
func TestTwentyAcknowledgementsADay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for range 25 {
			l := o.letter()
			l.FromEmail = "nhieu@khoa.example"
			expect(t, "letter", o.states(l), intake.Opened)
		}
		if n := o.acknowledgements("nhieu@khoa.example"); n != 20 {
			t.Errorf("%d acknowledgements in a day", n)
		}
		expect(t, "another sender", o.states(o.letter()), intake.Opened)
		if n := o.acknowledgements("lan@khoa.example"); n != 1 {
			t.Errorf("%d acknowledgements to another sender", n)
		}
	})
}

// What cannot be placed waits: a letter without a sender, one that cannot be
// read. A person places it, once (F-F5).
func TestHoldingArea(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		first := o.receive(o.letter())[0]
		anonymous := o.letter()
		anonymous.FromEmail = ""
		expect(t, "without a sender", o.states(anonymous), intake.Held)
		raw := []byte("\x00 no letter at all")
		r, err := o.Receive(ctx, []string{o.boxes[0].Address}, raw)
		if err != nil || r[0].State != intake.Unreadable {
			t.Fatalf("unreadable: %+v, %v", r, err)
		}
		if r, err = o.Receive(ctx, []string{o.boxes[0].Address}, raw); err != nil || r[0].State != intake.Duplicate {
			t.Errorf("unreadable, again: %+v, %v", r, err)
		}
		held := make(map[string]store.Message)
		o.tx(func(tx *store.Tx) error {
			for _, state := range []string{store.MessageHeld, store.MessageUnreadable} {
				all, err := tx.MessagesIn(ctx, state, 10)
				if err != nil || len(all) != 1 {
					return fmt.Errorf("%d %s: %w", len(all), state, err)
				}
				held[state] = all[0]
			}
			return nil
		})
		kept, err := o.Blobs.(*blob.Dir).Get(ctx, held[store.MessageUnreadable].Raw)
		if err != nil {
			t.Fatal(err)
		}
		bytes, _ := io.ReadAll(kept)
		kept.Close()
		if string(bytes) != string(raw) {
			t.Errorf("the letter that cannot be read was kept as %q", bytes)
		}
		stranger := cases.Actor{Person: 999, Institution: o.inst}
		if _, err := o.Place(ctx, stranger, held[store.MessageHeld].ID, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("a stranger places it: %v", err)
		}
		if _, err := o.Place(ctx, o.who, held[store.MessageHeld].ID, "PTT-2026-999999"); !fault.Is(err, fault.Invalid) {
			t.Errorf("into a request that is none: %v", err)
		}
		if r, err := o.Place(ctx, o.who, held[store.MessageHeld].ID, strings.ToLower(first.Request)); err != nil || r.State != intake.Joined || r.Request != first.Request {
			t.Errorf("placed: %+v, %v", r, err)
		}
		if r, err := o.Place(ctx, o.who, held[store.MessageUnreadable].ID, ""); err != nil || r.State != intake.Opened || r.Case == 0 {
			t.Errorf("placed anew: %+v, %v", r, err)
		}
		if _, err := o.Place(ctx, o.who, held[store.MessageHeld].ID, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("placed twice: %v", err)
		}
		if err := o.Ignore(ctx, o.who, held[store.MessageHeld].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("put away after it was placed: %v", err)
		}
	})
}

// A form says all that is wrong at once; sent twice it is one request (R-I2).
func TestForm(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		_, err := o.Submit(ctx, cases.Actor{}, intake.Form{Email: "khong phai"})
		var list fault.List
		if l, ok := err.(fault.List); ok {
			list = l
		}
		var fields []string
		for _, f := range list {
			fields = append(fields, f.Field)
		}
		expect(t, "fields", strings.Join(fields, " "), "mailbox name email title text pledge")

		form := intake.Form{Mailbox: o.boxes[0].ID, Name: "Trần Văn Minh", Email: "Minh@Dan.example", Title: "Cải chính", Text: "Nội dung.", Pledge: true, Key: "k1",
			Lang: locale.VI, Files: []intake.File{{Name: "anh\r\n.txt", Data: []byte("byte for byte")}}}
		r, err := o.Submit(ctx, cases.Actor{Institution: o.inst}, form)
		if err != nil || r.State != intake.Opened || r.DueAt.IsZero() {
			t.Fatalf("form: %+v, %v", r, err)
		}
		again, err := o.Submit(ctx, cases.Actor{Institution: o.inst}, form)
		if err != nil || again.State != intake.Duplicate || again.Request != r.Request {
			t.Errorf("the same form again: %+v, %v", again, err)
		}
		if n := o.acknowledgements("minh@dan.example"); n != 1 {
			t.Errorf("%d acknowledgements", n)
		}
		own := intake.Form{Mailbox: o.boxes[0].ID, Title: "Tin của tôi", Text: "Nội dung.", Pledge: true, Key: "k2", Lang: locale.VI}
		if r, err = o.Submit(ctx, o.who, own); err != nil {
			t.Fatal(err)
		}
		o.tx(func(tx *store.Tx) error {
			req, err := tx.Request(ctx, r.RequestID)
			if err == nil && (req.Person != o.who.Person || req.SenderEmail != "ha@songtien.example") {
				t.Errorf("a signed-in person's request: %+v", req)
			}
			return err
		})
		none := own
		none.Mailbox, none.Key = 999, "k3"
		if _, err := o.Submit(ctx, o.who, none); !strings.Contains(fmt.Sprint(err), "intake.choose_office") {
			t.Errorf("an office that is none: %v", err)
		}
	})
}
