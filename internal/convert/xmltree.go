package convert

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"congbo/internal/fault"
)

// An element of an XML file, without name spaces: Word's own prefixes are
// fixed in practice, and the local names are enough.
type element struct {
	name     string
	attrs    map[string]string
	children []*element
	text     string
}

func (e *element) child(name string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// all are the elements below e, none on nil.
func (e *element) all() []*element {
	if e == nil {
		return nil
	}
	return e.children
}

// without are the elements below e but those named.
func (e *element) without(name string) []*element {
	var rest []*element
	for _, c := range e.all() {
		if c.name != name {
			rest = append(rest, c)
		}
	}
	return rest
}

// choice is what is to be read of something that is said twice, for newer and
// for older programs.
func (e *element) choice() *element {
	if c := e.child("Choice"); c != nil {
		return c
	}
	if c := e.child("Fallback"); c != nil {
		return c
	}
	return &element{}
}

// attr is the attribute named so, "" on nil.
func (e *element) attr(name string) string {
	if e == nil {
		return ""
	}
	return e.attrs[name]
}

// find returns the first element with a name anywhere below e.
func (e *element) find(name string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.name == name {
			return c
		}
		if f := c.find(name); f != nil {
			return f
		}
	}
	return nil
}

var errXMLBudget = errors.New("XML budget")

// A bag is a zip file within its budgets.
type bag struct {
	files  map[string]*zip.File
	left   int64 // bytes that may still be unpacked
	tokens int
	mixed  bool // texts are kept among the elements, as children named textNode
}

// textNode is the name of a text among elements.
const textNode = "#"

func openBag(data []byte) (*bag, error) {
	if len(data) > maxDocx {
		return nil, fault.New(fault.TooLarge, "convert.docx_too_large", maxDocx>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault.New(fault.Invalid, "convert.docx_unreadable").Because(err)
	}
	if len(z.File) > maxEntries {
		return nil, fault.New(fault.TooLarge, "convert.docx_bomb")
	}
	b := &bag{files: make(map[string]*zip.File), left: maxUnpacked}
	for _, f := range z.File {
		b.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	return b, nil
}

// read unpacks a file of the bag; nil if there is none.
func (b *bag) read(name string) ([]byte, error) { return b.unpack(name, b.left) }

// unpack reads a file of the bag that may have so many bytes. What a file says of
// its size is believed where it is too much; what is read is counted all the same.
func (b *bag) unpack(name string, most int64) ([]byte, error) {
	f := b.files[name]
	if f == nil {
		return nil, nil
	}
	most = min(most, b.left)
	if f.UncompressedSize64 > uint64(most) {
		return nil, fault.New(fault.TooLarge, "convert.docx_bomb")
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault.New(fault.Invalid, "convert.docx_unreadable").Because(err)
	}
	defer r.Close()
	// A file that lies of its size is refused by the reader; room for what it says
	// is not made before its bytes are there.
	var data bytes.Buffer
	data.Grow(int(min(f.UncompressedSize64, 1<<20)) + bytes.MinRead)
	n, err := data.ReadFrom(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fault.New(fault.Invalid, "convert.docx_unreadable").Because(err)
	}
	b.left -= n
	if n > most {
		return nil, fault.New(fault.TooLarge, "convert.docx_bomb")
	}
	return data.Bytes(), nil
}

// tree reads an XML file of the bag; nil if there is none.
func (b *bag) tree(name string) (*element, error) {
	data, err := b.unpack(name, maxXML)
	if err != nil || data == nil {
		return nil, err
	}
	e, err := b.parse(data)
	if errors.Is(err, errXMLBudget) {
		return nil, fault.New(fault.TooLarge, "convert.docx_bomb").Because(err)
	} else if err != nil {
		return nil, fault.New(fault.Invalid, "convert.docx_unreadable").Because(err)
	}
	return e, nil
}

func (b *bag) parse(data []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	root := &element{}
	stack := []*element{root}
	for {
		t, err := d.RawToken()
		if err == io.EOF {
			return root, nil
		} else if err != nil {
			return nil, err
		}
		if b.tokens++; b.tokens > maxTokens {
			return nil, errXMLBudget
		}
		top := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if len(stack) > maxDepth {
				return nil, errXMLBudget
			}
			e := &element{name: t.Name.Local}
			if len(t.Attr) > 0 {
				e.attrs = make(map[string]string, len(t.Attr))
				for _, a := range t.Attr {
					e.attrs[a.Name.Local] = a.Value
				}
			}
			top.children = append(top.children, e)
			stack = append(stack, e)
		case xml.Directive:
			return nil, errors.New("document type declarations are not read")
		case xml.EndElement:
			if len(stack) == 1 || top.name != t.Name.Local {
				return nil, errors.New("elements do not nest")
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if b.mixed {
				top.children = append(top.children, &element{name: textNode, text: string(t)})
			} else if top.name == "t" || top.name == "instrText" || top.name == "v" || top.name == "f" || top.name == "author" {
				top.text += string(t)
			}
		}
	}
}
