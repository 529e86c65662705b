package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// The desk as it is put together takes forms at the pace of work, and says when
// it takes more (security: limits of rate).
func TestDeskLimitsForms(t *testing.T) {
	h := newHouse(t, "")
	desk := h.Handler()
	send := func() int {
		r := httptest.NewRequest("POST", "/desk/language", strings.NewReader("lang=vi"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		desk.ServeHTTP(w, r)
		return w.Code
	}
	for i := range formsAtOnce {
		if code := send(); code == http.StatusTooManyRequests {
			t.Fatalf("form %d: %d", i+1, code)
		}
	}
	if code := send(); code != http.StatusTooManyRequests {
		t.Errorf("one too many: %d", code)
	}
	h.clock.Pass(time.Minute)
	if code := send(); code == http.StatusTooManyRequests {
		t.Errorf("a minute later: %d", code)
	}
}
