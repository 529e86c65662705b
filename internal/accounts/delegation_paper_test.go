package accounts_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"congbo/internal/accounts"
	"congbo/internal/event"
	"congbo/internal/intake"
	"congbo/internal/people"
	"congbo/internal/store"
)

// files keeps bytes in memory.
type files map[string][]byte

func (f files) Put(_ context.Context, r io.Reader, limit int64) (string, int64, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit))
	id := fmt.Sprintf("%064x", len(f)+1)
	f[id] = data
	return id, int64(len(data)), err
}

// The paper of a delegation is kept with its day and its scan, by whoever gave
// it and who manages people there; they and who was lent the authority get it,
// for others there is none (R-P3, F-A11).
func TestDelegationPaper(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, day := t.Context(), 24*time.Hour
		kept := files{}
		w.Files, w.Sniff = kept, intake.Sniff
		pdf := &accounts.Scan{Name: " GUQ 12\x00.pdf", Data: []byte("%PDF-1.4\n" + strings.Repeat(" ", 600))}
		page := &accounts.Scan{Name: "guq.html", Data: []byte("<html><script>alert(1)</script>")}
		big := &accounts.Scan{Name: "to.pdf", Data: append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte(" "), accounts.MaxScan)...)}
		head := w.actor(w.person("Trưởng Ban", "head@st.example.vn", w.faculty, people.Head))
		deputy := w.actor(w.person("Phó Ban", "pho@st.example.vn", 0, people.Deputy))
		other := w.actor(w.person("Người Khác", "khac@st.example.vn", w.other, people.Deputy))
		in := accounts.DelegateInput{To: deputy.Person, Place: w.institution(), Roles: []people.Role{people.Head}, End: w.clock.Now().Add(day), Paper: "12/GUQ", Dated: "2026-11-19", Scan: pdf}

		for _, c := range []struct {
			what, dated string
			scan        *accounts.Scan
			want        string
		}{
			{"a page", "2026-11-19", page, "accounts.scan_type"},
			{"too large", "2026-11-19", big, "accounts.scan_large"},
			{"of tomorrow", "2026-11-21", pdf, "accounts.paper_day"},
			{"of no day", "hôm qua", pdf, "accounts.paper_day"},
		} {
			in := in
			in.Dated, in.Scan = c.dated, c.scan
			_, err := w.Delegate(ctx, head, in)
			w.want(c.what, err, c.want)
		}
		if len(kept) != 0 {
			t.Error("what was refused is kept")
		}
		d, err := w.Delegate(ctx, head, in)
		if err != nil {
			t.Fatal(err)
		}
		if l := w.letters("pho@st.example.vn"); len(l) != 1 || l[0].Data["reason"] != "12/GUQ ngày 19/11/2026" {
			t.Errorf("letter: %+v", l)
		}
		sees := func(who accounts.Actor, want string) {
			t.Helper()
			p, kind, err := w.DelegationScan(ctx, who, d.ID)
			if want == "" {
				w.want(who.Name, err, "fault.not_found")
			} else if err != nil || p.File != want || kind != "application/pdf" || len(kept[p.Media]) == 0 {
				t.Errorf("%s gets %+v %s, %v", who.Name, p, kind, err)
			}
		}
		sees(head, "GUQ 12.pdf")
		sees(deputy, "GUQ 12.pdf")
		sees(w.admin, "GUQ 12.pdf")
		sees(other, "")

		again := &accounts.Scan{Name: "ký.pdf", Data: pdf.Data}
		_, err = w.KeepDelegationPaper(ctx, other, d.ID, "", again)
		w.want("kept by a stranger", err, "people.denied")
		_, err = w.KeepDelegationPaper(ctx, deputy, d.ID, "", again)
		w.want("kept by who was lent it", err, "people.denied")
		_, err = w.KeepDelegationPaper(ctx, head, d.ID, "", nil)
		w.want("nothing", err, "accounts.scan_nothing")
		if len(kept) != 1 {
			t.Errorf("%d files are kept", len(kept))
		}
		if giver, err := w.KeepDelegationPaper(ctx, w.admin, d.ID, "", again); err != nil || giver != head.Person {
			t.Errorf("kept by who manages people: %v %v", giver, err)
		}
		sees(deputy, "ký.pdf")
		_, err = w.KeepDelegationPaper(ctx, head, d.ID, "2026-11-18", nil)
		w.want("the day alone", err, "")
		p, err := w.Profile(ctx, deputy, deputy.Person)
		if err != nil || p.Papers[d.ID].Dated != "2026-11-18" || p.Papers[d.ID].File != "ký.pdf" {
			t.Errorf("%+v, %v", p.Papers, err)
		}
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			lines, err := tx.Events(ctx, store.EventFilter{Institution: w.inst, Verb: event.DelegationPaper, Limit: 10})
			if len(lines) != 3 {
				t.Errorf("%d lines of the record", len(lines))
			}
			return err
		})
	})
}
