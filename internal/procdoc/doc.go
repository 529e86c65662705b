// Package procdoc says a procedure as an office reads it: its rules in words,
// what differs between two versions of it (R-M8, F-A16), and the controlled
// document that is printed; and what its register leads to in the end, the papers
// of a disposal (R-T10). It is pure: a procedure in, words out.
package procdoc
