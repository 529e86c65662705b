package store

import (
	"database/sql"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What of the schema is left as it is when a case is emptied, and why. A table
// stands for all of its columns.
var keptWords = map[string]string{}

func init() {
	for why, list := range map[string]string{
		"of the house, not of a case": `appointment appointment_paper calendar_day case_filter code_counter delegation delegation_paper division
			institution kind mailbox notice_choice office_week person procedure_life procedure_rule procedure_save procedure_version recovery_code
			section section_slug secret session setup_draft site site_host site_look look_draft throttle topic unit watch duty wording migration`,
		"the record, and who did what when in it": `event approval authorship case_hand case_remark.kind case_remark.step case_remark.digest comment.block comment.digest
			comment.mentions decision_call case_rule batch document`,
		"the disposal itself": `disposal disposal_end disposal_item taken`,
		"of what readers are shown": `edition shown page_check delivery redirect release_item release_set link_kept link_use link_watch page_change page_node page_archive.page_id
			document_ref.kind document_ref.target document_ref.stage search_text`,
		"a state or a code": `case_file.code case_file.flags case_file.outcome case_file.state case_file.step case_file.waiting request.code request.channel request.lang
			message.auto message.channel message.direction message.state message.problem attachment.problem letter.state letter.template letter.lang media.type form_once
			error_report.code error_report.form_key error_report.lang error_report.state`,
		"a digest or the name of a file":                     `attachment.media_id attachment.type covering_paper.media_id file_replaced.new_id file_replaced.old_id message.raw message.digest media.id revision.hash revision.hashes revision.changed`,
		"by it the same letter is known when it comes again": `message.message_id letter.message_id`,
		"gone when it has run":                               `job`,
	} {
		for _, name := range strings.Fields(list) {
			keptWords[name] = why
		}
	}
}

// dropped are the tables of which rows go altogether.
var dropped = strings.Fields("notice token presence draft writing document_ref revision_media media_words library_item")

// Every column that can hold words of a case is emptied with it, or is named here
// with the reason why it is kept (R-T10).
func TestEveryWordHasAShelf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "congbo.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	taken := map[string]bool{"media.page_id": true, "media.tint": true}
	set := regexp.MustCompile(`(?:^|, )(\w+) = `)
	shelves := append([]shelf{shelfOfArchive, shelfOfTitle("")}, shelvesOfCase...)
	shelves = append(append(append(shelves, shelvesOfRequest...), shelfOfSender("")), shelvesOfDocument...)
	for _, sh := range shelves {
		for _, m := range set.FindAllStringSubmatch(sh.set, -1) {
			taken[formOf[sh.form].table+"."+m[1]] = true
		}
	}
	for _, table := range dropped {
		taken[table] = true
	}
	rows, err := db.Query(`SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND p.type = 'TEXT'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	used, n := make(map[string]bool), 0
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		n++
		name := table + "." + column
		used[table], used[name] = true, true
		if !taken[table] && !taken[name] && keptWords[table] == "" && keptWords[name] == "" {
			t.Errorf("%s is not emptied, and nobody says why", name)
		}
		if taken[name] && keptWords[name] != "" {
			t.Errorf("%s is emptied, and said to be kept: %s", name, keptWords[name])
		}
	}
	if n < 200 {
		t.Errorf("only %d columns were looked at", n)
	}
	for name := range keptWords {
		if !used[name] {
			t.Errorf("%s is kept, and is not in the schema", name)
		}
	}
}

// Whatever refers to a file is asked before its bytes go (R-T10). What a library
// says of a file goes with it.
func TestMediaUsedAsksAll(t *testing.T) {
	for _, c := range MediaColumns {
		if c[0] == "library_item" {
			continue
		}
		if !regexp.MustCompile(`FROM ` + c[0] + ` \w WHERE [^+]*\b` + c[1] + ` = \?`).MatchString(mediaUsed()) {
			t.Errorf("%s.%s is not asked", c[0], c[1])
		}
	}
}
