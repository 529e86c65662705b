package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/vi"
)

// A Person has an account (R-P1). What proves who somebody is stays in
// Credentials, so that it never rides along to a page or a log.
type Person struct {
	ID          people.PersonID
	Institution int64
	Name        string
	NameKey     string // order of lists; made of Name when it is stored
	Folded      string // for the accent-blind search; made of name, address and position when they are stored
	Email       string // lower case
	Phone       string
	Title       locale.Text // position
	Unit        int64       // where the person works; 0: nowhere in the tree
	Lang        locale.Lang
	State       string    // PersonInvited, PersonActive, PersonDisabled
	SeenAt      time.Time // last signed in or at work; zero: never
	Version     int64
	CreatedAt   time.Time
}

// The states of a person.
const (
	PersonInvited  = "invited"  // has not set a password yet
	PersonActive   = "active"   //
	PersonDisabled = "disabled" // may not come in; stays for the record
)

const personColumns = `p.id, p.institution_id, p.name, p.name_key, p.folded, p.email, p.phone, p.title_vi, p.title_en, p.unit_id, p.lang, p.state, p.seen_at, p.version, p.created_at`

func scanPerson(scan func(...any) error, p *Person) error {
	return scan(&p.ID, &p.Institution, &p.Name, &p.NameKey, &p.Folded, &p.Email, &p.Phone, &p.Title.VI, &p.Title.EN, refTo(&p.Unit), (*string)(&p.Lang), &p.State, at(&p.SeenAt), &p.Version, at(&p.CreatedAt))
}

// index makes what a person is found and put in order by.
func (p *Person) index() {
	p.NameKey = vi.NameKey(p.Name)
	p.Folded = vi.Fold(strings.Join([]string{p.Name, p.Email, p.Title.VI, p.Title.EN}, " "))
}

// AddPerson stores p and gives it its ID; its address must be free.
func (tx *Tx) AddPerson(ctx context.Context, p *Person) error {
	p.CreatedAt = tx.now
	p.index()
	err := tx.row(ctx, `
		INSERT INTO person (institution_id, name, name_key, folded, email, phone, title_vi, title_en, unit_id, lang, state, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING RETURNING id`,
		p.Institution, p.Name, p.NameKey, p.Folded, p.Email, p.Phone, p.Title.VI, p.Title.EN, ref(p.Unit), string(p.Lang), p.State, instant(p.CreatedAt)).Scan(&p.ID)
	if err := inserted(err, "person", p.Email); err != nil {
		return err
	}
	tx.made("person", int64(p.ID))
	return nil
}

// SavePerson stores a changed person, unless somebody else has changed it since
// it was read.
func (tx *Tx) SavePerson(ctx context.Context, p *Person) error {
	p.index()
	n, err := tx.exec(ctx, `
		UPDATE person SET name = ?, name_key = ?, folded = ?, email = ?, phone = ?, title_vi = ?, title_en = ?, unit_id = ?, lang = ?, state = ?, version = version + 1
		WHERE id = ? AND version = ?`,
		p.Name, p.NameKey, p.Folded, p.Email, p.Phone, p.Title.VI, p.Title.EN, ref(p.Unit), string(p.Lang), p.State, p.ID, p.Version)
	if err := changed(n, err, "person", p.ID); err != nil {
		return err
	}
	p.Version++
	tx.wrote("person", int64(p.ID))
	return tx.rosterChanged(ctx, p.ID) // who is disabled holds and lends nothing
}

// SawPerson notes that somebody was here.
func (tx *Tx) SawPerson(ctx context.Context, id people.PersonID) error {
	_, err := tx.exec(ctx, `UPDATE person SET seen_at = ? WHERE id = ?`, instant(tx.now), id)
	return err
}

// Person returns a person, or fault.NotFound.
func (tx *Tx) Person(ctx context.Context, id people.PersonID) (*Person, error) {
	var p Person
	err := scanPerson(tx.row(ctx, `SELECT `+personColumns+` FROM person p WHERE p.id = ?`, id).Scan, &p)
	return &p, found(err, "person")
}

// PersonByEmail finds a person by the address in lower case, or
// fault.NotFound.
func (tx *Tx) PersonByEmail(ctx context.Context, email string) (*Person, error) {
	var p Person
	err := scanPerson(tx.row(ctx, `SELECT `+personColumns+` FROM person p WHERE p.email = ?`, email).Scan, &p)
	return &p, found(err, "person")
}

// Names returns the names of people, for lists and histories; who is unknown is
// missing.
func (tx *Tx) Names(ctx context.Context, ids []people.PersonID) (map[people.PersonID]string, error) {
	names := make(map[people.PersonID]string, len(ids))
	for len(ids) > 0 {
		some := ids[:min(len(ids), 200)]
		ids = ids[len(some):]
		m, args := marks(some)
		err := tx.each(ctx, `SELECT id, name FROM person WHERE id IN (`+m+`)`, args, func(scan func(...any) error) error {
			var id people.PersonID
			var name string
			err := scan(&id, &name)
			names[id] = name
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("names: %w", err)
		}
	}
	return names, nil
}

// A PersonFilter narrows a list of people; zero fields do not.
type PersonFilter struct {
	Institution int64
	Unit        int64
	State       string
	Role        people.Role // held at the time of the transaction, anywhere
	Text        string      // folded words, each of which must be found
	After       *Person     // the last one of the page before
	Limit       int         // 0: all
}

// People lists people in the order of their given names.
func (tx *Tx) People(ctx context.Context, f PersonFilter) ([]Person, error) {
	q, args := `SELECT `+personColumns+` FROM person p WHERE p.institution_id = ?`, []any{f.Institution}
	and := func(cond string, a ...any) { q, args = q+" AND "+cond, append(args, a...) }
	if f.Unit != 0 {
		and(`p.unit_id = ?`, f.Unit)
	}
	if f.State != "" {
		and(`p.state = ?`, f.State)
	}
	if f.Role != "" {
		and(`EXISTS (SELECT 1 FROM appointment a WHERE a.person_id = p.id AND a.role = ? AND a.from_at <= ? AND (a.to_at IS NULL OR a.to_at > ?))`,
			string(f.Role), instant(tx.now), instant(tx.now))
	}
	for word := range strings.FieldsSeq(f.Text) {
		and(`p.folded LIKE ? ESCAPE '!'`, "%"+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(word)+"%")
	}
	if f.After != nil {
		and(`(p.name_key > ? OR p.name_key = ? AND p.id > ?)`, f.After.NameKey, f.After.NameKey, f.After.ID)
	}
	q += ` ORDER BY p.name_key, p.id`
	if f.Limit > 0 {
		q, args = q+` LIMIT ?`, append(args, f.Limit)
	}
	return list(ctx, tx, q, args, scanPerson)
}

// Credentials are what a person proves to be that person with.
type Credentials struct {
	Password   string    // hash, in the PHC string format; empty: none set
	PasswordAt time.Time // when it was set
	TOTPKey    string    // key of the second factor, sealed; empty: none set
	Recovery   int       // recovery codes that are left
}

// Credentials returns what a person proves to be that person with.
func (tx *Tx) Credentials(ctx context.Context, id people.PersonID) (c Credentials, err error) {
	err = tx.row(ctx, `SELECT password, password_at, totp_key, (SELECT count(*) FROM recovery_code WHERE person_id = person.id) FROM person WHERE id = ?`, id).
		Scan(&c.Password, at(&c.PasswordAt), &c.TOTPKey, &c.Recovery)
	return c, found(err, "person")
}

// SetPassword stores the hash of a new password.
func (tx *Tx) SetPassword(ctx context.Context, id people.PersonID, hash string) error {
	tx.wrote("person", int64(id))
	_, err := tx.exec(ctx, `UPDATE person SET password = ?, password_at = ? WHERE id = ?`, hash, instant(tx.now), id)
	return err
}

// RehashPassword replaces the hash of a password by another one of the same
// password, unless a new password was set meanwhile.
func (tx *Tx) RehashPassword(ctx context.Context, id people.PersonID, from, to string) error {
	n, err := tx.exec(ctx, `UPDATE person SET password = ? WHERE id = ? AND password = ?`, to, id, from)
	if n > 0 {
		tx.wrote("person", int64(id))
	}
	return err
}

// SetSecondFactor stores the sealed key of the second factor with the digests
// of its recovery codes, in place of all before; no key takes it away. The
// period of the code by which it was confirmed counts as used.
func (tx *Tx) SetSecondFactor(ctx context.Context, id people.PersonID, key string, step int64, recovery []string) error {
	if _, err := tx.exec(ctx, `UPDATE person SET totp_key = ?, totp_step = ? WHERE id = ?`, key, step, id); err != nil {
		return fmt.Errorf("set second factor: %w", err)
	}
	tx.wrote("person", int64(id))
	return tx.SetRecovery(ctx, id, recovery)
}

// SetRecovery stores the digests of recovery codes in place of those before.
func (tx *Tx) SetRecovery(ctx context.Context, id people.PersonID, digests []string) error {
	if _, err := tx.exec(ctx, `DELETE FROM recovery_code WHERE person_id = ?`, id); err != nil {
		return fmt.Errorf("set recovery codes: %w", err)
	}
	for _, d := range digests {
		if _, err := tx.exec(ctx, `INSERT INTO recovery_code (person_id, digest) VALUES (?, ?)`, id, d); err != nil {
			return fmt.Errorf("set recovery codes: %w", err)
		}
	}
	return nil
}

// UseStep marks a period's code as used and reports whether it still was not:
// of any number who show the same code at once, one is let in. Codes of earlier
// periods are used with it.
func (tx *Tx) UseStep(ctx context.Context, id people.PersonID, step int64) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE person SET totp_step = ? WHERE id = ? AND totp_step < ?`, step, id, step)
	return n == 1, err
}

// UseRecovery strikes off a recovery code and reports whether it was one.
func (tx *Tx) UseRecovery(ctx context.Context, id people.PersonID, digest string) (bool, error) {
	n, err := tx.exec(ctx, `DELETE FROM recovery_code WHERE person_id = ? AND digest = ?`, id, digest)
	return n == 1, err
}
