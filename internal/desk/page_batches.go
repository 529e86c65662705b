package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"congbo/internal/batches"
	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const pathBatches = "/desk/batches"

// A BatchesPage lists what is handed over together: what is to come, and what
// was handed over (R-M4).
type BatchesPage struct {
	Shell
	Open, Sent []BatchRow
}

// A BatchRow is one batch of a list.
type BatchRow struct {
	Path, Name, When string
	From             string // step and procedure
	Count            string
	Tag              Tag
}

// A BatchPage is one batch with its cases; while it is open, with the form that
// hands them over.
type BatchPage struct {
	Shell
	Path    string
	Tag     Tag
	From    string
	Facts   []Fact
	Late    string
	Items   []BatchLine
	Unseen  string
	Open    bool
	MaySend bool
	MayTake bool
	Subject string // of the covering letter
	Problem string
}

// A BatchLine is a case of a batch.
type BatchLine struct {
	Value             string // id and version, as the form sends it
	Title, Path, Code string
	Kind, Step        string
	Tag               Tag
	Why               string
	On                bool
}

func (v *visit) batchTag(b *batches.View) Tag {
	switch {
	case b.State == store.BatchOpen && b.Late:
		return Tag{"bad", "warn", v.t("desk.batch_late")}
	case b.State == store.BatchOpen:
		return Tag{"wait", "calendar", v.t("desk.batch_open")}
	case b.Done():
		return Tag{"good", "check", v.t("desk.batch_done")}
	case b.State == store.BatchReceived:
		return Tag{"", "check", v.t("desk.batch_received")}
	}
	return Tag{"", "letters", v.t("desk.batch_sent")}
}

// batchName is what a batch is called: by the day for which it is.
func (v *visit) batchName(b *store.Batch) string {
	return v.t("desk.batch_name", vi.Date(v.lang, b.Due))
}

func (v *visit) batchRow(b *batches.View) BatchRow {
	row := BatchRow{Path: batches.Path(b.ID), Name: v.batchName(b.Batch), When: vi.DateTime(v.lang, b.Due), From: v.t("desk.batch_from", b.Step, b.Procedure), Tag: v.batchTag(b),
		Count: v.t("desk.batch_count", len(b.Items))}
	if b.State != store.BatchOpen {
		row.When = vi.DateTime(v.lang, b.SentAt)
		row.Count = v.t("desk.batch_posted", len(b.Items), b.Count(batches.Posted), b.Count(batches.Returned))
	}
	return row
}

func (d *Desk) batchList(v *visit) error {
	open, sent, err := d.Batches.List(v.ctx(), v.who.Actor)
	if err != nil {
		return err
	}
	var page BatchesPage
	for _, b := range open {
		page.Open = append(page.Open, v.batchRow(b))
	}
	for _, b := range sent {
		page.Sent = append(page.Sent, v.batchRow(b))
	}
	if page.Shell, err = v.shell(v.t("desk.nav_batches"), "batches"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "batches", page)
}

func (d *Desk) batch(v *visit) error {
	return v.showBatch(http.StatusOK, number(v.r.PathValue("id")), "", nil)
}

func (v *visit) showBatch(status int, id int64, problem string, chosen []string) error {
	b, err := v.d.Batches.Batch(v.ctx(), v.who.Actor, id)
	if err != nil {
		return err
	}
	page := BatchPage{Path: batches.Path(id), Tag: v.batchTag(b), From: v.t("desk.batch_from", b.Step, b.Procedure), Problem: problem,
		Open: b.State == store.BatchOpen, MaySend: b.MaySend, MayTake: b.MayTake, Subject: v.t("desk.batch_subject", vi.Date(v.lang, v.now))}
	page.Facts = append(page.Facts, Fact{Name: v.t("desk.batch_due"), Text: vi.DateTime(v.lang, b.Due)})
	if !b.SentAt.IsZero() {
		page.Facts = append(page.Facts, Fact{Name: v.t("desk.batch_sent_by"), Text: v.t("desk.batch_by", b.Sender, vi.DateTime(v.lang, b.SentAt))})
	}
	if !b.ReceivedAt.IsZero() {
		page.Facts = append(page.Facts, Fact{Name: v.t("desk.batch_received_by"), Text: v.t("desk.batch_by", b.Receiver, vi.DateTime(v.lang, b.ReceivedAt))})
	}
	switch {
	case b.Late && page.Open:
		page.Late = v.t("desk.batch_late_now", vi.DateTime(v.lang, b.Due))
	case b.Late:
		page.Late = v.t("desk.batch_late_was")
	}
	if b.Unseen > 0 {
		page.Unseen = v.t("desk.batch_unseen", b.Unseen)
	}
	kinds, err := v.kindNames()
	if err != nil {
		return err
	}
	for _, it := range b.Items {
		l := BatchLine{Value: batchValue(it.Case), Title: it.Case.Title, Path: casePath(it.Case.Code), Code: it.Case.Code, Step: it.Step.In(v.lang),
			Kind: kinds[it.Kind], Tag: fateTags[it.Fate], On: it.Fate == batches.Ready}
		l.Tag.Text = v.t("desk.batch_fate_" + string(it.Fate))
		if it.Why != nil {
			l.Why = v.sayAll(it.Why)
		}
		if chosen != nil {
			l.On = false
			for _, c := range chosen {
				l.On = l.On || strings.HasPrefix(c, strings.SplitN(l.Value, ":", 2)[0]+":")
			}
		}
		page.Items = append(page.Items, l)
	}
	if page.Shell, err = v.shell(v.batchName(b.Batch), "batches"); err != nil {
		return err
	}
	return v.show(status, "batch", page)
}

// batchValue is a case in the form of a batch, with the version that was shown.
func batchValue(c *store.Case) string {
	return strconv.FormatInt(c.ID, 10) + ":" + strconv.FormatInt(c.Version, 10)
}

var fateTags = map[batches.Fate]Tag{
	batches.Ready: {"good", "check", ""}, batches.HeldUp: {"warn", "warn", ""}, batches.With: {"wait", "work", ""}, batches.Posted: {"good", "check", ""}, batches.Returned: {"warn", "reply", ""},
}

// changeBatch hands a batch over, or says that it was received.
func (d *Desk) changeBatch(v *visit) error {
	id := number(v.r.PathValue("id"))
	f, err := v.form(httpx.Budget{Fields: 3 * batches.MaxItems, Field: 1 << 10, Total: 64 << 10})
	if err != nil {
		return err
	}
	what := "batch_sent"
	switch f.Get("do") {
	case "send":
		var chosen []cases.BatchItem
		for _, s := range f.Values["item"] {
			c, version, _ := strings.Cut(s, ":")
			chosen = append(chosen, cases.BatchItem{Case: number(c), Version: number(version)})
		}
		err = d.Batches.HandOver(v.ctx(), v.who.Actor, id, chosen)
	case "receive":
		what, err = "batch_received", d.Batches.Receive(v.ctx(), v.who.Actor, id)
	default:
		err = fault.New(fault.Invalid, "flow.no_such_act", f.Get("do"))
	}
	if k := fault.KindOf(err); err != nil && (k == fault.Conflict || k == fault.Invalid || k == fault.Denied) {
		chosen := f.Values["item"]
		if chosen == nil {
			chosen = []string{}
		}
		return v.showBatch(httpx.Status(err), id, v.sayAll(err), chosen)
	} else if err != nil {
		return err
	}
	return v.done(batches.Path(id), what)
}

// kindNames are the kinds of information by their ids.
func (v *visit) kindNames() (map[string]string, error) {
	names := make(map[string]string)
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		kinds, err := tx.Kinds(ctx, v.who.Institution)
		for _, k := range kinds {
			names[k.ID] = k.Name.In(v.lang)
		}
		return err
	})
	return names, err
}

// A BatchNote says on the page of a case with which batch it goes or went.
type BatchNote struct {
	Text, Path, Name string
	Waits            bool   // it is to be handed over there
	Tone             string // of the note
}

// batchNote is that of a case; nil where there is none.
func (v *visit) batchNote(view *cases.View) (*BatchNote, error) {
	b, err := v.d.Batches.Of(v.ctx(), v.who.Actor, view.Case.ID)
	if err != nil || b == nil || view.Outside {
		return nil, err
	}
	n := &BatchNote{Path: batches.Path(b.ID), Name: v.batchName(b)}
	switch {
	case b.State == store.BatchOpen && v.now.After(b.Due):
		n.Text, n.Waits, n.Tone = v.t("desk.batch_case_late", vi.DateTime(v.lang, b.Due)), true, "bad"
	case b.State == store.BatchOpen:
		n.Text, n.Waits = v.t("desk.batch_case_open", vi.DateTime(v.lang, b.Due)), true
	default:
		n.Text = v.t("desk.batch_case_sent", vi.DateTime(v.lang, b.SentAt))
	}
	return n, nil
}
