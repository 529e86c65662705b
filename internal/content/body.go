// Package content is what an institution publishes, as values: the body of a
// text, its revisions, and what each revision consists of for those who
// approve it. It checks, compares, hashes and renders; it reads no clock, no
// file and no database.
//
// A body is a tree in the JSON form of ProseMirror under a schema of our own
// (docs/body-schema.md). Every body that comes from outside passes ParseBody
// or NewBody, which refuse what the schema does not know and bring the rest
// into one normal form; HTML is only ever made from that tree, never stored.
package content

import (
	"bytes"
	"encoding/json"
	"io"

	"congbo/internal/fault"
)

// Version is the schema version that this program writes and the highest it
// reads.
const Version = 1

// Budgets of a body: enough for the longest report, and refused before they
// cost memory (security budgets for hostile input).
const (
	MaxJSON  = 8 << 20 // bytes of the JSON form
	MaxText  = 2 << 20 // bytes of text and attributes
	MaxNodes = 50_000
	MaxDepth = 64
)

// A Node is a part of a body: a block such as a paragraph or an image, or a
// piece of a line such as a text with marks.
type Node struct {
	Type    string         `json:"type"`
	Attrs   map[string]any `json:"attrs,omitempty"`
	Content []Node         `json:"content,omitempty"`
	Text    string         `json:"text,omitempty"`
	Marks   []Mark         `json:"marks,omitempty"`
}

// A Mark is a property of a piece of text: strong, a link …
type Mark struct {
	Type  string         `json:"type"`
	Attrs map[string]any `json:"attrs,omitempty"`
}

// A Body is the text of a document in a version of the schema. The zero value
// is the empty body. Values are not changed after they are made.
type Body struct {
	Version int  `json:"version"`
	Doc     Node `json:"doc"`
}

// Empty returns the body without text, which an editor opens for a new
// document.
func Empty() Body {
	return Body{Version: Version, Doc: Node{Type: "doc", Content: []Node{{Type: "paragraph"}}}}
}

// NewBody returns the body of doc in normal form, or a fault.List of what is
// wrong with it. In normal form, text is clean and in NFC, white space and
// empty paragraphs that readers never see are gone, adjacent equal text is one
// node, and attributes that say the default are left out. A second call
// changes nothing.
func NewBody(doc Node) (Body, error) {
	c := newChecker()
	doc = c.doc(doc)
	if err := c.err(); err != nil {
		return Body{}, err
	}
	return Body{Version: Version, Doc: doc}, nil
}

// ParseBody reads a body from its JSON form {"version":1,"doc":{…}}. The
// error is a fault.List with a line for each thing that is wrong; its first
// arguments are the number of the block and the words it begins with, and its
// Field is the path of indexes from the document.
func ParseBody(data []byte) (Body, error) {
	doc, err := decodeBody(data)
	if err != nil {
		return Body{}, err
	}
	return NewBody(doc)
}

// decodeBody reads the tree of a body within its budgets, not yet looking at
// what it says.
func decodeBody(data []byte) (Node, error) {
	if len(data) > MaxJSON {
		return Node{}, one(fault.TooLarge, "content.too_large", MaxJSON>>20)
	}
	if err := countJSON(data); err != nil {
		return Node{}, err
	}
	var raw struct {
		Version int  `json:"version"`
		Doc     Node `json:"doc"`
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&raw); err != nil {
		return Node{}, fault.List{fault.New(fault.Invalid, "content.not_json").Because(err)}
	}
	if _, err := d.Token(); err != io.EOF {
		return Node{}, one(fault.Invalid, "content.not_json")
	}
	if raw.Version < 1 || raw.Version > Version {
		return Node{}, one(fault.Invalid, "content.version", raw.Version, Version)
	}
	return raw.Doc, nil
}

// UnmarshalJSON makes ParseBody the only door for JSON, also for a body that
// stands inside another value.
func (b *Body) UnmarshalJSON(data []byte) error {
	parsed, err := ParseBody(data)
	if err == nil {
		*b = parsed
	}
	return err
}

// MarshalJSON writes the form that ParseBody reads, ids included.
func (b Body) MarshalJSON() ([]byte, error) {
	type plain Body
	return json.Marshal(plain(b.orEmpty()))
}

// IsEmpty reports whether the body has nothing to read or see.
func (b Body) IsEmpty() bool {
	blocks := b.orEmpty().Doc.Content
	return len(blocks) == 1 && blocks[0].Type == "paragraph" && len(blocks[0].Content) == 0
}

func (b Body) orEmpty() Body {
	if b.Doc.Type == "" {
		return Empty()
	}
	return b
}

// maxTokens and maxNesting bound the JSON before anything is built from it:
// a node costs a few tokens, so honest bodies stay far below.
const (
	maxTokens  = 12 * MaxNodes
	maxNesting = 4 * MaxDepth
)

// countJSON refuses JSON that would cost far more memory than its bytes.
func countJSON(data []byte) error {
	var tokens, depth int
	inString := false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			tokens++
			if depth++; depth > maxNesting {
				return one(fault.TooLarge, "content.too_deep", MaxDepth)
			}
		case c == '}' || c == ']':
			depth--
		case c == ',':
			tokens++
		}
	}
	if tokens > maxTokens {
		return one(fault.TooLarge, "content.too_many_nodes", MaxNodes)
	}
	return nil
}

func one(k fault.Kind, key string, args ...any) fault.List {
	return fault.List{fault.New(k, key, args...)}
}
