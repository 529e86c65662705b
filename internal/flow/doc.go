// Package flow runs written procedures: who does which step, by when, and what
// may happen then. A [Procedure] is the institution's own statute as a value
// (R-M8); a [State] is one case on its way through it; [Procedure.Apply] takes
// an [Act] of a person and gives the next state with what has to be recorded,
// sent and done, or says in the person's words why not.
//
// It is arithmetic on values. Everything it needs to know of the world comes in
// as [Facts]: the moment, the calendar, the hashes of the text, who changed
// what, who holds which role. So a procedure can be played on paper: see
// testdata/*.play, where each file is a case from beginning to end.
//
// What it keeps, whatever people press (the tests try at random):
//
//   - What is published carries a valid approval of exactly that content for
//     each aspect the procedure asks for, by people who held the authority when
//     they gave it; or it was published first, with a reason, by somebody
//     allowed to, and stays flagged until it is approved.
//   - Nobody's approval counts for an aspect that they, or whoever they act
//     for, are an author of since its last valid approval.
//   - A change voids the approvals of the aspects it touches and no others.
//   - An act that is refused changes nothing.
//   - An open step names who can act now, and its due time adds up.
//   - A case finishes under the version of the procedure it started with.
package flow
