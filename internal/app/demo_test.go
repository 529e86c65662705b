package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/app/demo"
	"congbo/internal/flow"
	"congbo/internal/mail"
	"congbo/internal/notify"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

type sink struct{}

func (sink) Send(context.Context, notify.Outgoing) error { return nil }

// Every story of the demonstration plays to its end through the real verbs,
// each case ends where the file says, and the record it leaves is whole.
func TestDemonstration(t *testing.T) {
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			url := ""
			if database == "postgres" {
				url = storetest.PostgresBare(t)
			}
			a := played(t, filepath.Join(t.TempDir(), "data"), url, storetest.At(pastEnd).Now)
			defer a.Close()
			all, err := demo.Load()
			if err != nil {
				t.Fatal(err)
			}
			type at struct {
				procedure string
				step      flow.StepID
			}
			err = a.Store.View(ctx, func(tx *store.Tx) error {
				for i, d := range all {
					cs, err := tx.Cases(ctx, store.CaseFilter{Institution: int64(i) + 1, Limit: 1000})
					if err != nil {
						return err
					}
					count, want := make(map[at]int), make(map[at]int)
					for _, c := range cs {
						p, err := a.Cases.Procedure(ctx, c.Procedure)
						if err != nil {
							return err
						}
						count[at{p.ID, flow.StepID(c.Step)}]++
					}
					for _, it := range d.Items {
						want[at{it.Procedure.ID, it.Last}]++
					}
					if diff := cmp.Diff(want, count); diff != "" {
						t.Errorf("%s: cases that stand elsewhere (-want +got):\n%s", d.Name, diff)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := a.SignHeads(ctx); err != nil {
				t.Fatal(err)
			}
			v, err := a.Verify(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, dmg := range v.Damages {
				t.Errorf("%s %v", dmg.Key, dmg.Args)
			}
			t.Logf("%+v", *v)
		})
	}
}

// What opens an account is in the letter and nowhere else: the demonstration's
// mailbox shows it as it came to its reader.
func TestPostOfficeKnowsWhatWentOut(t *testing.T) {
	var p postOffice
	raw := "From: a@st.example\r\nTo: b@st.example\r\nMessage-ID: <m1@st.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhttp://st.example/desk/reset/x\r\n"
	if err := p.deliver(t.Context(), mail.Envelope{}, []byte(raw)); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"m1@st.example", "<m1@st.example>"} {
		if got := strings.TrimSpace(p.text(id)); got != "http://st.example/desk/reset/x" {
			t.Errorf("%s: %q", id, got)
		}
	}
	for range mostTexts + 1 {
		p.deliver(t.Context(), mail.Envelope{}, []byte(strings.Replace(raw, "m1", fmt.Sprint("n", p.count()), 1)))
	}
	if len(p.texts) > mostTexts {
		t.Errorf("%d texts are kept", len(p.texts))
	}
}

// Who stops the demonstration while its past is still being played does not
// wait for it, and is told of no failure.
func TestDemonstrationObeysAtOnce(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	d := Demo{Addr: "127.0.0.1:0", Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)}
	if err := d.Run(t.Context(), stop, func(Listening) { t.Error("it runs all the same") }); err != nil {
		t.Error(err)
	}
}
