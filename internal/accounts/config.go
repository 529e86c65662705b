package accounts

import (
	"slices"
	"time"

	"congbo/internal/people"
)

// Config is what an institution decides about coming in.
type Config struct {
	Demo bool // anybody signs in as anybody, without second factor: demonstrations only

	PasswordMin int  // characters
	Cost        Cost // of a password hash; older hashes are made anew at the next sign-in

	SecondFactor    []people.Role // who needs one
	SecondFactorAll bool          // everybody does

	Tries        int           // wrong passwords or codes of one account …
	TryWindow    time.Duration // … within this time lock it …
	Lock         time.Duration // … for this long
	AddressTries int           // wrong ones from one address within TryWindow; an office shares an address

	Idle       time.Duration // a session not used so long is over
	IdleStrict time.Duration // the same for those who need a second factor
	Absolute   time.Duration // every session is over after this
	Sessions   int           // of one person at once; the oldest ends

	Invitation time.Duration // how long its link holds
	Reset      time.Duration // how long the link to a new password holds
	Resets     int           // letters with such a link to one person within an hour

	PasswordAge      time.Duration // administrators need a new password after this; 0: never
	DisableIdleAfter time.Duration // accounts that nobody used so long are disabled; 0: never
}

// Defaults follow OWASP ASVS 5.0, level 2 (6.2, 6.3, 7.1, 7.3).
func Defaults() Config {
	return Config{
		PasswordMin: 12, Cost: DefaultCost,
		SecondFactor: []people.Role{people.Head, people.Deputy, people.Leadership, people.Director, people.Administrator},
		Tries:        5, TryWindow: 15 * time.Minute, Lock: 15 * time.Minute, AddressTries: 50,
		Idle: 8 * time.Hour, IdleStrict: 30 * time.Minute, Absolute: 12 * time.Hour, Sessions: 5,
		Invitation: 72 * time.Hour, Reset: 20 * time.Minute, Resets: 3,
	}
}

// Level2 are the numbers of a system of security level 2 (Decree 331/2026,
// Article 12; TCVN 14423:2026 as summarised): second factor for access over the
// Internet, sessions of 15 minutes, 5 for administrators, administrators'
// passwords for two months, accounts unused for 45 days disabled. Fourteen
// characters satisfy the rule with and without a second factor.
func Level2() Config {
	c := Defaults()
	c.PasswordMin = 14
	c.SecondFactorAll = true
	c.Idle, c.IdleStrict = 15*time.Minute, 5*time.Minute
	c.PasswordAge = 60 * 24 * time.Hour
	c.DisableIdleAfter = 45 * 24 * time.Hour
	return c
}

// Named returns the settings of a security preset: "asvs" or "cap-do-2".
func Named(preset string) (Config, bool) {
	switch preset {
	case "", "asvs":
		return Defaults(), true
	case "cap-do-2":
		return Level2(), true
	}
	return Config{}, false
}

// NeedsSecondFactor reports whether acting in a role needs a second factor.
func (c Config) NeedsSecondFactor(role people.Role) bool {
	return !c.Demo && (c.SecondFactorAll || slices.Contains(c.SecondFactor, role))
}

// strict reports whether somebody holds a role, own or lent, that needs a
// second factor. All of the standing's appointments count: the kernel decides
// which of them a delegation really lends, and asking once too often is safe.
func (c Config) strict(w people.Standing) bool {
	return slices.ContainsFunc(w.Appointments, func(a people.Appointment) bool {
		return slices.Contains(c.SecondFactor, a.Role) && (a.Person == w.Person || lentTo(w, a))
	})
}

// lentTo reports whether a delegation may hand the appointment on.
func lentTo(w people.Standing, a people.Appointment) bool {
	return slices.ContainsFunc(w.Delegations, func(d people.Delegation) bool {
		return d.From == a.Person && (len(d.Roles) == 0 || slices.Contains(d.Roles, a.Role))
	})
}

// idle is how long a session of somebody may stand unused.
func (c Config) idle(w people.Standing) time.Duration {
	if c.strict(w) && c.IdleStrict < c.Idle {
		return c.IdleStrict
	}
	return c.Idle
}

// administers reports whether somebody is appointed an administrator.
func administers(w people.Standing) bool {
	return slices.ContainsFunc(w.Appointments, func(a people.Appointment) bool {
		return a.Person == w.Person && a.Role == people.Administrator
	})
}
