package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// A page embeds what stands around it. A field of its own with the name of
// something in there would hide it from the template, which would then show the
// page's clock, path or title in the place of the frame's and nobody would be
// told: so no struct of the faces hides a field or method of what it embeds.
func TestNoPageHidesItsFrame(t *testing.T) {
	for _, face := range []string{"desk", "portal"} {
		types := structsOf(t, face)
		frames := 0
		for name, s := range types {
			for _, e := range s.embeds {
				seen := make(map[string]bool)
				types.names(e, seen)
				frames += len(seen)
				for _, f := range s.fields {
					if seen[f] && ast.IsExported(f) {
						t.Errorf("%s.%s has a field %s, which hides that of %s", face, name, f, e)
					}
				}
			}
		}
		if frames < 20 {
			t.Errorf("%s: only %d names were looked at", face, frames)
		}
	}
}

// A shape is what a struct says of itself.
type shape struct {
	fields, embeds, methods []string
}

type shapes map[string]*shape

// names collects what a type brings to whatever embeds it.
func (all shapes) names(of string, seen map[string]bool) {
	s := all[of]
	if s == nil {
		return
	}
	for _, n := range append(append(append([]string(nil), s.fields...), s.methods...), s.embeds...) {
		seen[n] = true
	}
	for _, e := range s.embeds {
		all.names(e, seen)
	}
}

// structsOf reads the structs of a package of this folder.
func structsOf(t *testing.T, dir string) shapes {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	all := make(shapes)
	of := func(name string) *shape {
		if all[name] == nil {
			all[name] = &shape{}
		}
		return all[name]
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil && len(d.Recv.List) == 1 {
					s := of(base(d.Recv.List[0].Type))
					s.methods = append(s.methods, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					ts, ok := spec.(*ast.TypeSpec)
					if !ok {
						continue
					}
					st, ok := ts.Type.(*ast.StructType)
					if !ok {
						continue
					}
					s := of(ts.Name.Name)
					for _, f := range st.Fields.List {
						if len(f.Names) == 0 {
							s.embeds = append(s.embeds, base(f.Type))
						}
						for _, n := range f.Names {
							s.fields = append(s.fields, n.Name)
						}
					}
				}
			}
		}
	}
	return all
}

// base is the name of a type, without a star or a package.
func base(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return base(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}
