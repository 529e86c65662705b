package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/links"
	"congbo/internal/notify"
	"congbo/internal/outside"
	"congbo/internal/publishing"
	"congbo/internal/store"
)

// linked publishes a text with a body and returns its case.
func (h *house) linked(title, markup string) int64 {
	h.t.Helper()
	id := h.approved(title, markup)
	h.save("webmaster", id, func(r *content.Revision) {
		r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.section.ID}}
	})
	h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
	return id
}

// approved brings a text with a body to where it can be published.
func (h *house) approved(title, markup string) int64 {
	h.t.Helper()
	id := h.receive(strings.NewReplacer("one@khoa", fmt.Sprintf("%d@khoa", len(title)), "học bổng", title).Replace(firstLetter)).Case
	_, err := h.Editorial.TakeOver(h.t.Context(), h.who["communications"], id, 0)
	h.must(err)
	h.save("communications", id, func(r *content.Revision) {
		b, err := content.FromMarkup(markup)
		h.must(err)
		r.Title, r.Body, r.OwnWork = title, b, true
	})
	h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "accept"})
	h.act("head", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
	h.act("head", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
	h.act("deputy", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectImages, Yes: true})
	h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "approve"})
	return id
}

// hours lets time pass, with all that is done in it.
func (h *house) pass(hours int) {
	h.t.Helper()
	for range hours / 3 {
		h.clock.Pass(3 * time.Hour)
		h.must(h.Publishing.CheckLinks(h.t.Context(), ""))
	}
}

// Links of published pages are watched: one bad night is no alarm, days are;
// our own pages are looked at without asking anybody; whoever answers is told
// once a week; a link is kept on purpose with a reason, or mended, and counts no
// longer (F-C13).
func TestLinksAreWatched(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.App.public = h.portal
		var down, asked atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			switch {
			case r.URL.Path == "/mat" || down.Load() == 1 && r.URL.Path == "/dem":
				http.NotFound(w, r)
			case r.URL.Path == "/cu":
				http.Redirect(w, r, "/moi", http.StatusMovedPermanently)
			}
		}))
		defer server.Close()
		h.Publishing.Asker = outside.New("test", func(netip.AddrPort) bool { return true })
		other := h.linked("Bài được dẫn", "Nội dung.")
		target := h.seen(other).Editions[0].Path(h.section.Slug)
		id := h.linked("Bài dẫn", "Xem [bài trước]("+target+"), [quyết định]("+server.URL+"/mat), [tin đêm]("+server.URL+"/dem), [trang cũ]("+server.URL+"/cu) và [chưa đăng](/tin-tuc/khong-co-999).")

		h.must(h.Publishing.CheckLinks(ctx, ""))
		down.Store(1)
		h.pass(21)
		down.Store(0)
		report := func(role string) map[string]publishing.LinkRow {
			t.Helper()
			r, err := h.Publishing.BrokenLinks(ctx, h.who[role])
			h.must(err)
			rows := make(map[string]publishing.LinkRow)
			for _, u := range r.Units {
				for _, row := range u.Rows {
					rows[row.Words] = row
				}
			}
			return rows
		}
		rows := report("webmaster")
		for words, want := range map[string]links.State{"quyết định": links.Doubtful, "trang cũ": links.Moved, "chưa đăng": links.Broken, "tin đêm": links.Doubtful} {
			if rows[words].State != want {
				t.Errorf("the first day, %s: %q, want %q", words, rows[words].State, want)
			}
		}
		if _, bad := rows["bài trước"]; bad || rows["chưa đăng"].Last.Kind != links.NotPublic {
			t.Errorf("our own pages: %+v", rows)
		}
		h.pass(5 * 24)
		rows = report("webmaster")
		if r := rows["quyết định"]; r.State != links.Broken || r.Code != h.seen(id).Case.Code || r.Last.Status != http.StatusNotFound {
			t.Errorf("after days: %+v", r)
		}
		if r, bad := rows["tin đêm"]; bad {
			t.Errorf("a bad night is an alarm: %+v", r.Watch)
		}
		if n := asked.Load(); n > 40 {
			t.Errorf("four links were asked %d times in six days", n)
		}

		// Who answers is told once a week, in the words of the report.
		for range 3 {
			h.must(h.Publishing.TellBrokenLinks(ctx, h.inst))
		}
		h.drain()
		if to := h.addressed(publishing.TemplateLinks); len(to) != 1 || to[0] != "webmaster" {
			t.Errorf("told: %v", to)
		}
		if !slices.ContainsFunc(h.sent, func(o notify.Outgoing) bool {
			return strings.HasPrefix(o.Subject, "2 chỗ") && strings.Contains(o.Text, "/desk/links")
		}) {
			t.Error("no letter says how many and where")
		}

		// Our own page is withdrawn: seen within a day.
		h.act("head", other, flow.Act{Kind: flow.DoRemove, Reason: "trùng bài"})
		h.pass(30)
		if r := report("webmaster")["bài trước"]; r.State != links.Broken {
			t.Errorf("a link to a page that was removed: %+v", r.Watch)
		}

		// Kept on purpose, by who may, with a reason; the record tells.
		link := rows["quyết định"].ID
		h.refused("links.reason_needed", h.Publishing.KeepLink(ctx, h.who["webmaster"], link, " "))
		h.refused("fault.not_found", h.Publishing.KeepLink(ctx, h.who["leadership"], link, "vì"))
		h.must(h.Publishing.KeepLink(ctx, h.who["webmaster"], link, "Văn bản đã hết hiệu lực"))
		h.refused("store.link_kept", h.Publishing.KeepLink(ctx, h.who["head"], link, "vì"))
		if n, err := h.Publishing.CountBrokenLinks(ctx, h.who["webmaster"]); err != nil || n != 2 {
			t.Errorf("%d to mend, %v", n, err)
		}
		if r := report("head")["quyết định"]; r.Kept == nil || r.Kept.Reason != "Văn bản đã hết hiệu lực" {
			t.Errorf("kept: %+v", r.Kept)
		}
		h.must(h.Publishing.UnkeepLink(ctx, h.who["head"], link))
		h.refused("store.link_not_kept", h.Publishing.UnkeepLink(ctx, h.who["head"], link))

		// Asked again by hand, once a minute.
		h.clock.Pass(time.Hour)
		if s, err := h.Publishing.AskLinkAgain(ctx, h.who["webmaster"], link); err != nil || s != links.Broken {
			t.Errorf("asked again: %s, %v", s, err)
		}
		_, err := h.Publishing.AskLinkAgain(ctx, h.who["webmaster"], link)
		h.refused("links.asked_just_now", err)

		// What is public no longer is not watched.
		h.act("head", id, flow.Act{Kind: flow.DoRemove, Reason: "hết giá trị"})
		if rows := report("webmaster"); len(rows) != 0 {
			t.Errorf("links of a page that is gone: %v", rows)
		}
		before := asked.Load()
		h.pass(10 * 24)
		if asked.Load() != before {
			t.Error("links of a page that is gone are asked")
		}
		h.sound()
	})
}

// Where nobody answers at all it is our own line, and no link is blamed.
func TestNoLineIsNoBrokenLink(t *testing.T) {
	h := newHouse(t, "")
	h.Publishing.Asker = deaf{}
	h.linked("Bài dẫn", "Xem [một](https://mot.example/), [hai](https://hai.example/), [ba](https://ba.example/).")
	h.pass(10 * 24)
	h.must(h.Store.View(t.Context(), func(tx *store.Tx) error {
		bad, err := tx.LinksInState(t.Context(), h.inst, links.Doubtful, links.Broken)
		if len(bad) > 0 {
			t.Errorf("blamed: %+v", bad[0].Watch)
		}
		return err
	}))
}

// deaf is a network without a way out.
type deaf struct{}

func (deaf) Ask(context.Context, string) links.Answer { return links.Answer{Kind: links.NoHost} }
