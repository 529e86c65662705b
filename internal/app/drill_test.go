//go:build linux

package app

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/smtp"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/notify"
	"congbo/internal/store"
)

// drillCycles is how many cycles of a drill are asked for: CONGBO_TEST_DRILL is
// "short" in the slow tests and "full" in make drill.
func drillCycles(t *testing.T, short, full int) int {
	switch os.Getenv("CONGBO_TEST_DRILL") {
	case "short":
		return short
	case "full":
		return full
	}
	t.Skip("drills left out: CONGBO_TEST_DRILL is neither short nor full")
	return 0
}

// A drill is a running program that is cut down again and again, and a ledger
// of all it has acknowledged, kept outside of it.
type drill struct {
	t       *testing.T
	program string // the real binary
	data    string
	files   string // letters for the command line, and whatever else is no part of the data

	mu       sync.Mutex
	letters  map[string]bool // Message-IDs that were acknowledged
	tried    map[string]bool // and all that were sent
	versions map[int64]int64 // case → the version that was acknowledged
	acts     int             // how many acts were
	dark     bool            // the power is off: nobody hears what a program still says
	sequence int
}

func newDrill(t *testing.T, data string) *drill {
	t.Helper()
	d := &drill{t: t, data: data, files: t.TempDir(), letters: make(map[string]bool), tried: make(map[string]bool), versions: make(map[int64]int64)}
	d.program = filepath.Join(d.files, "congbo")
	if out, err := exec.Command("go", "build", "-o", d.program, "congbo").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return d
}

// letter makes a letter that nobody has sent yet, with an attachment.
func (d *drill) letter() (id string, raw []byte) {
	d.mu.Lock()
	d.sequence++
	n := d.sequence
	id = fmt.Sprintf("drill-%d@khoa.example", n)
	d.tried[id] = true
	d.mu.Unlock()
	file := bytes.Repeat([]byte(fmt.Sprintf("Bảng số liệu %d\r\n", n)), 200)
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: <nguoi-gui-%d@khoa.example>\r\nTo: truyenthong@songtien.example\r\nSubject: Tin so %d\r\nMessage-ID: <%s>\r\nDate: Fri, 28 Aug 2026 14:29:00 +0700\r\n", n, n, id)
	fmt.Fprintf(&b, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"cat\"\r\n\r\n--cat\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nĐề nghị đăng tin số %d.\r\n", n)
	fmt.Fprintf(&b, "--cat\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=\"so-lieu.txt\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n--cat--\r\n", file)
	return id, b.Bytes()
}

func (d *drill) acknowledged(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.dark {
		d.letters[id] = true
	}
}

var port = regexp.MustCompile(`127\.0\.0\.1:(\d+)`)

// run starts everything, lets it work for a moment, and cuts it down with cut.
func (d *drill) run(moment time.Duration, cut func()) {
	d.t.Helper()
	serve := exec.Command(d.program, "serve", "--data", d.data, "--addr", "127.0.0.1:0", "--smtp", "127.0.0.1:0")
	serve.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + d.files, "CONGBO_LOG_LEVEL=error"}
	out, err := serve.StdoutPipe()
	d.must(err)
	var complaints bytes.Buffer
	serve.Stderr = &complaints
	begun := time.Now()
	d.must(serve.Start())
	lines := bufio.NewScanner(out)
	var ports []string
	for len(ports) < 2 && lines.Scan() {
		if m := port.FindString(lines.Text()); m != "" {
			ports = append(ports, m)
		}
	}
	if len(ports) < 2 {
		serve.Wait()
		d.t.Fatalf("the program does not start again: %s", complaints.String())
	}
	if took := time.Since(begun); took > 5*time.Second {
		d.t.Logf("ready only after %v", took)
	}
	go io.Copy(io.Discard, out)

	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() { d.sendLetters(ctx, ports[1]) })
	}
	var mu sync.Mutex
	children := []*exec.Cmd{serve}
	child := func(c *exec.Cmd, read func(line string)) {
		out, err := c.StdoutPipe()
		if err != nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if ctx.Err() != nil || c.Start() != nil {
			return
		}
		children = append(children, c)
		all.Go(func() {
			for lines := bufio.NewScanner(out); lines.Scan(); {
				read(lines.Text())
			}
		})
	}
	child(d.decider(), d.decided)
	child(d.takeIn(), d.taken)
	timer := time.NewTimer(moment)
	<-timer.C
	cut()
	mu.Lock()
	stop()
	for _, c := range children {
		c.Process.Kill()
	}
	mu.Unlock()
	all.Wait()
	for _, c := range children {
		c.Wait()
	}
}

// sendLetters hands in letters by SMTP until it is stopped. A letter that the
// program may have taken without our hearing of it counts as not acknowledged.
func (d *drill) sendLetters(ctx context.Context, addr string) {
	for ctx.Err() == nil {
		id, raw := d.letter()
		if err := smtp.SendMail(addr, nil, "khoa@khoa.example", []string{"truyenthong@songtien.example"}, raw); err == nil {
			d.acknowledged(id)
		}
	}
}

// takeIn is the command "intake" beside the running server, with some letters.
func (d *drill) takeIn() *exec.Cmd {
	args := []string{"intake", "--data", d.data}
	for range 8 {
		id, raw := d.letter()
		file := filepath.Join(d.files, strings.TrimSuffix(id, "@khoa.example")+".eml")
		d.must(os.WriteFile(file, raw, 0o600))
		args = append(args, file)
	}
	c := exec.Command(d.program, args...)
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + d.files}
	return c
}

func (d *drill) taken(line string) {
	var r struct{ File, State string }
	if json.Unmarshal([]byte(line), &r) == nil && r.State == "opened" {
		d.acknowledged(strings.TrimSuffix(filepath.Base(r.File), ".eml") + "@khoa.example")
	}
}

// decider is this test again, as a child that leads cases through their steps;
// see TestDrillDecider.
func (d *drill) decider() *exec.Cmd {
	c := exec.Command(os.Args[0], "-test.run=^TestDrillDecider$")
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + d.files, "DRILL_DATA=" + d.data}
	return c
}

func (d *drill) decided(line string) {
	f := strings.Fields(line)
	if len(f) != 3 || f[0] != "ACK" {
		return
	}
	id, err := strconv.ParseInt(f[1], 10, 64)
	v, err2 := strconv.ParseInt(f[2], 10, 64)
	if err == nil && err2 == nil {
		d.mu.Lock()
		if !d.dark {
			d.versions[id] = v
			d.acts++
		}
		d.mu.Unlock()
	}
}

// TestDrillDecider is no test: it is the child that decides in drills.
func TestDrillDecider(t *testing.T) {
	data := os.Getenv("DRILL_DATA")
	if data == "" {
		t.Skip("only a drill starts this")
	}
	ctx := t.Context()
	c := Default()
	c.Data = data
	a, err := Open(ctx, c, slog.New(slog.DiscardHandler), Options{InProcess: true, Sender: sink{}})
	if err != nil {
		t.Fatal(err)
	}
	who := make(map[string]cases.Actor)
	var site store.Site
	var section store.Section
	var open []store.Case
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		for _, role := range []string{"communications", "head", "deputy", "webmaster"} {
			p, err := tx.PersonByEmail(ctx, role+"@songtien.example")
			if err != nil {
				return err
			}
			who[role] = actorOf(*p)
		}
		in := who["head"].Institution
		sites, err := tx.Sites(ctx, in)
		if err != nil {
			return err
		}
		site = sites[0]
		sections, err := tx.Sections(ctx, site.ID)
		if err != nil {
			return err
		}
		section = sections[0]
		open, err = tx.Cases(ctx, store.CaseFilter{Institution: in, Step: "receive", Open: true, Limit: 40})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, cs := range open {
		done := func(res *cases.Result, err error) bool {
			if err == nil {
				fmt.Fprintf(os.Stdout, "ACK %d %d\n", cs.ID, res.Case.Version)
			}
			return err == nil
		}
		act := func(role string, act flow.Act) bool {
			return done(a.Cases.Act(ctx, who[role], cases.Input{Case: cs.ID, Act: act}))
		}
		save := func(role string, edit func(*content.Revision)) bool {
			v, err := a.Cases.See(ctx, who[role], cs.ID)
			if err != nil {
				return false
			}
			r := *v.Revision
			edit(&r)
			res, _, err := a.Editorial.Save(ctx, who[role], cs.ID, v.Revision.Number, r)
			return done(res, err)
		}
		_ = (cs.Document != 0 || done(a.Editorial.TakeOver(ctx, who["communications"], cs.ID, 0))) &&
			save("communications", func(r *content.Revision) { r.Sources = []content.Source{{Title: "Biên bản", Number: cs.Code}} }) &&
			act("communications", flow.Act{Kind: flow.DoMove, Move: "accept"}) &&
			act("head", flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true}) &&
			act("head", flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true}) &&
			act("deputy", flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectImages, Yes: true}) &&
			act("head", flow.Act{Kind: flow.DoMove, Move: "approve"}) &&
			save("webmaster", func(r *content.Revision) {
				r.Kind, r.Sites = "news", []content.Placement{{Site: site.ID, Section: section.ID}}
			}) &&
			act("webmaster", flow.Act{Kind: flow.DoMove, Move: "publish"}) &&
			act("communications", flow.Act{Kind: flow.DoMove, Move: "confirm"})
	}
}

func (d *drill) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// once are counts that must be zero whatever happened (I1, I2, I7).
var once = map[string]string{
	"a letter that entered twice":                     `SELECT count(*) FROM (SELECT 1 FROM message WHERE direction = 'in' GROUP BY message_id HAVING count(*) > 1)`,
	"a request without exactly one letter":            `SELECT count(*) FROM request r WHERE (SELECT count(*) FROM message m WHERE m.request_id = r.id) <> 1`,
	"a request without exactly one case":              `SELECT count(*) FROM request r WHERE (SELECT count(*) FROM case_file c WHERE c.request_id = r.id) <> 1`,
	"a request without exactly one acknowledgement":   `SELECT count(*) FROM request r LEFT JOIN (SELECT request_id, count(*) AS n FROM letter WHERE template = 'acknowledgement' GROUP BY request_id) l ON l.request_id = r.id WHERE coalesce(l.n, 0) <> 1`,
	"a letter of ours without its job or its sending": `SELECT count(*) FROM letter l WHERE l.state = 'queued' AND l.id NOT IN (SELECT CAST(j.args AS INTEGER) FROM job j WHERE j.kind = 'letter')`,
	"a message without its attachment":                `SELECT count(*) FROM message m WHERE m.direction = 'in' AND (SELECT count(*) FROM attachment a WHERE a.message_id = m.id) <> 1`,
	"a verdict that was kept twice":                   `SELECT count(*) FROM (SELECT 1 FROM approval GROUP BY case_id, aspect, hash, person_id HAVING count(*) > 1)`,
	"a case with two live pages on a site":            `SELECT count(*) FROM (SELECT 1 FROM edition WHERE state = 'live' GROUP BY case_id, site_id HAVING count(*) > 1)`,
	"a page without approvals of its very text":       `SELECT count(*) FROM edition e WHERE (SELECT count(DISTINCT a.aspect) FROM approval a JOIN revision r ON r.id = e.revision_id WHERE a.document_id = e.document_id AND a.yes AND r.hashes LIKE '%' || a.hash || '%') < 2`,
	"a case at its result without a page":             `SELECT count(*) FROM case_file c WHERE c.step IN ('result', 'settled') AND NOT EXISTS (SELECT 1 FROM edition e WHERE e.case_id = c.id)`,
}

// check holds what is there against the ledger: nothing acknowledged lost,
// nothing twice, every file whole, the record whole.
func (d *drill) check(cycle int) {
	t := d.t
	t.Helper()
	ctx := t.Context()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(d.data, "congbo.db"))
	d.must(err)
	defer db.Close()
	var word string
	d.must(db.QueryRow("PRAGMA integrity_check").Scan(&word))
	if word != "ok" {
		t.Fatalf("cycle %d: integrity_check says %s", cycle, word)
	}
	for what, query := range once {
		var n int
		if err := db.QueryRow(query).Scan(&n); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if n > 0 {
			t.Errorf("cycle %d: %d times %s", cycle, n, what)
		}
	}
	there := make(map[string]bool)
	rows, err := db.Query("SELECT message_id FROM message WHERE direction = 'in'")
	d.must(err)
	for rows.Next() {
		var id string
		d.must(rows.Scan(&id))
		there[id] = true
	}
	d.must(rows.Err())
	for id := range d.letters {
		if !there[id] {
			t.Errorf("cycle %d: letter %s was acknowledged and is lost", cycle, id)
		}
	}
	for id := range there {
		if !d.tried[id] {
			t.Errorf("cycle %d: letter %s was never sent", cycle, id)
		}
	}
	for id, v := range d.versions {
		var now int64
		if err := db.QueryRow("SELECT version FROM case_file WHERE id = ?", id).Scan(&now); err != nil || now < v {
			t.Errorf("cycle %d: case %d: version %d was acknowledged, %d is there (%v)", cycle, id, v, now, err)
		}
	}
	a := d.open(nil, time.Now)
	defer a.Close()
	verdict, err := a.Verify(ctx)
	d.must(err)
	for _, dmg := range verdict.Damages {
		t.Errorf("cycle %d: %s", cycle, locale.T(locale.EN, dmg.Key, dmg.Args...))
	}
	if t.Failed() {
		t.FailNow()
	}
}

func (d *drill) open(sender notify.Sender, now func() time.Time) *App {
	c := Default()
	c.Data = d.data
	a, err := Open(d.t.Context(), c, slog.New(slog.DiscardHandler), Options{InProcess: true, Sender: sender, Clock: now})
	d.must(err)
	return a
}

// counter counts how often each letter of ours goes out.
type counter struct {
	mu   sync.Mutex
	sent map[string]int
}

func (c *counter) Send(_ context.Context, o notify.Outgoing) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent[o.MessageID]++
	return nil
}

// drain does the jobs that are left, later, when the leases of workers that
// died have run out: every letter goes out, once (I4, I8).
func (d *drill) drain() {
	out := &counter{sent: make(map[string]int)}
	later := time.Now().Add(90 * time.Minute)
	a := d.open(out, func() time.Time { return later })
	defer a.Close()
	a.public = pageStub
	if _, err := a.Runner.Drain(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	for id, n := range out.sent {
		if n != 1 {
			d.t.Errorf("letter %s went out %d times", id, n)
		}
	}
	if due, _, err := a.Store.Due(d.t.Context()); err != nil || due {
		d.t.Errorf("jobs are left that are due (%v)", err)
	}
	d.must(a.Store.View(d.t.Context(), func(tx *store.Tx) error {
		failed, err := tx.FailedJobs(d.t.Context(), 10)
		for _, j := range failed {
			d.t.Errorf("job %s was given up: %s", j.Kind, j.Error)
		}
		return err
	}))
	d.t.Logf("%d letters went out", len(out.sent))
}

func moment() time.Duration { return time.Duration(50+rand.IntN(1500)) * time.Millisecond }

// kill -9 at random moments, while letters come in by SMTP and by the command
// line and cases are being decided: nothing acknowledged is lost, nothing is
// there twice, every file is whole, the record is whole (R-T9; I1, I2, I4–I7).
func TestDrillKill(t *testing.T) {
	n := drillCycles(t, 8, 200)
	h := newHouse(t, "")
	d := newDrill(t, h.Config.Data)
	h.must(h.App.Close())
	for i := range n {
		d.run(moment(), func() {})
		d.check(i)
		if i%20 == 19 {
			t.Logf("%d kills, %d letters and %d acts acknowledged", i+1, len(d.letters), d.acts)
		}
	}
	d.drain()
	d.check(n)
	t.Logf("%d kills; %d of %d letters and %d acts on %d cases acknowledged, none lost", n, len(d.letters), len(d.tried), d.acts, len(d.versions))
}

var pageStub = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprint(w, `<html lang="vi"><main><h1>x</h1></main>`)
})
