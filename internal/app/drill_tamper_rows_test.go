//go:build linux

package app

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"congbo/internal/event"
	"congbo/internal/reporting"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// sealedTables are the tables whose rows the record proves, by the form in
// which it does, with changes that somebody might make to one of their rows.
var sealedTables = map[string]struct {
	table string
	sets  []string
}{
	"institution":  {"institution", []string{"name_vi = name_vi || '!'", "settings = '{\"x\":1}'"}},
	"unit":         {"unit", []string{"name_vi = name_vi || '!'", "parent_id = NULL, short = short || 'x'", "active = NOT active"}},
	"look":         {"site_look", []string{"look = '{\"theme\":\"thu-vien\"}'", "number = number + 100", "by_id = by_id + 1", "from_number = 7"}},
	"look-draft":   {"look_draft", []string{"look = '{\"theme\":\"thu-vien\"}'", "open = NOT open", "for_id = 3"}},
	"site":         {"site", []string{"name = name || '!'", "theme = theme || 'x'", "settings = '{\"lead\":\"x\"}'"}},
	"host":         {"site_host", []string{"host = 'x' || host", "site_id = site_id + 1"}},
	"section":      {"section", []string{"title = title || '!'", "slug = slug || '-x'", "menu = NOT menu", "parent_id = 1 - coalesce(parent_id, 0)"}},
	"topic":        {"topic", []string{"title = title || '!'"}},
	"twin":         {"topic_twin", nil},
	"kind":         {"kind", []string{"name_vi = name_vi || '!'", "active = NOT active"}},
	"mailbox":      {"mailbox", []string{"address = 'x' || address", "procedure_key = 'other'", "main = NOT main"}},
	"rule":         {"procedure_rule", []string{"procedure_key = 'other'", "active = NOT active", "unit_id = unit_id + 1"}},
	"case-rule":    {"case_rule", []string{"passed = passed + 1", "kind = kind || 'x'"}},
	"calendar":     {"calendar_day", []string{"hours = hours || 'x'", "source = source || 'x'"}},
	"week":         {"office_week", []string{"hours = hours || ' '", "unit_id = unit_id + 9"}},
	"person":       {"person", []string{"name = name || 'x'", "email = 'x' || email", "password = password || 'x'", "totp_key = totp_key || 'x'", "unit_id = 1 + coalesce(unit_id, 0)", "state = CASE state WHEN 'active' THEN 'disabled' ELSE 'active' END"}},
	"appointment":  {"appointment", []string{"role = role || 'x'", "role = CASE role WHEN 'head' THEN 'webmaster' ELSE 'head' END", "person_id = person_id + 1", "place_id = place_id + 1", "from_at = from_at - 1", "to_at = coalesce(to_at, 0) + 9000000000000000", "paper = paper || 'x'"}},
	"delegation":   {"delegation", []string{"to_id = to_id + 1", "roles = roles || ' head'", "end_at = end_at + 1", "start_at = start_at - 1"}},
	"procedure":    {"procedure_version", []string{"text = replace(text, 'steps:', 'step:')", "text = text || ' '", "state = 'draft'", "in_force_from = in_force_from - 1"}},
	"proc-life":    {"procedure_life", []string{"decision_number = decision_number || 'x'", "approved_by = 1 + coalesce(approved_by, 0)", "effective = effective || 'x'"}},
	"proc-save":    {"procedure_save", []string{"person_id = person_id + 1", "at = at - 1", "digest = digest || 'x'"}},
	"request":      {"request", []string{"sender_name = sender_name || 'x'", "sender_email = 'x' || sender_email", "sender_phone = sender_phone || '0'", "subject = subject || '!'", "received_at = received_at + 1"}},
	"message":      {"message", []string{"body = body || '!'", "fresh = fresh || '!'", "subject = subject || '!'", "from_email = 'x' || from_email", "raw = raw || '0'", "html = html || '<b>'", "request_id = 1 + coalesce(request_id, 0)"}},
	"attachment":   {"attachment", []string{"name = 'x' || name", "media_id = (SELECT max(m.id) FROM media m WHERE m.id <> attachment.media_id)", "size = size + 1", "position = position + 90"}},
	"case":         {"case_file", []string{"state = state || ' '", "state = replace(state, 'review', 'post') || ' '", "title = title || '!'", "due_at = coalesce(due_at, 0) + 1", "sender = sender || 'x'", "flags = flags || ' forced'", "assignee_id = 1 + coalesce(assignee_id, 0)", "procedure_id = procedure_id + 1"}},
	"remark":       {"case_remark", []string{"text = text || '.'", "digest = '" + strings.Repeat("0", 64) + "'", "person_id = person_id + 1", "kind = kind || 'x'"}},
	"comment":      {"comment", []string{"text = text || '.'", "quote = quote || 'x'", "person_id = person_id + 1", "resolved_by = resolved_by + 1", "block = block || 'x'"}},
	"approval":     {"approval", []string{"remark_id = 1 + coalesce(remark_id, 0)", "document_id = document_id + 1"}},
	"document":     {"document", []string{"unit_id = 1 + coalesce(unit_id, 0)", "lang = 'xx'"}},
	"revision":     {"revision", []string{"saved_by = saved_by + 1", "saved_for = saved_for + 1", "note = note || 'x'", "saved_at = saved_at - 1", "changed = changed || ' layout'"}},
	"authorship":   {"authorship", []string{"person_id = person_id + 1", "for_id = for_id + 1", "aspect = 'layout-x'", "at = at - 1", "revision_id = revision_id + 1"}},
	"edition":      {"edition", []string{"slug = slug || '-x'", "note = note || 'x'", "first_at = first_at - 1", "ended_at = 1 + coalesce(ended_at, 0)"}},
	"term":         {"edition_term", []string{"until_at = until_at + 1"}},
	"preview":      {"preview_link", []string{"expires_at = expires_at + 9000000000", "whom = whom || 'x'", "revoked_at = NULL, revoked_by = revoked_by + 1", "given_by = given_by + 1"}},
	"commission":   {"commission", []string{"due_at = due_at + 1", "wish = wish || 'x'", "answered_at = 1 + coalesce(answered_at, 0)", "name = name || 'x'", "asked_by = asked_by + 1"}},
	"error-report": {"error_report", []string{"text = text || '!'", "words = words || '!'", "state = state || 'x'"}},
	"asked-link":   {"commission_link", []string{"expires_at = expires_at + 9000000000", "revoked_at = NULL, revoked_by = revoked_by + 1", "given_by = given_by + 1"}},
	"archived":     {"page_archive", []string{"kept_at = kept_at + 1", "page_id = (SELECT max(m.id) FROM media m WHERE m.id <> page_archive.page_id)"}},
	"library":      {"library_item", []string{"credit = credit || 'x'", "licence = licence || 'x'", "alt = alt || '!'", "added_by = added_by + 1"}},
	"shared":       {"library_shared", []string{"person_id = person_id + 1", "at = at + 1"}},
	"release":      {"release_set", []string{"name = name || '!'", "state = state || 'x'", "planned_by = planned_by + 1"}},
	"released":     {"release_item", []string{"hash = hash || '0'", "case_id = case_id + 1"}},
	"batch":        {"batch", []string{"due_at = due_at + 1", "state = state || 'x'", "sent_by = sent_by + 1"}},
	"batched":      {"batch_item", []string{"entry = entry + 1", "case_id = case_id + 1"}},
	"watch":        {"watch", []string{"title = title || '!'", "rhythm = 'daily 00:01'", "active = NOT active", "person_id = person_id + 1"}},
	"duty":         {"duty", []string{"done_at = coalesce(done_at, 0) + 1", "missed_at = NULL, note = note || '!'", "done_by = done_by + 1"}},
	"duty-case":    {"duty_case", []string{"case_id = case_id + 1"}},
	"redirect":     {"redirect", []string{"target = target || 'x'", "source = source || 'x'", "ended_at = 1 + coalesce(ended_at, 0)", "target_site = 1 + coalesce(target_site, 0)"}},
	"replacement":  {"file_replaced", []string{"new_id = old_id, name = name || 'x'", "person_id = person_id + 1", "at = at + 1"}},
	"check":        {"page_check", []string{"ok = NOT ok", "findings = '[1]'", "edition_id = edition_id + 1"}},
	"delivery":     {"delivery", []string{"state = state || 'x'", "revision_id = revision_id + 1", "posted_by = posted_by + 1", "hash = hash || '0'"}},
	"kept-link":    {"link_kept", []string{"reason = reason || 'x'", "person_id = person_id + 1", "link_id = link_id + 1"}},
	"wording":      {"wording", []string{"subject_vi = subject_vi || '.'", "body_en = body_en || '.'", "shipped = NOT shipped", "saved_by = saved_by + 1"}},
	"disposal":     {"disposal", []string{"decided_by = proposed_by", "state = state || 'x'", "decision = decision || 'x'", "reason = reason || '.'"}},
	"disposed":     {"disposal_item", []string{"live = NOT live", "from_at = from_at - 1", "record = record || 'x'", "retention = retention || 'x'"}},
	"appointed":    {"appointment_paper", []string{"decision = decision || 'x'", "decided_on = '2001-01-01'", "decided_by = decided_by || 'x'"}},
	"division":     {"division", []string{"work = work || 'x'", "from_at = from_at - 1"}},
	"read-remark":  {"remark_reading", []string{"recoded = recoded || ' '"}},
	"read-comment": {"comment_reading", []string{"recoded = recoded || ' '"}},
	"read-text":    {"revision_reading", []string{"recoded = recoded || ' '", "vouched = vouched || ' '"}},
	"read-letter":  {"message_reading", []string{"recoded = recoded || ' '"}},
	"paper":        {"covering_paper", []string{"number = number || 'x'", "completed = '2001-01-01'", "media_id = NULL"}},
	"lent-paper":   {"delegation_paper", []string{"dated = '2001-01-01'", "media_id = NULL, file_name = file_name || 'x'", "delegation_id = delegation_id + 1"}},
	"letter":       {"letter", []string{"body = body || '.'", "subject = subject || '.'", "html = html || '.'", "to_email = 'x' || to_email", "data = '{}'", "sent_at = coalesce(sent_at, 0) + 1", "template = 'other'", "state = CASE state WHEN 'failed' THEN 'sent' ELSE 'failed' END"}},
	"call":         {"decision_call", []string{"person_id = person_id + 1", "for_id = for_id + 1", "turn = turn || '1'", "bound = bound || '0'", "used_at = coalesce(used_at, 0) + 1", "used_as = used_as || 'x'", "expires_at = expires_at + 9000000000"}},

	"disposal-work": {"disposal_work", []string{"titles = NOT titles", "done_at = 1 + coalesce(done_at, 0)"}},
	"disposal-end":  {"disposal_end", []string{"how = 'kept'", "title = title || 'x'", "at = at - 1", "person_id = person_id + 1"}},
	"taken":         {"taken", []string{"digest = digest || 'x'", "form = CASE form WHEN 'request' THEN 'message' ELSE 'request' END", "disposal_id = disposal_id + 1", "at = at - 1"}},
}

func init() {
	for _, form := range store.Forms() {
		on, ok := sealedTables[form]
		if !ok {
			continue
		}
		tamperings = append([]tampering{
			{"edit " + form, func(x *tamper) (string, string, bool) {
				key, ok := x.anyRow(on.table)
				return form, "", ok && x.exec("UPDATE "+on.table+" SET "+on.sets[x.r.IntN(len(on.sets))]+" WHERE "+key)
			}},
			{"delete " + form, func(x *tamper) (string, string, bool) {
				key, ok := x.anyRow(on.table)
				return form, "", ok && x.exec("DELETE FROM "+on.table+" WHERE "+key)
			}},
			{"insert " + form, func(x *tamper) (string, string, bool) {
				key, ok := x.anyRow(on.table)
				return form, "", ok && x.copyRow(on.table, key)
			}},
		}, tamperings...)
	}
	tamperings = append([]tampering{
		{"delete an author of a change", func(x *tamper) (string, string, bool) {
			return "authorship", "", x.exec("DELETE FROM authorship WHERE id = ?", x.row("authorship", "how = 'saved'"))
		}},
		{"edit a reason and its digest", func(x *tamper) (string, string, bool) {
			sum := sha256.Sum256([]byte("x"))
			return "remark", "", x.exec("UPDATE case_remark SET text = 'x', digest = '"+hex.EncodeToString(sum[:])+"' WHERE id = ?", x.row("case_remark", "text <> 'x'"))
		}},
		{"lend a role", func(x *tamper) (string, string, bool) {
			return "delegation", "", x.exec("INSERT INTO delegation (from_id, to_id, roles, place_kind, place_id, start_at, end_at) VALUES (1, 2, '', 'institution', 1, 0, 9000000000000000)")
		}},
		{"take back an act and its line", (*tamper).takeBack},
	}, tamperings...)
}

// anyRow chooses a row of a table, and writes it as a condition.
func (x *tamper) anyRow(table string) (string, bool) {
	switch table {
	case "kind":
		var id string
		err := x.db.QueryRow("SELECT id FROM kind ORDER BY random() LIMIT 1").Scan(&id)
		return "id = '" + id + "'", err == nil
	case "site_host":
		var host string
		err := x.db.QueryRow("SELECT host FROM site_host ORDER BY random() LIMIT 1").Scan(&host)
		return "host = '" + host + "'", err == nil
	case "commission":
		var id int64
		err := x.db.QueryRow("SELECT case_id FROM commission ORDER BY random() LIMIT 1").Scan(&id)
		return fmt.Sprintf("case_id = %d", id), err == nil
	case "disposal_work", "disposal_end":
		column := map[string]string{"disposal_work": "disposal_id", "disposal_end": "item_id"}[table]
		var id int64
		err := x.db.QueryRow("SELECT " + column + " FROM " + table + " ORDER BY random() LIMIT 1").Scan(&id)
		return fmt.Sprintf("%s = %d", column, id), err == nil
	case "edition_term":
		var id int64
		err := x.db.QueryRow("SELECT edition_id FROM edition_term ORDER BY random() LIMIT 1").Scan(&id)
		return fmt.Sprintf("edition_id = %d", id), err == nil
	case "office_week":
		var unit int64
		err := x.db.QueryRow("SELECT unit_id FROM office_week ORDER BY random() LIMIT 1").Scan(&unit)
		return fmt.Sprintf("unit_id = %d", unit), err == nil
	case "procedure_life":
		var id int64
		err := x.db.QueryRow("SELECT procedure_id FROM procedure_life ORDER BY random() LIMIT 1").Scan(&id)
		return fmt.Sprintf("procedure_id = %d", id), err == nil
	case "calendar_day":
		var day string
		err := x.db.QueryRow("SELECT day FROM calendar_day ORDER BY random() LIMIT 1").Scan(&day)
		return "day = '" + day + "'", err == nil
	}
	var id int64
	err := x.db.QueryRow("SELECT id FROM " + table + " ORDER BY random() LIMIT 1").Scan(&id)
	return fmt.Sprintf("id = %d", id), err == nil
}

// copyRow adds a copy of a row under a new number. Where the database itself
// refuses two such rows nothing is changed.
func (x *tamper) copyRow(table, key string) bool {
	rows, err := x.db.Query("SELECT * FROM " + table + " WHERE 1 = 0")
	if err != nil {
		x.t.Fatal(err)
	}
	names, err := rows.Columns()
	rows.Close()
	if err != nil {
		x.t.Fatal(err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "id" && table != "kind" })
	values := slices.Clone(names)
	for i, name := range names {
		switch {
		case name == "email" || name == "label" || name == "slug" || name == "code" || name == "address" || name == "id":
			values[i] = name + " || 'copy'"
		case name == "host":
			values[i] = "'copy.example'"
		case name == "unit_id" && table == "office_week":
			values[i] = "unit_id + 90"
		case name == "disposal_id" && table == "disposal_work" || name == "item_id" || name == "key" && table == "taken":
			values[i] = name + " || '9'"
		case name == "procedure_id" && table == "procedure_life":
			values[i] = "procedure_id + 1000"
		case name == "day":
			values[i] = "'2031-01-01'"
		case name == "message_id" && table != "attachment" || name == "state" && table == "edition":
			values[i] = "'copy'"
		case name == "number" || name == "version":
			values[i] = name + " + 1000"
		}
	}
	_, err = x.db.Exec("INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") SELECT " + strings.Join(values, ", ") + " FROM " + table + " WHERE " + key)
	return err == nil
}

// Each of these changes, tried one after the other on one database, is found
// (R-T9; I2, I6).
func TestDrillTamperRows(t *testing.T) {
	drillCycles(t, 1, 1)
	t.Run("sqlite", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		a := signed(t, data, "")
		db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "congbo.db")+"?_pragma=foreign_keys(0)&_pragma=busy_timeout(10000)")
		if err != nil {
			t.Fatal(err)
		}
		everyRow(t, a, &tamper{t: t, db: db})
	})
	t.Run("postgres", func(t *testing.T) {
		url := storetest.PostgresURL(t)
		a := signed(t, t.TempDir(), url)
		db, err := sql.Open("pgx", url)
		if err != nil {
			t.Fatal(err)
		}
		db.SetMaxOpenConns(1)
		x := &tamper{t: t, db: db, pg: true}
		x.exec("SET session_replication_role = replica")
		everyRow(t, a, x)
	})
}

func everyRow(t *testing.T, a *App, x *tamper) {
	defer a.Close()
	defer x.db.Close()
	verify := (&reporting.Verifier{Store: a.Store}).Verify // files and heads are not what is tampered with here
	x.r = rand.New(rand.NewPCG(1, 1))
	ctx := t.Context()
	err := a.Store.Tx(ctx, func(tx *store.Tx) error { // what the demonstration has none of
		sites, err := tx.Sites(ctx, 0)
		if err != nil {
			return err
		}
		if err := tookAway(ctx, tx, sites[0].Institution); err != nil {
			return err
		}
		live, err := tx.LiveEditions(ctx, sites[0].ID, 0, nil, 1)
		if err != nil || len(live) == 0 {
			return errors.Join(err, errors.New("nothing is public"))
		}
		if _, err := tx.AddErrorReport(ctx, &store.ErrorReport{Institution: sites[0].Institution, Code: "BL-1", Key: "k", Site: sites[0].ID, Case: live[0].Case, Document: live[0].Document,
			Edition: live[0].ID, Lang: "vi", Text: "x"}); err != nil {
			return err
		}
		sites[0].Hosts = append(sites[0].Hosts, "www.example")
		return errors.Join(tx.SaveSite(ctx, &sites[0]), tx.SetCalendarDay(ctx, store.CalendarDay{Institution: sites[0].Institution, Day: "2026-12-31"}),
			tx.SetOfficeWeek(ctx, store.OfficeWeek{Institution: sites[0].Institution}),
			tx.AddProcedureLife(ctx, &store.ProcedureLife{Procedure: 1}), tx.AddProcedureSave(ctx, &store.ProcedureSave{Procedure: 1, Person: 1, Digest: "ab"}))
	})
	if err != nil {
		t.Fatal(err)
	}
	try := func(form, table, what, statement string) {
		x.exec("CREATE TABLE kept AS SELECT * FROM " + table)
		changed := false
		if statement != "" {
			changed = x.exec(statement) && x.differs(table)
		} else if key, ok := x.anyRow(table); ok {
			changed = x.copyRow(table, key)
		}
		if changed {
			v, err := verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !names(v, form, "") {
				t.Errorf("%s: not found; found %+v", what, v.Damages)
			}
		} else {
			t.Logf("%s: nothing to change", what)
		}
		x.exec("DELETE FROM " + table)
		x.exec("INSERT INTO " + table + " SELECT * FROM kept")
		x.exec("DROP TABLE kept")
	}
	n := 0
	for _, form := range store.Forms() {
		on, ok := sealedTables[form]
		if !ok {
			t.Errorf("nobody tampers with %s", form)
		}
		for _, set := range on.sets {
			if key, ok := x.anyRow(on.table); ok {
				try(form, on.table, form+": "+set, "UPDATE "+on.table+" SET "+set+" WHERE "+key)
				n++
			} else {
				t.Logf("%s: no rows", form)
			}
		}
		if key, ok := x.anyRow(on.table); ok {
			try(form, on.table, form+": deleted", "DELETE FROM "+on.table+" WHERE "+key)
			try(form, on.table, form+": inserted", "")
			n += 2
		}
	}
	if v, err := verify(t.Context()); err != nil || !v.OK() {
		t.Errorf("put back as it was: %v, %+v", err, v)
	}
	t.Logf("%d changes", n)
}

// differs reports whether a table is no longer as it was kept: a row chosen by
// chance may already be what a change would make of it.
func (x *tamper) differs(table string) bool {
	if x.count("SELECT count(*) FROM (SELECT * FROM "+table+" EXCEPT SELECT * FROM kept) AS altered") > 0 {
		return true
	}
	return x.count("SELECT count(*) FROM kept") != x.count("SELECT count(*) FROM "+table)
}

func (x *tamper) count(query string) int {
	var n int
	if err := x.db.QueryRow(query).Scan(&n); err != nil {
		x.t.Fatalf("%s: %v", query, err)
	}
	return n
}

// tookAway takes the papers of a case away, as a disposal does.
func tookAway(ctx context.Context, tx *store.Tx, institution int64) error {
	ended, err := tx.Cases(ctx, store.CaseFilter{Institution: institution, Ended: true, Limit: 1})
	if err != nil || len(ended) == 0 {
		return errors.Join(err, errors.New("nothing has ended"))
	}
	d := &store.Disposal{Institution: institution, Reason: "x", By: 1}
	if err := tx.AddDisposal(ctx, d); err != nil {
		return err
	}
	if _, err := tx.AddDisposalItem(ctx, store.DisposalItem{Disposal: d.ID, Case: ended[0].ID, Ended: tx.Now(), From: tx.Now()}); err != nil {
		return err
	}
	items, err := tx.DisposalItems(ctx, d.ID)
	if err != nil {
		return err
	}
	d.State, d.DecidedBy, d.Decision = store.DisposalApproved, 2, "1"
	tx.Record(institution, event.Event{Verb: event.DisposalApproved, Actor: 2, Case: ended[0].ID, Subject: fmt.Sprintf("disposal:%d", d.ID)})
	if err := errors.Join(tx.AddDisposalWork(ctx, store.DisposalWork{Disposal: d.ID}), tx.DecideDisposal(ctx, d)); err != nil {
		return err
	}
	_, err = tx.TakeAway(ctx, items[0].ID)
	return errors.Join(err, tx.EndDisposalItem(ctx, &store.DisposalEnd{Item: items[0].ID, Disposal: d.ID, Case: ended[0].ID, How: store.DisposalTaken}))
}

// takeBack deletes the last line before anybody has signed that it was there:
// the rows that it sealed show it.
func (x *tamper) takeBack() (string, string, bool) {
	if x.data == "" {
		return "", "", false
	}
	if err := os.Remove(filepath.Join(x.data, "heads")); err != nil {
		x.t.Fatal(err)
	}
	var data string
	if err := x.db.QueryRow("SELECT data FROM event WHERE " + x.of() + "1 = 1 ORDER BY seq DESC LIMIT 1").Scan(&data); err != nil {
		x.t.Fatal(err)
	}
	word := strings.TrimLeft(mapOf(x.t, data)["seals"], "+=")
	form, _, ok := strings.Cut(word, ":")
	return form, "", ok && x.exec("DELETE FROM event WHERE "+x.of()+"seq = ?", x.last)
}
