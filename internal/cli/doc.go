// Package cli is the command line of congbo: one function a command, which
// reads its flags, calls what does the work, and says the outcome.
//
// It is the assembly's face towards people who run the program and towards
// scripts, so every command keeps the same manners. Results go to standard
// output, in a form that a script can read; notes and refusals go to standard
// error, in the language of --lang. A command ends with 0 when it has done what
// was asked, 1 when it has said why not, 2 when it was called the wrong way.
// Commands get their streams from outside and never end the process
// themselves, so that tests call them as the shell does.
package cli
