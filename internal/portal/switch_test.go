package portal_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/store"
)

// The language switch leads to the same page on the other site wherever there is
// one: a topic to its counterpart, a unit, a kind, a month with something in it, a
// search with its words, the form; and back (R-P2, R-B5, R-B10).
func TestSwitchLeadsToTheSame(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town) {
		topics := []store.Topic{{Site: w.vi.ID, Slug: "han-man", Title: "Hạn, mặn", Active: true}, {Site: w.en.ID, Slug: "salinity", Title: "Salinity", Active: true},
			{Site: w.vi.ID, Slug: "so-hoa", Title: "Số hóa", Active: true}}
		tx := func(fn func(ctx context.Context, tx *store.Tx) error) {
			t.Helper()
			w.ok(w.store.Tx(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }))
		}
		tx(func(ctx context.Context, tx *store.Tx) error {
			for i := range topics {
				if err := tx.AddTopic(ctx, w.inst, &topics[i]); err != nil {
					return err
				}
			}
			w.news.Counterpart = w.newsEN.ID
			if err := tx.SaveSection(ctx, w.inst, &w.news); err != nil {
				return err
			}
			return tx.PairTopics(ctx, w.inst, topics[0].ID, topics[1].ID)
		})
		w.write(&w.news, content.Revision{Title: "Tin", Slug: "tin", Topics: []string{"han-man"}})
		w.write(&w.jobs, content.Revision{Title: "Việc", Slug: "viec", Topics: []string{"han-man"}})
		w.write(&w.newsEN, content.Revision{Title: "News", Slug: "news", Topics: []string{"salinity"}})
		const vi, en = "http://songtien.example", "https://congbo.example/w/songtien-en"
		turn := func(address string) (to, tip string) {
			t.Helper()
			got := w.get(address)
			if got.Code != http.StatusOK {
				t.Fatalf("%s: %d", address, got.Code)
			}
			_, s, _ := strings.Cut(got.Body.String(), `<li class="tongue">`)
			s, _, _ = strings.Cut(s, "</li>")
			_, to, _ = strings.Cut(s, `href="`)
			to, _, _ = strings.Cut(to, `"`)
			_, tip, _ = strings.Cut(s, `class="tongue-to">`)
			tip, _, _ = strings.Cut(tip, "</span>")
			return to, tip
		}
		unit := fmt.Sprintf("%d", w.unit)
		for here, there := range map[string]string{
			"/": "/", "/chu-de/han-man": "/topics/salinity", "/chu-de/han-man/theo-thang/2026-08": "/topics/salinity/by-month/2026-08",
			"/tin-tuc": "/news", "/tin-tuc/theo-thang/2026-08": "/news/by-month/2026-08", "/don-vi/khoa-thuy-san-" + unit: "/units/faculty-of-fisheries-" + unit,
			"/don-vi/khoa-thuy-san-" + unit + "/theo-thang/2026-08": "/units/faculty-of-fisheries-" + unit + "/by-month/2026-08",
			"/the-loai/tin-tuc": "/kinds/news", "/theo-thang": "/by-month", "/theo-thang/2026-08": "/by-month/2026-08", "/so-do-trang": "/site-map",
			"/co-cau-to-chuc": "/organisation", "/lien-he": "/contacts", "/tim-kiem": "/search", "/tim-kiem?q=h%E1%BA%A1n": "/search?q=h%E1%BA%A1n", "/yeu-cau": "/requests",
		} {
			if to, tip := turn(vi + here); to != en+there || tip != "" {
				t.Errorf("%s leads to %s (%s), not to %s", here, to, tip, there)
			}
			back := "http://congbo.example" + strings.TrimPrefix(en, "https://congbo.example") + there
			if to, tip := turn(back); to != "https://songtien.example"+here || tip != "" {
				t.Errorf("%s leads back to %s (%s), not to %s", there, to, tip, here)
			}
		}
		if to, tip := turn(vi + "/chu-de/so-hoa"); to != en+"/" || tip != "(home page)" {
			t.Errorf("of a topic that stands alone: %s %s", to, tip)
		}
		tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.PairTopics(ctx, w.inst, topics[2].ID, topics[1].ID)
		})
		if to, _ := turn(vi + "/chu-de/so-hoa"); to != en+"/topics/salinity" {
			t.Errorf("paired with another: %s", to)
		}
		if to, _ := turn(vi + "/chu-de/han-man"); to != en+"/" {
			t.Errorf("parted: %s", to)
		}
		tx(func(ctx context.Context, tx *store.Tx) error {
			topics[1].Active = false
			return tx.SaveTopic(ctx, w.inst, &topics[1])
		})
		if to, _ := turn(vi + "/chu-de/so-hoa"); to != en+"/" {
			t.Errorf("to a topic that is closed: %s", to)
		}
	})
}
