// Package demo is what the demonstration shows: three invented institutions (a
// university with the site of a faculty, a provincial department, a library)
// with their units, sites and people, and some eighty requests with the story of
// each, from the letter that came in to the page that was settled, declined or
// is still waiting for somebody. It is data and its reader, nothing else: package
// app plays the stories through the same verbs that people use, so that every
// state of the demonstration is one that the program can reach.
//
// The texts of an institution lie in the folder named like its preset, in
// institution.yaml and items/*.yaml; what the file leaves out is the preset's.
// [Load] reads them, refuses what it does not know, resolves every reference and
// checks that each story could have happened by the procedure of its mailbox: by
// moves that the procedure has, in office hours, by people who may, with two
// persons where it asks for two. Pictures are drawn (package plate) and attached
// files built ([Demo.File]) when they are asked for, so that the program carries
// no binary file for them.
//
// Times are told from the moment the demonstration is started ([Moment]), so
// that there is always something overdue, something due today and something
// for later. The texts themselves belong to the autumn of 2026.
package demo
