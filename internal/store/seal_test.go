package store_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"congbo/internal/event"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/store/storetest"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// aRowOfEach is one row of every table that is sealed, the same on both
// databases.
const aRowOfEach = `
INSERT INTO institution (id, preset, name_vi, name_en, settings, created_at) VALUES (1, 'truong-dai-hoc', 'Trường Đại học Sông Tiền', 'Tien River University', '{"a":1}', 1790000000000001);
INSERT INTO unit (id, institution_id, name_vi, short, position) VALUES (1, 1, 'Khoa Thủy sản', 'TS', 3);
INSERT INTO site (id, institution_id, unit_id, label, lang, name, theme) VALUES (1, 1, 1, 'vi', 'vi', 'Trường Đại học Sông Tiền', 'song');
INSERT INTO site_host (host, site_id, position) VALUES ('www.st.example', 1, 0);
INSERT INTO site_look (id, site_id, number, look, from_number, by_id, at) VALUES (1, 1, 2, '{"theme":"song"}', 1, 1, 1790000000000002);
INSERT INTO look_draft (site_id, look, open, by_id, at, version) VALUES (1, '{"theme":"song"}', TRUE, 1, 1790000000000003, 4);
INSERT INTO section (id, site_id, slug, title, menu) VALUES (1, 1, 'tin-tuc', 'Tin tức', FALSE);
INSERT INTO topic (id, site_id, slug, title) VALUES (1, 1, 'tuyen-sinh', 'Tuyển sinh');
INSERT INTO topic_twin (topic_id, twin_id) VALUES (1, 1);
INSERT INTO kind (institution_id, id, name_vi) VALUES (1, 'news', 'Tin');
INSERT INTO mailbox (id, institution_id, address, name_vi, procedure_key, code_prefix, main) VALUES (1, 1, 'ptt@st.example', 'Phòng Truyền thông', 'dang-tin', 'PTT', TRUE);
INSERT INTO calendar_day (institution_id, unit_id, day, source) VALUES (1, 0, '2026-12-31', 'QĐ 1');
INSERT INTO office_week (institution_id, unit_id, hours) VALUES (1, 0, '["","8-12"]');
INSERT INTO person (id, institution_id, name, name_key, folded, email, password, state, created_at) VALUES (1, 1, 'Lê Thị Hoa', 'hoa', 'le thi hoa', 'hoa@st.example', '$argon2id$x', 'active', 1790000000000002);
INSERT INTO person (id, institution_id, name, name_key, folded, email, created_at) VALUES (2, 1, 'Trần Nam', 'nam', 'tran nam', 'nam@st.example', 1790000000000003);
INSERT INTO appointment (id, person_id, role, place_kind, place_id, from_at, paper) VALUES (1, 1, 'head', 'institution', 1, 1780000000000000, 'QĐ 2');
INSERT INTO delegation (id, from_id, to_id, roles, place_kind, place_id, start_at, end_at) VALUES (1, 1, 2, 'head', 'institution', 1, 1780000000000000, 1790000000000000);
INSERT INTO procedure_version (id, institution_id, key, version, text, digest, state, in_force_from, created_at) VALUES (1, 1, 'dang-tin', 1, 'id: dang-tin', 'ab', 'in-force', 1780000000000000, 1780000000000001);
INSERT INTO request (id, institution_id, mailbox_id, code, channel, sender_name, sender_email, subject, folded, received_at) VALUES (1, 1, 1, 'PTT-2026-000001', 'mail', 'Nguyễn Thu', 'thu@st.example', 'Đăng tin', 'x', 1790000000000004);
INSERT INTO message (id, request_id, direction, channel, mailbox_id, message_id, digest, body, fresh, state, received_at) VALUES (1, 1, 'in', 'mail', 1, 'a@b', 'cd', 'Kính gửi', 'Kính gửi', 'placed', 1790000000000004);
INSERT INTO media (id, type, size, created_at) VALUES ('ef', 'image/png', 3, 1790000000000004);
INSERT INTO attachment (id, message_id, media_id, name, type, size, position) VALUES (1, 1, 'ef', 'ảnh.png', 'image/png', 3, 0);
INSERT INTO document (id, institution_id, unit_id, lang, created_at) VALUES (1, 1, 1, 'vi', 1790000000000005);
INSERT INTO revision (id, document_id, number, title, text, hash, hashes, changed, saved_by, saved_at) VALUES (1, 1, 1, 'Đăng tin', '{}', '01', '{"all":"01"}', 'content', 1, 1790000000000005);
INSERT INTO authorship (id, document_id, revision_id, aspect, person_id, how, at) VALUES (1, 1, 1, 'content', 1, 'saved', 1790000000000005);
INSERT INTO case_file (id, institution_id, code, procedure_id, request_id, document_id, mailbox_id, title, folded, step, state, opened_at, entered_at, due_at) VALUES (1, 1, 'PTT-2026-000001', 1, 1, 1, 1, 'Đăng tin', 'x', 'review', '{"step":"review"}', 1790000000000004, 1790000000000005, 1790000000000006);
INSERT INTO procedure_life (procedure_id, based_on_id, case_id, drafted_by, drafted_at, decision_number, decision_date, decision_signer, effective) VALUES (1, 1, 1, 1, 1790000000000005, '12/QĐ', '2026-08-27', 'Hiệu trưởng', '2026-09-01');
INSERT INTO procedure_save (id, procedure_id, person_id, digest, at) VALUES (1, 1, 1, 'ab', 1790000000000006);
INSERT INTO procedure_rule (id, institution_id, unit_id, kind, procedure_key) VALUES (1, 1, 1, 'news', 'dang-tin');
INSERT INTO case_rule (case_id, rule_id, unit_id, kind, passed) VALUES (1, 1, 1, 'news', 1);
INSERT INTO case_remark (id, case_id, kind, person_id, text, digest, at) VALUES (1, 1, 'reason', 1, 'Thiếu ảnh', '23', 1790000000000007);
INSERT INTO comment (id, case_id, revision_id, block, quote, person_id, text, digest, mentions, at) VALUES (1, 1, 1, 'a1', 'Đăng tin', 1, 'Bỏ câu này', '45', '1', 1790000000000007);
INSERT INTO approval (id, case_id, document_id, revision_id, aspect, hash, yes, person_id, role, remark_id, at) VALUES (1, 1, 1, 1, 'content', '01', FALSE, 1, 'head', 1, 1790000000000007);
INSERT INTO edition (id, document_id, case_id, site_id, section_id, revision_id, number, kind, slug, title, state, hash, posted_by, first_at, published_at) VALUES (1, 1, 1, 1, 1, 1, 1, 'news', 'dang-tin', 'Đăng tin', 'live', '01', 1, 1790000000000008, 1790000000000008);
INSERT INTO edition_term (edition_id, until_at) VALUES (1, 1790000000000020);
INSERT INTO commission (case_id, institution_id, name, email, wish, asked_by, asked_at, first_due_at, due_at) VALUES (1, 1, 'Phan Thị Lan', 'lan@ctv.example', 'board', 1, 1790000000000008, 1790000000000021, 1790000000000022);
INSERT INTO commission_link (id, case_id, given_by, given_at, expires_at) VALUES (1, 1, 1, 1790000000000008, 1790000000000023);
INSERT INTO preview_link (id, case_id, site_id, whom, given_by, given_at, expires_at) VALUES (1, 1, 1, 'Báo Sông Tiền', 1, 1790000000000008, 1790000000000021);
INSERT INTO release_set (id, institution_id, name, state, made_by, made_at, at) VALUES (1, 1, 'Khai giảng', 'planned', 1, 1790000000000008, 1790000000000022);
INSERT INTO release_item (id, release_id, case_id, hash) VALUES (1, 1, 1, '01');
INSERT INTO redirect (id, site_id, source, document_id, target_site, target, made_by, made_at) VALUES (1, 1, '/tin-tuc/cu', 1, 1, '/tin-tuc', 1, 1790000000000008);
INSERT INTO file_replaced (id, document_id, old_id, new_id, name, person_id, at) VALUES (1, 1, 'ef', 'ef', 'mau-2.docx', 1, 1790000000000008);
INSERT INTO error_report (id, institution_id, code, form_key, site_id, case_id, document_id, edition_id, lang, text, email, received_at, state, words, answered_by, answered_at, fixed_id) VALUES (1, 1, 'BL-2026-000001', 'AB', 1, 1, 1, 1, 'vi', 'Sai ngày', 'doc@giả.example', 1790000000000008, 'fixed', 'Đã sửa', 1, 1790000000000009, 1);
INSERT INTO page_check (id, case_id, edition_id, ok, at) VALUES (1, 1, 1, TRUE, 1790000000000009);
INSERT INTO delivery (id, case_id, document_id, revision_id, site_id, section_id, hash, posted_by, role, decided_at, state, problem) VALUES (1, 1, 1, 1, 1, 1, 'ab', 1, 'webmaster', 1790000000000009, 'failed', 'site');
INSERT INTO link_watch (id, institution_id, address, state, since_at, next_at) VALUES (1, 1, 'https://a.example/', 'broken', 1790000000000009, 1790000000000010);
INSERT INTO link_kept (id, institution_id, link_id, reason, person_id, at) VALUES (1, 1, 1, 'hết hiệu lực', 1, 1790000000000011);
INSERT INTO wording (id, institution_id, template, number, subject_vi, body_vi, saved_by, saved_at) VALUES (1, 1, 'task', 1, 'Việc mới', 'Kính gửi', 1, 1790000000000010);
INSERT INTO letter (id, institution_id, case_id, template, lang, to_email, subject, body, message_id, state, created_at, sent_at) VALUES (1, 1, 1, 'task', 'vi', 'hoa@st.example', 'Việc mới', 'Kính gửi', 'c@d', 'sent', 1790000000000010, 1790000000000011);
INSERT INTO letter (id, institution_id, case_id, template, lang, to_email, subject, body, message_id, state, created_at) VALUES (2, 1, 1, 'task', 'vi', 'nam@st.example', 'tried', 'once', 'e@f', 'queued', 1790000000000010);
INSERT INTO decision_call (id, case_id, person_id, for_id, turn, step, revision_id, bound, created_at, expires_at, used_at, used_as, question_id) VALUES (1, 1, 1, 2, '7', 'review', 1, 'ab12', 1790000000000012, 1790000000000013, 1790000000000014, 'asked', 1);
INSERT INTO appointment_paper (id, appointment_id, decision, decided_on, nominated_by, proposed_by, decided_by, kept_by, kept_at) VALUES (1, 1, '12/QĐ', '2026-08-01', 'Khoa', 'Phòng Tổ chức', 'Hiệu trưởng', 1, 1790000000000015);
INSERT INTO division (id, appointment_id, work, kept_by, from_at) VALUES (1, 1, 'Tin tức', 1, 1790000000000015);
INSERT INTO covering_paper (id, request_id, number, dated, signer, completed, media_id, file_name, kept_by, kept_at) VALUES (1, 1, '5/CV', '2026-08-02', 'Lan', '2026-08-01', 'ef', 'cv.pdf', 1, 1790000000000015);
INSERT INTO delegation_paper (id, delegation_id, dated, media_id, file_name, kept_by, kept_at) VALUES (1, 1, '2026-08-03', 'ef', 'guq.pdf', 1, 1790000000000015);
INSERT INTO batch (id, institution_id, procedure_key, step, due_at, state, opened_at, sent_by, sent_at) VALUES (1, 1, 'cap-nhat', 'send', 1790000000000016, 'sent', 1790000000000015, 1, 1790000000000017);
INSERT INTO batch_item (id, batch_id, case_id, entry) VALUES (1, 1, 1, 5);
INSERT INTO watch (id, institution_id, title, subjects, sources, rhythm, role, procedure_key, active, made_by, made_at) VALUES (1, 1, 'Báo chí', 'Kinh tế', 'Báo', 'daily 16:00', 'librarian', 'cap-nhat', TRUE, 1, 1790000000000015);
INSERT INTO duty (id, watch_id, opened_at, due_at, done_by, done_at, note) VALUES (1, 1, 1790000000000015, 1790000000000016, 1, 1790000000000016, 'Một tin');
INSERT INTO duty_case (id, duty_id, case_id) VALUES (1, 1, 1);
INSERT INTO page_archive (edition_id, page_id, papers_id, kept_at) VALUES (1, 'ef', 'ef', 1790000000000016);
INSERT INTO library_item (id, institution_id, media_id, unit_id, name, alt, credit, licence, note, focus, added_by, added_at, changed_by, changed_at) VALUES (1, 1, 'ef', 1, 'Cổng trường', 'Cổng', 'Lan', 'own', 'đẹp', 'top', 1, 1790000000000015, 1, 1790000000000016);
INSERT INTO library_shared (item_id, person_id, at) VALUES (1, 1, 1790000000000015);
INSERT INTO disposal (id, institution_id, reason, state, proposed_by, proposed_at, decided_by, decided_at, decision, words) VALUES (1, 1, 'Hết thời hạn lưu', 'approved', 1, 1790000000000015, 2, 1790000000000016, '12/QĐ', 'Đồng ý');
INSERT INTO disposal_item (id, disposal_id, case_id, record, retention, ended_at, from_at, live) VALUES (1, 1, 1, 'HS-01 Hồ sơ', '5y', 1590000000000000, 1780000000000000, TRUE);
INSERT INTO disposal_work (disposal_id, titles, done_at) VALUES (1, TRUE, 1790000000000018);
INSERT INTO disposal_end (item_id, disposal_id, case_id, how, title, at) VALUES (1, 1, 1, 'taken', 'Đăng tin', 1790000000000017);
INSERT INTO taken (id, disposal_id, case_id, form, key, digest, size, at) VALUES (1, 1, 1, 'file', 'ef', 'ef', 3, 1790000000000017);
INSERT INTO remark_reading (remark_id, recoded) VALUES (1, '[{"part":"words","charset":"TCVN3","came":"C\u00ABng","became":"Công","applied":true}]');
INSERT INTO comment_reading (comment_id, recoded) VALUES (1, '[{"part":"words","charset":"VNI","came":"Coâng","became":"Công","applied":true}]');
INSERT INTO revision_reading (revision_id, recoded, vouched) VALUES (1, '[{"part":"body","charset":"TCVN3","came":"C\u00ABng","became":"Công","applied":true}]', '');
INSERT INTO message_reading (message_id, recoded) VALUES (1, '[{"part":"title","charset":"VNI","came":"Coâng","became":"Công","applied":true}]')`

// Golden vectors of every form, the same on both databases (R-T9): a stored
// seal must mean for ever what it meant. A change here is a mistake; what a
// form lacks comes in a second form beside it.
func TestFormsGolden(t *testing.T) {
	const golden = "testdata/forms.golden"
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		var out strings.Builder
		err := s.Tx(ctx, func(tx *store.Tx) error {
			for q := range strings.SplitSeq(aRowOfEach, ";\n") {
				if err := tx.Exec(ctx, q); err != nil {
					return fmt.Errorf("%s: %w", q, err)
				}
			}
			for _, form := range store.Forms() {
				err := tx.EachSealable(ctx, form, func(id string, institution int64, digest string) error {
					fmt.Fprintf(&out, "%s:%s %d %s\n", form, id, institution, digest)
					return nil
				})
				if err != nil {
					return err
				}
				if id := "1"; form != "host" && form != "kind" && form != "calendar" && form != "week" {
					if place, err := tx.PlaceOf(ctx, form, id); err != nil || place == "" {
						t.Errorf("%s: where? %q, %v", form, place, err)
					}
				}
				for _, l := range locale.Langs {
					if !locale.Has(l, "verify.row."+form) {
						t.Errorf("%s: a damaged %s has no name", l, form)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			os.WriteFile(golden, []byte(out.String()), 0o644)
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), out.String()); diff != "" {
			t.Error(diff)
		}
	})
}

// What a transaction writes is sealed in its own lines, from the first on; in a
// line of its own where there is none; a row that is gone is told of (I6).
func TestTransactionsSeal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		in := store.Institution{Preset: "truong-dai-hoc", Name: locale.Text{VI: "Trường"}}
		var person store.Person
		last := int64(0)
		lines := func() (told []string) {
			t.Helper()
			err := s.View(ctx, func(tx *store.Tx) error {
				return tx.EachEvent(ctx, in.ID, last, func(e event.Event) error {
					last = e.Seq
					if err := e.Check(); err != nil {
						t.Error(err)
					}
					words := []string{string(e.Verb)}
					for _, seal := range e.Seals() {
						words = append(words, string(seal.Change)+seal.Row())
					}
					told = append(told, strings.Join(words, " "))
					return nil
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			return told
		}
		write := func(want []string, fn func(tx *store.Tx) error) {
			t.Helper()
			if err := s.Tx(ctx, fn); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, lines()); diff != "" {
				t.Error(diff)
			}
		}
		write([]string{"rows-sealed +institution:1"}, func(tx *store.Tx) error { return tx.AddInstitution(ctx, &in) })
		write([]string{"person-added +person:1 +appointment:1", "appointment-given"}, func(tx *store.Tx) error {
			person = store.Person{Institution: in.ID, Name: "Lê Thị Hoa", Email: "hoa@st.example", Lang: locale.VI, State: store.PersonActive}
			if err := tx.AddPerson(ctx, &person); err != nil {
				return err
			}
			tx.Record(in.ID, event.Event{Verb: event.PersonAdded})
			tx.Record(in.ID, event.Event{Verb: event.AppointmentGiven})
			return tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: person.ID, Role: people.Head, Place: people.Place{Kind: people.Institution, ID: in.ID}, From: tx.Now()}})
		})
		write([]string{"calendar-changed =calendar:1/0/2026-12-31"}, func(tx *store.Tx) error {
			tx.Record(in.ID, event.Event{Verb: event.CalendarChanged, Data: map[string]string{event.KeyName: "2026-12-31"}})
			return tx.SetCalendarDay(ctx, store.CalendarDay{Institution: in.ID, Day: "2026-12-31", Source: "QĐ 1"})
		})
		write([]string{"rows-sealed -calendar:1/0/2026-12-31"}, func(tx *store.Tx) error { return tx.DropCalendarDay(ctx, in.ID, 0, "2026-12-31") })
		site := store.Site{Institution: in.ID, Label: "vi", Lang: locale.VI, Hosts: []string{"a.example", "b.example"}}
		write([]string{"rows-sealed +site:1 =host:a.example =host:b.example"}, func(tx *store.Tx) error { return tx.AddSite(ctx, &site) })
		site.Hosts = site.Hosts[1:]
		write([]string{"site-changed =site:1 =host:b.example -host:a.example"}, func(tx *store.Tx) error {
			tx.Record(in.ID, event.Event{Verb: event.SiteChanged})
			return tx.SaveSite(ctx, &site)
		})
		write([]string{"signed-in"}, func(tx *store.Tx) error {
			tx.Record(in.ID, event.Event{Verb: event.SignedIn})
			return tx.SawPerson(ctx, person.ID)
		})
		if err := s.Tx(ctx, func(tx *store.Tx) error {
			for i := range 40 {
				if err := tx.AddUnit(ctx, &store.Unit{Institution: in.ID, Name: locale.Text{VI: fmt.Sprint("Khoa ", i)}}); err != nil {
					return err
				}
			}
			tx.Record(in.ID, event.Event{Verb: event.UnitChanged})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		many := lines()
		if n := strings.Count(strings.Join(many, " "), "+unit:"); n != 40 || len(many) != 3 || !strings.HasPrefix(many[0], "unit-changed +unit:1 ") {
			t.Errorf("%d units in %q", n, many)
		}
		// What comes to nothing leaves nothing.
		if err := s.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.AddUnit(ctx, &store.Unit{Institution: in.ID}); err != nil {
				return err
			}
			return context.Canceled
		}); err == nil || len(lines()) != 0 {
			t.Error("a line of what was rolled back")
		}
	})
}
