// Package portal is the public face of an institution: its websites as pages
// that anybody can read, print and share, with no script, no cookie and
// nothing fetched from elsewhere.
//
// A page is made in two steps that do not know each other. Assembling reads
// what is published and fills a page value: [Home], [List], [Chart], [Contacts], [Search], [Item], [Text],
// [Gone], [Failure], [RequestForm], [RequestDone], [Tracking], [Answer].
// [Renderer.Render] turns a value into HTML; it reads no database, no clock
// and no request, so that the same value always gives the same bytes, which
// can be kept under the tags of what they were made from.
//
// All addresses in a page value are as they shall stand in the page. Every
// word of the interface comes from the catalogs.
package portal
