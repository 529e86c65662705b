// Package convert reads what people send — plain text, the HTML of a letter, a
// Word file — and makes blocks of it in the schema of package content. It is
// pure: bytes in, blocks and pictures out, with a list of what was lost or
// changed, never silently. Everything it reads is hostile: budgets are kept
// before and while reading, and it runs in a process that can be killed.
package convert

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/vi"
)

// The kinds of input.
const (
	Text  = "text" // of a letter: lines that a mail program wrapped are joined
	HTML  = "html" // of a letter
	Docx  = "docx"
	Odt   = "odt"
	RTF   = "rtf"
	Xlsx  = "xlsx"
	MD    = "md"    // Markdown
	Web   = "web"   // a page in HTML, kept as a file
	Words = "words" // plain text, kept as a file

	// PDFLayout is what was read of a PDF: a PDFPages as JSON.
	PDFLayout = "pdf-layout"

	// These need a program that makes one of the above of them.
	Doc = "doc"
	Xls = "xls"
	Ods = "ods"
	PDF = "pdf"
)

// Reads reports whether Convert reads a kind by itself.
func Reads(kind string) bool {
	switch kind {
	case Doc, Xls, Ods, PDF:
		return false
	}
	return kind != ""
}

// PDFPages are the words of a PDF and the pictures of its pages without any.
type PDFPages struct {
	Layout   []byte         // HTML of words with their places
	Scanned  []int          // pages without words, counted from 1
	Pictures map[int][]byte // of those, as JPEG
}

// Budgets of input; see the measurements behind them in the security notes.
const (
	maxText     = 2 << 20
	maxHTML     = 2 << 20
	maxNodes    = 50_000 // of HTML
	maxDepth    = 256    // of HTML and XML
	maxDocx     = 20 << 20
	maxUnpacked = 200 << 20
	maxXML      = 64 << 20 // one part of a file
	maxEntries  = 2000
	maxTokens   = 2_000_000 // of XML
	maxPicture  = 30 << 20
)

// A Result is what was made of an input.
type Result struct {
	Title  string         // the document's own title, if it has one
	Blocks []content.Node // images name their bytes by the keys of Images
	Images map[string][]byte
	Notes  []string // message keys of what was lost or changed, each once

	// Legacy tells the lines that were written for fonts from before Unicode, so
	// that a person sees what became of them and can take it back.
	Legacy []Recoded `json:",omitempty"`
	// Comments are what people wrote beside the text.
	Comments []Comment `json:",omitempty"`

	fonts fontWords // while it is read
}

// A Recoded is a line in a charset from before Unicode, before and after. One
// that was not applied is offered: its charset is too rare to be sure of.
type Recoded struct {
	Block   int // of Result.Blocks
	Charset vi.Charset
	Before  content.Raw // to the character as it came
	After   string
	Applied bool
}

// A Comment is one that stood beside a text.
type Comment struct {
	Author string
	Date   string // as the file has it, RFC 3339 without a zone
	Text   string
	Quote  string // the words it is about
	Block  int    // of Result.Blocks
}

// Convert makes blocks of data of a kind. A file that cannot be read or that
// breaks a budget is a fault that says so.
func Convert(kind string, data []byte) (*Result, error) {
	switch kind {
	case Text:
		return fromText(vi.FromBytes(data[:min(len(data), maxText)])), nil
	case HTML:
		return fromHTML(data)
	case Docx:
		return fromDocx(data)
	case Odt:
		return fromOdt(data)
	case RTF:
		return fromRTF(data)
	case Xlsx:
		return fromXlsx(data)
	case Web:
		return fromWeb(data)
	case MD:
		return fromMarkdown(data)
	case Words:
		return fromWords(data)
	case PDFLayout:
		return fromPDF(data)
	}
	return nil, fault.New(fault.Invalid, "convert.unknown")
}

// KindOf returns the kind of a file by how it begins and by its name, "" for
// one that nothing reads. Files of offices are told by their bytes: what their
// sender calls them is not believed.
func KindOf(name string, data []byte) string {
	ext := strings.ToLower(path.Ext(name))
	switch head := data[:min(len(data), 4<<10)]; {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return zipKind(ext, data)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return oleKind(ext)
	case bytes.HasPrefix(bytes.TrimLeft(head, " \r\n\t"), []byte("{\\rtf")):
		return RTF
	case bytes.Contains(head[:min(len(head), 1<<10)], []byte("%PDF-")):
		return PDF
	}
	switch ext {
	case ".docx", ".docm":
		return Docx
	case ".html", ".htm", ".xhtml":
		return Web
	case ".md", ".markdown":
		return MD
	case ".txt", ".text":
		return Words
	}
	return ""
}

// KindByType returns the kind of a file by the type that its bytes were found to
// have, and where that is no more than plain text by its name; "" for one that
// nothing reads.
func KindByType(mime, name string) string {
	switch mime {
	case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
		return Docx
	case "application/vnd.oasis.opendocument.text":
		return Odt
	case "text/rtf", "application/rtf":
		return RTF
	case "application/msword":
		return Doc
	case "application/x-ole-storage":
		return oleKind(strings.ToLower(path.Ext(name)))
	case "application/pdf":
		return PDF
	case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
		return Xlsx
	case "application/vnd.oasis.opendocument.spreadsheet":
		return Ods
	case "application/vnd.ms-excel":
		return Xls
	}
	if strings.HasPrefix(mime, "text/") || mime == "application/octet-stream" {
		return KindOf(name, nil)
	}
	return ""
}

// zipKind tells what is in a zip by the names of its parts, and where those say
// nothing by its own.
func zipKind(ext string, data []byte) string {
	switch {
	case bytes.Contains(data[:min(len(data), 200)], []byte("opendocument.text")):
		return Odt
	case bytes.Contains(data[:min(len(data), 200)], []byte("opendocument.spreadsheet")):
		return Ods
	case bytes.Contains(data, []byte("xl/workbook")):
		return Xlsx
	case bytes.Contains(data, []byte("word/document")):
		return Docx
	}
	switch ext {
	case ".odt", ".ott":
		return Odt
	case ".ods":
		return Ods
	case ".xlsx", ".xlsm":
		return Xlsx
	}
	return Docx
}

// oleKind tells what an Office file of the old kind is by its name: its bytes
// begin alike. One with a new name and these bytes has a password.
func oleKind(ext string) string {
	switch ext {
	case ".xls", ".xlt", ".xla":
		return Xls
	case ".docx", ".docm":
		return Docx
	case ".xlsx", ".xlsm":
		return Xlsx
	case ".ppt", ".pps", ".msg", ".msi", ".vsd", ".pub", ".db":
		return ""
	}
	return Doc
}

// Body makes the body of the blocks: pictures are named by the SHA-256 of their
// bytes, as the schema asks; media maps those names to the keys of Images.
// What the schema refuses is a fault, which would be a mistake of this package.
func (r *Result) Body() (body content.Body, media map[string]string, err error) {
	media = make(map[string]string)
	names := make(map[string]string)
	for key, data := range r.Images {
		sum := sha256.Sum256(data)
		names[key] = hex.EncodeToString(sum[:])
		media[names[key]] = key
	}
	body, err = content.NewBody(content.Node{Type: "doc", Content: renamed(r.Blocks, names)})
	return body, media, err
}

func renamed(nodes []content.Node, names map[string]string) []content.Node {
	out := slices.Clone(nodes)
	for i := range out {
		if out[i].Type == "image" {
			key, _ := out[i].Attrs["media"].(string)
			out[i].Attrs = maps.Clone(out[i].Attrs)
			out[i].Attrs["media"] = names[key]
		}
		out[i].Content = renamed(out[i].Content, names)
	}
	return out
}

func (r *Result) note(key string) {
	for _, n := range r.Notes {
		if n == key {
			return
		}
	}
	r.Notes = append(r.Notes, key)
}

// before puts blocks before all others.
func (r *Result) before(blocks ...content.Node) {
	r.Blocks = slices.Concat(blocks, r.Blocks)
	r.moveBlocks(len(blocks))
}

// moveBlocks keeps what is told of blocks at them, when so many have come before
// them all.
func (r *Result) moveBlocks(by int) {
	for i := range r.Legacy {
		r.Legacy[i].Block += by
	}
	for i := range r.Comments {
		r.Comments[i].Block += by
	}
}

func text(s string, marks ...content.Mark) content.Node {
	return content.Node{Type: "text", Text: s, Marks: marks}
}

func paragraph(line ...content.Node) content.Node {
	return content.Node{Type: "paragraph", Content: line}
}

// fromText makes paragraphs and lists of plain text. Blank lines part
// paragraphs; a line that only goes on where a mail program has wrapped it is
// joined again, other line ends within a paragraph are kept.
func fromText(s string) *Result {
	r := &Result{}
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\ufffd")
	for block := range strings.SplitSeq(s, "\n\n") {
		var lines []string
		for l := range strings.SplitSeq(block, "\n") {
			if l = strings.TrimSpace(l); l != "" {
				lines = append(lines, l)
			}
		}
		for len(lines) > 0 {
			n := listLength(lines)
			if n >= 2 || n == 1 && len(lines) == 1 && isBullet(lines[0]) {
				r.Blocks = append(r.Blocks, textList(lines[:n]))
				lines = lines[n:]
				continue
			}
			n = 1
			for n < len(lines) && listLength(lines[n:]) < 2 {
				n++
			}
			r.Blocks = append(r.Blocks, wrapped(lines[:n]))
			lines = lines[n:]
		}
	}
	r.finish()
	return r
}

// wrapped joins the lines of one paragraph.
func wrapped(lines []string) content.Node {
	var line []content.Node
	for i, l := range lines {
		if i > 0 {
			if before := lines[i-1]; len([]rune(before)) >= 55 && !strings.ContainsAny(before[len(before)-1:], ".:;!?") {
				line[len(line)-1].Text += " " + l
				continue
			}
			line = append(line, content.Node{Type: "hard_break"})
		}
		line = append(line, text(l))
	}
	return paragraph(line...)
}

func isBullet(l string) bool {
	return strings.HasPrefix(l, "- ") || strings.HasPrefix(l, "+ ") || strings.HasPrefix(l, "* ") || strings.HasPrefix(l, "• ")
}

// numbered returns the text behind "1. " or "1) ", the number, and whether it
// was there.
func numbered(l string) (string, int, bool) {
	i := 0
	for i < len(l) && i < 3 && l[i] >= '0' && l[i] <= '9' {
		i++
	}
	if i == 0 || i+1 >= len(l) || l[i] != '.' && l[i] != ')' || l[i+1] != ' ' {
		return "", 0, false
	}
	n, _ := strconv.Atoi(l[:i])
	return l[i+2:], n, true
}

// listLength counts how many lines from the first one on are items of one list:
// bullets, or numbers one after the other. Others would get another number.
func listLength(lines []string) int {
	_, first, isNumber := numbered(lines[0])
	n := 0
	for _, l := range lines {
		_, num, ok := numbered(l)
		if isNumber && (!ok || num != first+n) || !isNumber && !isBullet(l) {
			break
		}
		n++
	}
	return n
}

func textList(lines []string) content.Node {
	list := content.Node{Type: "bullet_list"}
	for i, l := range lines {
		item, number, ok := numbered(l)
		if ok && i == 0 {
			list.Type, list.Attrs = "ordered_list", map[string]any{"order": number}
		} else if !ok {
			_, item, _ = strings.Cut(l, " ")
		}
		list.Content = append(list.Content, content.Node{Type: "list_item", Content: []content.Node{paragraph(text(strings.TrimSpace(item)))}})
	}
	return list
}
