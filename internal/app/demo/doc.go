// Package demo is what the demonstration shows: an invented university with
// its units, sites and people, and fifty requests with the story of each,
// from the letter that came in to the page that was settled, declined or is
// still waiting for somebody. It is data and its reader, nothing else: package
// app plays the stories through the same verbs that people use, so that every
// state of the demonstration is one that the program can reach.
//
// The texts lie in institution.yaml and items/*.yaml; [Load] reads them,
// refuses what it does not know, resolves every reference and checks that each
// story could have happened: in office hours, by people who may, with two
// persons where the procedure asks for two. Pictures are drawn ([Plate]) and
// attached files built ([Attachment.Build]) when they are asked for, so that
// the program carries no binary file for them.
//
// Times are told from the moment the demonstration is started ([Moment]), so
// that there is always something overdue, something due today and something
// for later. The texts themselves belong to the autumn of 2026.
package demo
