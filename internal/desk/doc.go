// Package desk is the back office as pages: "Việc của tôi", cases, the editor,
// held mail, diary, log, letters and procedures, and around them the frame that
// the pages of accounts and of the administration stand in as well. It
// translates between a browser and the verbs of the areas; what somebody may do
// is decided there and in package cases, never here.
//
// Everything works without JavaScript. Pages are values: a handler reads, fills
// a page value, and a template renders it in the person's language, so tests
// compare values. No word for people stands in the code; they are in catalog
// desk.json.
//
// Every address stands in one table, see [Routes], together with what is needed
// to use it; nothing answers that is not in it.
//
// To add a page: a value that embeds Shell, a handler func (d *Desk) name(v
// *visit) error that fills it (v.shell makes the frame) and ends with v.show,
// v.done (after a POST) or an error, a file in templates that defines "main",
// a line in routes.go, and, where the navigation leads to it, one in shell.go.
package desk
