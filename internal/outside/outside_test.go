package outside_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"congbo/internal/links"
	"congbo/internal/outside"
)

// What servers say, as readers would find it (F-C13).
func TestAsk(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/fine", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("User-Agent") != "cong-bo-test" || r.Header.Get("Cookie") != "" || r.Header.Get("Authorization") != "" {
			t.Errorf("asked with %v", r.Header)
		}
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
	})
	mux.HandleFunc("/no-head", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			http.Error(w, "no", http.StatusNotFound)
		}
	})
	mux.HandleFunc("/login", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	mux.Handle("/old", http.RedirectHandler("/old2", http.StatusMovedPermanently))
	mux.Handle("/old2", http.RedirectHandler("/fine", http.StatusPermanentRedirect))
	mux.Handle("/today", http.RedirectHandler("/fine", http.StatusFound))
	mux.Handle("/ring", http.RedirectHandler("/ring", http.StatusFound))
	mux.Handle("/script", http.RedirectHandler("javascript:alert(1)", http.StatusFound))
	mux.Handle("/lost", http.RedirectHandler("/none", http.StatusMovedPermanently))
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Method == http.MethodGet {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
		w.WriteHeader(http.StatusInternalServerError)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	secure := httptest.NewUnstartedServer(mux)
	secure.Config.ErrorLog = nil
	secure.StartTLS()
	defer secure.Close()
	f := outside.New("cong-bo-test", func(netip.AddrPort) bool { return true })
	for path, want := range map[string]links.Answer{
		"/fine#a": {Kind: links.Fine, Status: 200}, "/no-head": {Kind: links.Fine, Status: 200}, "/login": {Kind: links.Guarded, Status: 403},
		"/broken": {Kind: links.Failing, Status: 502}, "/none": {Kind: links.Gone, Status: 404}, "/lost": {Kind: links.Gone, Status: 404},
		"/old": {Kind: links.Fine, Status: 200, To: server.URL + "/fine"}, "/today": {Kind: links.Fine, Status: 200},
		"/ring": {Kind: links.Loop, Status: 302}, "/script": {Kind: links.Malformed}, "/endless": {Kind: links.Fine, Status: 200},
	} {
		if got := f.Ask(t.Context(), server.URL+path); got != want {
			t.Errorf("%s: %+v, want %+v", path, got, want)
		}
	}
	if got := f.Ask(t.Context(), secure.URL+"/fine"); got.Kind != links.Insecure {
		t.Errorf("a certificate that nobody vouches for: %+v", got)
	}
	server.Close()
	if got := f.Ask(t.Context(), server.URL+"/fine"); got.Kind != links.NoAnswer {
		t.Errorf("nobody listens: %+v", got)
	}
}

// Whoever writes a link cannot make the server ask its own network: by no
// spelling, and by no redirect.
func TestNothingPrivateIsAsked(t *testing.T) {
	var asked atomic.Int32
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer inner.Close()
	port := inner.URL[strings.LastIndex(inner.URL, ":"):]
	f := outside.New("cong-bo-test", outside.Public)
	for _, link := range []string{inner.URL, "http://localhost" + port, "http://127.1" + port, "http://2130706433" + port, "http://0x7f.1" + port, "http://[::1]" + port, "http://[::ffff:127.0.0.1]" + port,
		"http://0.0.0.0" + port, "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "http://a:b@127.0.0.1/", "http://127.0.0.1:22/"} {
		if got := f.Ask(t.Context(), link); got.Good() {
			t.Errorf("%s: %+v", link, got)
		}
	}
	if asked.Load() != 0 {
		t.Error("a server of this machine was asked")
	}
	// A public server that leads inwards: the way in is judged, not the first name.
	door := httptest.NewServer(http.RedirectHandler(inner.URL, http.StatusFound))
	defer door.Close()
	only := netip.MustParseAddrPort(strings.TrimPrefix(door.URL, "http://"))
	half := outside.New("cong-bo-test", func(to netip.AddrPort) bool { return to == only })
	if got := half.Ask(t.Context(), door.URL); got.Kind != links.Private || asked.Load() != 0 {
		t.Errorf("led inwards: %+v", got)
	}
}

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"203.113.1.1:443": true, "[2405:4800::1]:80": true, "203.113.1.1:25": false, "127.0.0.1:80": false, "10.1.2.3:80": false, "172.16.0.1:443": false, "192.168.1.1:80": false,
		"169.254.169.254:80": false, "100.64.1.1:80": false, "0.0.0.0:80": false, "224.0.0.1:80": false, "255.255.255.255:80": false, "[::1]:80": false, "[fe80::1]:80": false,
		"[fc00::1]:80": false, "[::ffff:10.0.0.1]:80": false, "[64:ff9b::a00:1]:80": false, "[2002:a00:1::1]:80": false, "198.51.100.1:80": false, "[ff02::1]:80": false,
	} {
		if got := outside.Public(netip.MustParseAddrPort(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
