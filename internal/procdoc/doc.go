// Package procdoc says a procedure as an office reads it: its rules in words,
// what differs between two versions of it (R-M8, F-A16), and the controlled
// document that is printed. It is pure: a procedure in, words out.
package procdoc
