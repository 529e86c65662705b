package notify_test

import (
	"context"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/locale"
	"congbo/internal/notify"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A world is an institution with an office and a few people.
type world struct {
	t      *testing.T
	store  *store.Store
	notify *notify.Notify
	sent   []notify.Outgoing
	fail   error // what the mail server says
	inst   int64
	who    map[string]cases.Actor
}

// Send is the mail server.
func (w *world) Send(_ context.Context, o notify.Outgoing) error {
	if w.fail != nil {
		return w.fail
	}
	w.sent = append(w.sent, o)
	return nil
}

func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	w := &world{t: t, store: s, who: make(map[string]cases.Actor)}
	w.must(s.Tx(t.Context(), func(tx *store.Tx) error {
		in := store.Institution{Preset: "truong-dai-hoc", Name: locale.Text{VI: "Trường Sông Tiền", EN: "Tien River School"}}
		w.must(tx.AddInstitution(t.Context(), &in))
		w.inst = in.ID
		w.must(tx.AddMailbox(t.Context(), &store.Mailbox{Institution: in.ID, Address: "ptt@st.example", Name: locale.Text{VI: "Phòng Truyền thông", EN: "Communications"}, Procedure: "x", Prefix: "PTT", Main: true, Active: true}))
		for id, role := range map[string]people.Role{"tu": people.Administrator, "ha": people.Communications, "minh": people.Head} {
			p := store.Person{Institution: in.ID, Name: "Người " + id, Email: id + "@st.example", Lang: locale.VI, State: store.PersonActive}
			w.must(tx.AddPerson(t.Context(), &p))
			w.must(tx.AddAppointment(t.Context(), &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: role, Place: people.Place{Kind: people.Institution, ID: in.ID}, From: tx.Now().Add(-time.Hour)}}))
			w.who[id] = cases.Actor{Person: p.ID, Name: p.Name, Institution: in.ID, Lang: locale.VI}
		}
		return nil
	}))
	w.notify = &notify.Notify{Store: s, Cases: &cases.Cases{Store: s, Mailhost: "st.example", Secret: []byte("x")}, Sender: w,
		DeskURL: func(p string) string { return "https://st.example" + p }}
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%v (%s)", err, locale.Error(locale.VI, err))
	}
}

// tell tells somebody something and returns the letter.
func (w *world) tell(id, template string, sort store.Sort, data map[string]string) *store.Letter {
	w.t.Helper()
	l := &store.Letter{Institution: w.inst, Person: w.who[id].Person, Template: template, Lang: locale.VI, ToName: w.who[id].Name, ToEmail: id + "@st.example",
		Data: data, MessageID: w.notify.Cases.NewMessageID()}
	w.must(w.store.Tx(w.t.Context(), func(tx *store.Tx) error { return tx.Tell(w.t.Context(), l, sort) }))
	return l
}
