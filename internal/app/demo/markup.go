package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"congbo/internal/app/demo/plate"
	"congbo/internal/content"
)

// picture is an image in the light markup of the files: what it shows and its
// plate. Its caption and credit follow in braces.
var picture = regexp.MustCompile(`!\[([^\]]*)\]\(image:([a-z0-9-]+)\)`)

// MediaID returns the name under which the bytes of a plate are kept.
func MediaID(plateID string) string {
	sum := sha256.Sum256(plate.JPEG(plateID))
	return hex.EncodeToString(sum[:])
}

// Plates lists the pictures of the document, the lead image first, each once.
func (doc *Document) Plates() []string {
	var ids []string
	seen := map[string]bool{"": true}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	add(doc.Lead)
	for _, m := range picture.FindAllStringSubmatch(doc.Body, -1) {
		add(m[2])
	}
	return ids
}

// WithMedia returns the body in the light markup that the program reads, with
// every picture named as media says: from the id of its plate to the name
// under which its bytes are kept.
func (doc *Document) WithMedia(media func(plate string) string) string {
	return picture.ReplaceAllStringFunc(doc.Body, func(s string) string {
		m := picture.FindStringSubmatch(s)
		return "![" + m[1] + "](media:" + media(m[2]) + ")"
	})
}

// Revision returns the document as a revision that can be saved. Who saves it
// and where it is placed on which site is for the caller to say; the sections
// and topics of the demonstration have no numbers yet.
func (doc *Document) Revision() (content.Revision, error) { return doc.revision(MediaID) }

func (doc *Document) revision(media func(plate string) string) (content.Revision, error) {
	body, err := content.FromMarkup(doc.WithMedia(media))
	if err != nil {
		return content.Revision{}, fmt.Errorf("%s: %w", doc.Title, err)
	}
	r := content.Revision{
		Lang: doc.Lang, Title: doc.Title, Summary: doc.Summary, Body: body,
		OwnWork: doc.OwnWork, Authors: doc.Authors, Kind: doc.Kind,
	}
	for _, s := range doc.Sources {
		r.Sources = append(r.Sources, content.Source(s))
	}
	if doc.Lead != "" {
		r.LeadImage = &content.ImageRef{Media: media(doc.Lead), Alt: doc.LeadAlt, Caption: doc.Caption, Credit: doc.LeadBy}
	}
	return r.Clean(), nil
}

// noMedia stands for the name of any picture where only the words matter, so
// that checking a text draws nothing.
func noMedia(string) string { return strings.Repeat("0", 2*sha256.Size) }
