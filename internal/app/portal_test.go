package app

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

var hrefs = regexp.MustCompile(`(?:href|src)="([^"#?]+)`)

// Whoever follows every link of the demonstration's public sites finds no page
// missing, no word missing, nothing of a document that is not public, and
// nothing that a sender wrote about themselves (invariant 9).
func TestPublicSitesOfTheDemonstration(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a := played(t, filepath.Join(t.TempDir(), "data"), "", storetest.At(pastEnd).Now)
	defer a.Close()
	secrets, sites := secretsOf(t, ctx, a)
	if len(secrets) < 20 {
		t.Fatalf("only %d secrets to look for", len(secrets))
	}
	seen := make(map[string]bool)
	var queue []string
	add := func(base, ref string) {
		b, err := url.Parse(base)
		if err != nil {
			return
		}
		u, err := b.Parse(strings.ReplaceAll(ref, "&amp;", "&"))
		if err == nil && u.Scheme == "http" && strings.HasPrefix(base, u.Scheme+"://"+u.Host+"/") && !seen[u.String()] {
			seen[u.String()] = true
			queue = append(queue, u.String())
		}
	}
	for _, s := range sites {
		add(a.siteURL(&s, "/"), "")
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "192.0.2.1:1"
		w := &record{header: make(http.Header), status: http.StatusOK}
		a.public.ServeHTTP(w, r)
		if w.status != http.StatusOK {
			t.Errorf("%s: %d", at, w.status)
		}
		if !strings.HasPrefix(w.header.Get("Content-Type"), "text/html") {
			continue
		}
		body := string(w.body)
		if strings.Contains(body, "⟨") {
			t.Errorf("%s: a message is missing", at)
		}
		for _, secret := range secrets {
			if strings.Contains(body, secret) {
				t.Errorf("%s shows %q", at, secret)
			}
		}
		for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
			add(at, m[1])
		}
	}
	t.Logf("%d addresses, %d secrets", len(seen), len(secrets))
	archiveIsWhole(t, ctx, a)
	archiveIsWrittenOut(t, ctx, a)
}

// secretsOf are texts that no public page may show: the words of documents
// that are public nowhere, and the telephone numbers of senders.
func secretsOf(t *testing.T, ctx context.Context, a *App) (secrets []string, sites []store.Site) {
	t.Helper()
	var public strings.Builder
	var hidden []string
	err := a.Store.View(ctx, func(tx *store.Tx) error {
		all, err := tx.Cases(ctx, store.CaseFilter{Institution: 1, Limit: 1000})
		if err != nil {
			return err
		}
		for _, cs := range all {
			if cs.Request != 0 {
				req, err := tx.Request(ctx, cs.Request)
				if err != nil {
					return err
				}
				hidden = append(hidden, req.SenderPhone)
			}
			if cs.Document == 0 {
				continue
			}
			editions, err := tx.DocumentEditions(ctx, cs.Document)
			if err != nil {
				return err
			}
			live := false
			for _, e := range editions {
				if live = e.State == store.EditionLive; live {
					r, err := tx.Revision(ctx, e.Revision)
					if err != nil {
						return err
					}
					public.WriteString(r.Title + "\n" + r.Summary + "\n" + r.Body.PlainText(r.Lang) + "\n")
				}
			}
			if live {
				continue
			}
			d, err := tx.Document(ctx, cs.Document)
			if err != nil {
				return err
			}
			r, err := tx.Revision(ctx, d.Revision)
			if err != nil {
				return err
			}
			hidden = append(hidden, r.Title, r.Summary, r.Body.FirstWords(8))
		}
		sites, err = tx.Sites(ctx, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range hidden {
		if s = strings.TrimSuffix(s, "…"); len(s) >= 8 && !strings.Contains(public.String(), s) {
			secrets = append(secrets, s)
		}
	}
	return secrets, sites
}
