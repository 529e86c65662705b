package content

import "slices"

// holds says what may stand inside a node.
type holds uint8

const (
	nothing holds = iota
	lines         // text, breaks, footnotes, formulas
	note          // as lines, without footnotes
	blocks        // at least one block
	items         // list items, at least one
	rows          // table rows, at least one
	cells         // table cells
)

// spec describes one type of node: what it holds, and its attributes.
type spec struct {
	holds holds
	attrs map[string]attr
}

// attrKind says which values an attribute takes.
type attrKind uint8

const (
	word        attrKind = iota // one of a list
	line                        // a clean single line
	integer                     // from min to max
	flag                        // true, or absent
	media                       // the SHA-256 of a stored file, 64 hexadecimal digits
	href                        // a link that is safe to follow
	page                        // such a link to a page: http, https or a path of the same site
	formulaTree                 // a MathML tree
	tag                         // a language tag
)

// attr describes one attribute. One that is absent has its default; an
// attribute that says the default is left out.
type attr struct {
	kind     attrKind
	words    []string
	min, max int
	standard any // the default; nil: absent means none
	required bool
	layout   bool // belongs to the aspect Layout, not to Content
}

func oneOf(words ...string) attr { return attr{kind: word, words: words} }

func (a attr) byDefault(v any) attr { a.standard = v; return a }
func (a attr) must() attr           { a.required = true; return a }
func (a attr) asLayout() attr       { a.layout = true; return a }

// The words of the schema that have meaning outside it too.
var (
	sizes   = []string{"small", "medium", "wide", "full"}
	focuses = []string{"top", "bottom", "left", "right", "top-left", "top-right", "bottom-left", "bottom-right"}
)

// Focuses are the words for what a crop of a picture keeps.
func Focuses() []string { return slices.Clone(focuses) }

// Licences are the words for what an institution may do with a picture or a
// paper: its own, lent for a use, bought, free under conditions, free.
var Licences = []string{"own", "permitted", "bought", "cc-by", "cc-by-sa", "public"}

// cellAttrs are the attributes that both kinds of table cell have.
func cellAttrs(more map[string]attr) map[string]attr {
	all := map[string]attr{
		"colspan": {kind: integer, min: 1, max: 100, standard: 1},
		"rowspan": {kind: integer, min: 1, max: 1000, standard: 1},
		"align":   oneOf("start", "center", "end").byDefault("start").asLayout(),
	}
	for k, v := range more {
		all[k] = v
	}
	return all
}

// schema is version 1 of the schema, told in words in docs/body-schema.md.
// Every block and every footnote may also have an "id", which no hash covers.
var schema = map[string]spec{
	"doc":       {holds: blocks},
	"paragraph": {holds: lines, attrs: map[string]attr{"align": oneOf("start", "center", "end", "justify").byDefault("start").asLayout()}},
	"heading":   {holds: lines, attrs: map[string]attr{"level": {kind: integer, min: 2, max: 4, required: true}}},

	"bullet_list": {holds: items},
	"ordered_list": {holds: items, attrs: map[string]attr{
		"order": {kind: integer, min: 0, max: 999_999, standard: 1},
		"kind":  oneOf("1", "a", "A", "i", "I").byDefault("1"),
	}},
	"list_item": {holds: blocks},

	"blockquote": {holds: blocks, attrs: map[string]attr{"cite": {kind: line}}},
	"callout":    {holds: blocks, attrs: map[string]attr{"kind": oneOf("note", "important", "warning").byDefault("note")}},

	"table":        {holds: rows, attrs: map[string]attr{"caption": {kind: line}}},
	"table_row":    {holds: cells},
	"table_header": {holds: blocks, attrs: cellAttrs(map[string]attr{"scope": oneOf("col", "row", "colgroup", "rowgroup")})},
	"table_cell":   {holds: blocks, attrs: cellAttrs(nil)},

	"image": {attrs: map[string]attr{
		"media":      attr{kind: media}.must(),
		"alt":        {kind: line},
		"caption":    {kind: line},
		"credit":     {kind: line},
		"video":      {kind: page},
		"decorative": {kind: flag},
		"size":       oneOf(sizes...).byDefault("medium").asLayout(),
		"align":      oneOf("start", "center", "end").byDefault("center").asLayout(),
		"focus":      oneOf(focuses...).asLayout(),
	}},
	"file":            {attrs: map[string]attr{"media": attr{kind: media}.must(), "title": {kind: line}}},
	"formula_block":   {attrs: map[string]attr{"mathml": attr{kind: formulaTree}.must()}},
	"horizontal_rule": {},

	"text":       {},
	"hard_break": {},
	"footnote":   {holds: note},
	"formula":    {attrs: map[string]attr{"mathml": attr{kind: formulaTree}.must()}},
}

// marks are the marks of version 1, and markOrder the order in which they
// stand in normal form, the outermost first.
var (
	marks = map[string]map[string]attr{
		"link":      {"href": attr{kind: href}.must(), "title": {kind: line}},
		"lang":      {"lang": attr{kind: tag}.must()},
		"strong":    nil,
		"em":        nil,
		"underline": nil,
		"strike":    nil,
		"sub":       nil,
		"sup":       nil,
		"code":      nil,
	}
	markOrder = []string{"link", "lang", "strong", "em", "underline", "strike", "sub", "sup", "code"}
)

var (
	blockTypes = []string{"paragraph", "heading", "bullet_list", "ordered_list", "blockquote", "callout", "table",
		"image", "file", "formula_block", "horizontal_rule"}
	noteTypes = []string{"text", "hard_break", "formula"}
	lineTypes = append(slices.Clone(noteTypes), "footnote")
)

// members lists the types of node that may stand inside one that holds h.
var members = map[holds][]string{
	blocks: blockTypes,
	lines:  lineTypes,
	note:   noteTypes,
	items:  {"list_item"},
	rows:   {"table_row"},
	cells:  {"table_header", "table_cell"},
}

// hasID reports whether nodes of type t may carry an id.
func hasID(t string) bool {
	return t == "footnote" || t != "doc" && t != "text" && t != "hard_break" && t != "formula"
}
