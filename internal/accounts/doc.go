// Package accounts is who may come in and as whom: signing in and out, the
// second factor, sessions, invitations, and the upkeep of people, appointments
// and delegations (R-P1, R-P3). There is one method per verb, whoever calls it:
// a page, the API or the command line. Each authorises, changes and records in
// one transaction.
package accounts
