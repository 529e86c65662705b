package app

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A text goes to two sites, of which one is closed: readers of the other have
// it, the one that is closed says so, is tried again and gets exactly the text
// that was decided; what is overtaken is never put anywhere (F-C10; invariants
// 1, 4, 9).
func TestSeveralSites(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		var second store.Site
		var news store.Section
		h.must(h.Store.Tx(ctx, func(tx *store.Tx) error {
			second = store.Site{Institution: h.inst, Label: "thu-vien", Lang: locale.VI, Name: "Thư viện Sông Tiền", Theme: "thu-vien", Active: true}
			h.must(tx.AddSite(ctx, &second))
			news = store.Section{Site: second.ID, Slug: "tin", Title: "Tin thư viện", Active: true}
			return tx.AddSection(ctx, h.inst, &news)
		}))
		open := func(yes bool) {
			t.Helper()
			news.Active = yes
			h.must(h.Store.Tx(ctx, func(tx *store.Tx) error { return tx.SaveSection(ctx, h.inst, &news) }))
		}
		both := func(id int64) {
			h.save("webmaster", id, func(r *content.Revision) {
				r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.section.ID}, {Site: second.ID, Section: news.ID}}
			})
		}
		state := func(id, site int64) store.Delivery {
			t.Helper()
			var last store.Delivery
			for _, l := range h.seen(id).Deliveries {
				if l.Site == site {
					last = l
				}
			}
			return last
		}
		live := func(id, site int64) *store.Edition {
			t.Helper()
			var found *store.Edition
			for _, e := range h.seen(id).Editions {
				if e.State == store.EditionLive && e.Site == site {
					if found != nil {
						t.Fatal("two editions are live on one site")
					}
					found = &e
				}
			}
			return found
		}

		id := h.atPost()
		both(id)
		open(false)
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
		if live(id, h.site.ID) == nil || live(id, second.ID) != nil {
			t.Fatal("a closed section holds the other site back, or is published to")
		}
		if l := state(id, second.ID); l.State != flow.DeliveryFailed || l.Problem != flow.ProblemSection || l.Tries != 1 {
			t.Errorf("the closed one: %+v", l)
		}
		h.drain()
		if l := state(id, h.site.ID); l.State != flow.DeliveryDone {
			t.Errorf("the robot has seen the page: %+v", l)
		}
		if to := h.addressed("delivery-failed"); !slices.Contains(to, "webmaster") {
			t.Errorf("told: %v", to)
		}
		all, err := h.Publishing.OpenDeliveries(ctx, h.who["webmaster"])
		if h.must(err); len(all) != 1 || all[0].On.ID != second.ID {
			t.Errorf("the list: %+v", all)
		}

		// Tried again by itself, without more letters; by hand only by who may.
		h.clock.Pass(2 * time.Minute)
		h.drain()
		if l := state(id, second.ID); l.Tries != 2 || h.letters("delivery-failed") != len(h.addressed("delivery-failed")) {
			t.Errorf("tried again: %+v", l)
		}
		told := h.letters("delivery-failed")
		failed := state(id, second.ID).ID
		h.refused("publishing.not_your_site", h.Publishing.RetryDelivery(ctx, h.who["communications"], id, failed))
		h.refused("fault.not_found", h.Publishing.RetryDelivery(ctx, h.who["webmaster"], id+1, failed))
		h.must(h.Publishing.RetryDelivery(ctx, h.who["webmaster"], id, failed))
		if l := state(id, second.ID); l.State != flow.DeliveryFailed || l.Tries != 3 || h.letters("delivery-failed") != told {
			t.Errorf("nothing has changed, and it is %+v after %d letters", l, h.letters("delivery-failed"))
		}

		// The draft goes on meanwhile: what arrives is what was decided.
		h.save("communications", id, func(r *content.Revision) { r.Title = "Bản nháp chưa duyệt" })
		open(true)
		h.must(h.Publishing.RetryDelivery(ctx, h.who["webmaster"], id, failed))
		a, b := live(id, h.site.ID), live(id, second.ID)
		if b == nil || b.Revision != a.Revision || b.Hash != a.Hash || b.PostedBy != h.who["webmaster"].Person {
			t.Fatalf("arrived: %+v beside %+v", b, a)
		}
		h.drain()
		if l := state(id, second.ID); l.State != flow.DeliveryDone {
			t.Errorf("seen: %+v", l)
		}
		h.refused("delivery.not_open", h.Publishing.RetryDelivery(ctx, h.who["webmaster"], id, failed))

		// A page that does not answer is no delivery, until it does.
		other := h.linked("Bài thứ hai", "Nội dung.")
		good := h.App.public
		h.App.public = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
		h.drain()
		if l := state(other, h.site.ID); l.State != flow.DeliveryFailed || l.Problem != flow.ProblemPage {
			t.Errorf("a page that fails: %+v", l)
		}
		h.App.public = good
		h.clock.Pass(2 * time.Minute)
		h.drain()
		if l := state(other, h.site.ID); l.State != flow.DeliveryDone {
			t.Errorf("a page that answers again: %+v", l)
		}

		// Taken down before it arrives: it never arrives.
		third := h.posted("Bài thứ ba rút", both, func() { open(false) })
		h.act("head", third, flow.Act{Kind: flow.DoRemove, Reason: "trùng"})
		open(true)
		h.clock.Pass(48 * time.Hour)
		h.drain()
		if l := state(third, second.ID); l.State != flow.DeliveryDropped || live(third, second.ID) != nil {
			t.Errorf("removed, and delivered: %+v", l)
		}
		h.refused("delivery.not_open", h.Publishing.RetryDelivery(ctx, h.who["webmaster"], third, state(third, second.ID).ID))

		// Nor where whoever posted may not do so any more: another who may sees to it.
		fourth := h.posted("Bài thứ tư đổi người đăng", both, func() { open(false) })
		h.replaceWebmaster()
		open(true)
		h.clock.Pass(2 * time.Minute)
		h.drain()
		if l := state(fourth, second.ID); l.Problem != flow.ProblemAuthority || live(fourth, second.ID) != nil {
			t.Errorf("by nobody's authority: %+v", l)
		}
		h.must(h.Publishing.RetryDelivery(ctx, h.who["new"], fourth, state(fourth, second.ID).ID))
		if e := live(fourth, second.ID); e == nil || e.PostedBy != h.who["new"].Person {
			t.Errorf("by the new one: %+v", e)
		}
		h.sound()
	})
}

// posted publishes a text to where place says, after before.
func (h *house) posted(title string, place func(int64), before func()) int64 {
	h.t.Helper()
	id := h.approved(title, "Nội dung.")
	place(id)
	before()
	h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
	return id
}

// replaceWebmaster ends the appointment of the webmaster; another takes over.
func (h *house) replaceWebmaster() {
	h.t.Helper()
	ctx := h.t.Context()
	h.must(h.Store.Tx(ctx, func(tx *store.Tx) error {
		all, err := tx.AppointmentsOf(ctx, h.who["webmaster"].Person)
		h.must(err)
		if _, err := tx.EndAppointment(ctx, all[0].ID, tx.Now().Add(-time.Second)); err != nil {
			return err
		}
		p := store.Person{Institution: h.inst, Name: "Người mới", Email: "new@songtien.example", Lang: locale.VI, State: store.PersonActive}
		h.must(tx.AddPerson(ctx, &p))
		h.who["new"] = cases.Actor{Person: p.ID, Name: p.Name, Institution: h.inst, Lang: locale.VI}
		return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: people.Webmaster, Place: people.Place{Kind: people.Institution, ID: h.inst}, From: tx.Now().Add(-time.Minute)}})
	}))
}
