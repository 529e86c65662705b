package app

import (
	"strings"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/locale"
)

// No log keeps an address that lets in whoever has it.
func TestTokensAreNotLogged(t *testing.T) {
	c := &cases.Cases{Secret: []byte("a secret of tests")}
	token := c.Sign(cases.Link{Purpose: cases.LinkDecide, Case: 7, Person: 3, Bound: "1-2-ab", Expires: time.Unix(1<<31, 0)})
	paths := []string{cases.DecidePath(token), cases.DecidePath(token) + "/media/" + strings.Repeat("a", 64), "/desk/invitation/" + token, "/desk/reset/" + token}
	for _, l := range locale.Langs {
		paths = append(paths, cases.TrackPath(l, token), cases.AnswerPath(l, token), cases.PreviewPath(l, token), cases.PreviewPath(l, token)+"/x.png", "/so"+cases.TrackPath(l, token))
	}
	for _, path := range paths {
		if got := withoutTokens(path); strings.Contains(got, token[len(token)-20:]) {
			t.Errorf("%s is logged as %s", path, got)
		}
	}
	if got := withoutTokens("/desk/cases/PTT-2026-000001"); got != "/desk/cases/PTT-2026-000001" {
		t.Errorf("a plain address is logged as %s", got)
	}
}
