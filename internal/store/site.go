package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"congbo/internal/locale"
)

// A Site is a public website of the institution or of a unit, in one language,
// linked to its counterpart in the other one (R-P2).
type Site struct {
	ID          int64
	Institution int64
	Unit        int64  // 0: the institution's own
	Label       string // short name, in addresses of the demonstration and of programs: vi, en, cntt
	Lang        locale.Lang
	Name        string
	Theme       string
	Counterpart int64
	Settings    SiteSettings
	Hosts       []string // host names it answers to, the main one first
	Position    int
	Active      bool
	Version     int64
}

// SiteSettings is what a site says about itself beside its name, in its own
// language. What is empty is taken from the institution.
type SiteSettings struct {
	Lead    string `json:"lead,omitempty"` // a sentence under the name
	Address string `json:"address,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Fax     string `json:"fax,omitempty"`
	Email   string `json:"email,omitempty"`
	Board   string `json:"board,omitempty"` // who answers for the site
	Links   []Link `json:"links,omitempty"` // to other websites

	// Counter shows how many readers and visits the site has.
	Counter bool `json:"counter,omitempty"`
	// FeedSummaries gives feeds the summaries of texts alone, not the texts.
	FeedSummaries bool `json:"feed_summaries,omitempty"`
}

// A Link leads to another website.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// A Section is a place on a site under which documents stand.
type Section struct {
	ID          int64
	Site        int64
	Parent      int64
	Counterpart int64 // the same section of the site in the other language
	Slug        string
	Title       string
	Summary     string
	Position    int
	Menu        bool // stands in the site's menu
	Active      bool
	Version     int64
}

// A Topic gathers documents of a site across its sections.
type Topic struct {
	ID          int64
	Site        int64
	Slug        string
	Title       string
	Active      bool
	Version     int64
	Counterpart int64 // the same topic on the site in the other language, see PairTopics; 0: none
}

// AddSite stores s with its hosts and gives it its ID; label and hosts must be
// free.
func (tx *Tx) AddSite(ctx context.Context, s *Site) error {
	if err := tx.TouchPlaces(ctx, s.Institution); err != nil {
		return err
	}
	settings, err := json.Marshal(s.Settings)
	if err != nil {
		return err
	}
	err = tx.row(ctx, `
		INSERT INTO site (institution_id, unit_id, label, lang, name, theme, counterpart_id, settings, position, active)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (label) DO NOTHING RETURNING id`,
		s.Institution, ref(s.Unit), s.Label, string(s.Lang), s.Name, s.Theme, ref(s.Counterpart), string(settings), s.Position, s.Active).Scan(&s.ID)
	if err := inserted(err, "site", s.Label); err != nil {
		return err
	}
	tx.made("site", s.ID)
	tx.ChangePage(s.ID, TagSite, time.Time{})
	return tx.setHosts(ctx, s)
}

// SaveSite stores a changed site with its hosts.
func (tx *Tx) SaveSite(ctx context.Context, s *Site) error {
	if err := tx.TouchPlaces(ctx, s.Institution); err != nil {
		return err
	}
	settings, err := json.Marshal(s.Settings)
	if err != nil {
		return err
	}
	n, err := tx.exec(ctx, `
		UPDATE site SET unit_id = ?, label = ?, lang = ?, name = ?, theme = ?, counterpart_id = ?, settings = ?, position = ?, active = ?, version = version + 1
		WHERE id = ? AND institution_id = ? AND version = ?`,
		ref(s.Unit), s.Label, string(s.Lang), s.Name, s.Theme, ref(s.Counterpart), string(settings), s.Position, s.Active, s.ID, s.Institution, s.Version)
	if err := changed(n, err, "site", s.ID); err != nil {
		return err
	}
	s.Version++
	tx.wrote("site", s.ID)
	if s.Active {
		tx.ChangePage(s.ID, TagSite, time.Time{})
	} else {
		tx.TakePage(s.ID, TagSite)
	}
	return tx.setHosts(ctx, s)
}

func (tx *Tx) setHosts(ctx context.Context, s *Site) error {
	before, err := list(ctx, tx, `DELETE FROM site_host WHERE site_id = ? RETURNING host`, []any{s.ID}, func(scan func(...any) error, host *string) error { return scan(host) })
	if err != nil {
		return fmt.Errorf("hosts of site %s: %w", s.Label, err)
	}
	for _, host := range before {
		tx.wrote("host", host)
	}
	for i, host := range s.Hosts {
		n, err := tx.exec(ctx, `INSERT INTO site_host (host, site_id, position) VALUES (?, ?, ?) ON CONFLICT (host) DO NOTHING`, host, s.ID, i)
		if err := added(n, err, "host", host); err != nil {
			return err
		}
		tx.wrote("host", host)
	}
	return nil
}

const siteColumns = `id, institution_id, unit_id, label, lang, name, theme, counterpart_id, settings, position, active, version`

func scanSite(scan func(...any) error, s *Site) error {
	var settings string
	if err := scan(&s.ID, &s.Institution, refTo(&s.Unit), &s.Label, (*string)(&s.Lang), &s.Name, &s.Theme, refTo(&s.Counterpart), &settings, &s.Position, &s.Active, &s.Version); err != nil {
		return err
	}
	return json.Unmarshal([]byte(settings), &s.Settings)
}

// Serves reports whether a site in use answers to a host name.
func (tx *Tx) Serves(ctx context.Context, host string) (yes bool, err error) {
	err = tx.row(ctx, `SELECT EXISTS (SELECT 1 FROM site_host h JOIN site s ON s.id = h.site_id WHERE h.host = ? AND s.active)`, host).Scan(&yes)
	return yes, err
}

// Site returns a site with its hosts, or fault.NotFound.
func (tx *Tx) Site(ctx context.Context, id int64) (*Site, error) {
	var s Site
	if err := found(scanSite(tx.row(ctx, `SELECT `+siteColumns+` FROM site WHERE id = ?`, id).Scan, &s), "site"); err != nil {
		return nil, err
	}
	var err error
	s.Hosts, err = list(ctx, tx, `SELECT host FROM site_host WHERE site_id = ? ORDER BY position, host`, []any{id},
		func(scan func(...any) error, host *string) error { return scan(host) })
	return &s, err
}

// Sites lists the sites of an institution, of all if institution is 0, with
// their hosts.
func (tx *Tx) Sites(ctx context.Context, institution int64) ([]Site, error) {
	hosts := make(map[int64][]string)
	err := tx.each(ctx, `SELECT site_id, host FROM site_host ORDER BY site_id, position, host`, nil, func(scan func(...any) error) error {
		var site int64
		var host string
		err := scan(&site, &host)
		hosts[site] = append(hosts[site], host)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("hosts: %w", err)
	}
	sites, err := list(ctx, tx, `SELECT `+siteColumns+` FROM site WHERE ? = 0 OR institution_id = ? ORDER BY institution_id, position, id`,
		[]any{institution, institution}, scanSite)
	for i := range sites {
		sites[i].Hosts = hosts[sites[i].ID]
	}
	return sites, err
}

// AddSection stores s, a section of a site of the institution, and gives it
// its ID; its slug must be free on the site.
func (tx *Tx) AddSection(ctx context.Context, institution int64, s *Section) error {
	if err := tx.TouchPlaces(ctx, institution); err != nil {
		return err
	}
	err := tx.row(ctx, `
		INSERT INTO section (site_id, parent_id, counterpart_id, slug, title, summary, position, menu, active)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site_id, slug) DO NOTHING RETURNING id`,
		s.Site, ref(s.Parent), ref(s.Counterpart), s.Slug, s.Title, s.Summary, s.Position, s.Menu, s.Active).Scan(&s.ID)
	if err := inserted(err, "section", s.Slug); err != nil {
		return err
	}
	tx.made("section", s.ID)
	tx.changeSection(s)
	return tx.claimSlug(ctx, s)
}

// claimSlug has an address that some section once had lead to s alone.
func (tx *Tx) claimSlug(ctx context.Context, s *Section) error {
	if _, err := tx.exec(ctx, `DELETE FROM section_slug WHERE site_id = ? AND slug = ?`, s.Site, s.Slug); err != nil {
		return fmt.Errorf("slug of section %d: %w", s.ID, err)
	}
	return nil
}

// SaveSection stores a changed section; it stays on its site. The slug it had
// leads to it for ever, until another section takes it.
func (tx *Tx) SaveSection(ctx context.Context, institution int64, s *Section) error {
	if err := tx.TouchPlaces(ctx, institution); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `
		INSERT INTO section_slug (site_id, slug, section_id) SELECT site_id, slug, id FROM section WHERE id = ? AND site_id = ? AND slug <> ?
		ON CONFLICT (site_id, slug) DO UPDATE SET section_id = excluded.section_id`, s.ID, s.Site, s.Slug); err != nil {
		return fmt.Errorf("slug of section %d: %w", s.ID, err)
	}
	n, err := tx.exec(ctx, `
		UPDATE section SET parent_id = ?, counterpart_id = ?, slug = ?, title = ?, summary = ?, position = ?, menu = ?, active = ?, version = version + 1
		WHERE id = ? AND site_id = ? AND version = ?`,
		ref(s.Parent), ref(s.Counterpart), s.Slug, s.Title, s.Summary, s.Position, s.Menu, s.Active, s.ID, s.Site, s.Version)
	if err := changed(n, err, "section", s.ID); err != nil {
		return err
	}
	s.Version++
	tx.wrote("section", s.ID)
	tx.changeSection(s)
	return tx.claimSlug(ctx, s)
}

// A FormerSlug is one that a section had before.
type FormerSlug struct {
	Site    int64
	Slug    string
	Section int64
}

// FormerSlugs lists the slugs that sections of all sites had before.
func (tx *Tx) FormerSlugs(ctx context.Context) ([]FormerSlug, error) {
	return list(ctx, tx, `SELECT site_id, slug, section_id FROM section_slug ORDER BY site_id, slug`, nil,
		func(scan func(...any) error, f *FormerSlug) error { return scan(&f.Site, &f.Slug, &f.Section) })
}

const sectionColumns = `id, site_id, parent_id, counterpart_id, slug, title, summary, position, menu, active, version`

func scanSection(scan func(...any) error, s *Section) error {
	return scan(&s.ID, &s.Site, refTo(&s.Parent), refTo(&s.Counterpart), &s.Slug, &s.Title, &s.Summary, &s.Position, &s.Menu, &s.Active, &s.Version)
}

// Section returns a section, or fault.NotFound.
func (tx *Tx) Section(ctx context.Context, id int64) (*Section, error) {
	var s Section
	err := scanSection(tx.row(ctx, `SELECT `+sectionColumns+` FROM section WHERE id = ?`, id).Scan, &s)
	return &s, found(err, "section")
}

// Sections lists the sections of a site, of all sites if site is 0, siblings
// in their order.
func (tx *Tx) Sections(ctx context.Context, site int64) ([]Section, error) {
	return list(ctx, tx, `SELECT `+sectionColumns+` FROM section WHERE ? = 0 OR site_id = ? ORDER BY site_id, position, id`, []any{site, site}, scanSection)
}

// AddTopic stores t, a topic of a site of the institution, and gives it its ID;
// its slug must be free on the site.
func (tx *Tx) AddTopic(ctx context.Context, institution int64, t *Topic) error {
	if err := tx.TouchPlaces(ctx, institution); err != nil {
		return err
	}
	err := tx.row(ctx, `INSERT INTO topic (site_id, slug, title, active) VALUES (?, ?, ?, ?) ON CONFLICT (site_id, slug) DO NOTHING RETURNING id`,
		t.Site, t.Slug, t.Title, t.Active).Scan(&t.ID)
	if err := inserted(err, "topic", t.Slug); err != nil {
		return err
	}
	tx.made("topic", t.ID)
	tx.ChangePage(t.Site, TagSite, time.Time{})
	return nil
}

// SaveTopic stores a changed topic; it stays on its site.
func (tx *Tx) SaveTopic(ctx context.Context, institution int64, t *Topic) error {
	if err := tx.TouchPlaces(ctx, institution); err != nil {
		return err
	}
	n, err := tx.exec(ctx, `UPDATE topic SET slug = ?, title = ?, active = ?, version = version + 1 WHERE id = ? AND site_id = ? AND version = ?`,
		t.Slug, t.Title, t.Active, t.ID, t.Site, t.Version)
	if err := changed(n, err, "topic", t.ID); err != nil {
		return err
	}
	t.Version++
	tx.wrote("topic", t.ID)
	if t.Active {
		tx.ChangePage(t.Site, TagSite, time.Time{})
	} else {
		tx.TakePage(t.Site, TagSite)
	}
	return nil
}

// Topics lists the topics of a site, of all sites if site is 0.
func (tx *Tx) Topics(ctx context.Context, site int64) ([]Topic, error) {
	return list(ctx, tx, `SELECT t.id, t.site_id, t.slug, t.title, t.active, t.version, coalesce(w.twin_id, 0) FROM topic t LEFT JOIN topic_twin w ON w.topic_id = t.id
		WHERE ? = 0 OR t.site_id = ? ORDER BY t.site_id, t.slug`, []any{site, site},
		func(scan func(...any) error, t *Topic) error {
			return scan(&t.ID, &t.Site, &t.Slug, &t.Title, &t.Active, &t.Version, &t.Counterpart)
		})
}

// PairTopics makes two topics of an institution each other's counterpart in the
// other language, and parts both from those they had; with 0 it parts the first.
func (tx *Tx) PairTopics(ctx context.Context, institution, one, other int64) error {
	if err := tx.TouchPlaces(ctx, institution); err != nil {
		return err
	}
	parted, err := list(ctx, tx, `DELETE FROM topic_twin WHERE topic_id IN (?, ?) OR twin_id IN (?, ?) RETURNING topic_id`, []any{one, other, one, other},
		func(scan func(...any) error, id *int64) error { return scan(id) })
	if err != nil {
		return fmt.Errorf("pair topics: %w", err)
	}
	changed := append(parted, one)
	if other != 0 {
		for _, pair := range [][2]int64{{one, other}, {other, one}} {
			if _, err := tx.exec(ctx, `INSERT INTO topic_twin (topic_id, twin_id) VALUES (?, ?)`, pair[0], pair[1]); err != nil {
				return fmt.Errorf("pair topics: %w", err)
			}
		}
		changed = append(changed, other)
	}
	for _, id := range changed {
		tx.wrote("twin", id)
		var site int64
		if err := tx.row(ctx, `SELECT site_id FROM topic WHERE id = ?`, id).Scan(&site); err != nil {
			return found(err, "topic")
		}
		tx.ChangePage(site, TagSite, time.Time{})
	}
	return nil
}
