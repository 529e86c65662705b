package portal

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/httpx"
	"congbo/internal/picture"
	"congbo/internal/renditions"
	"congbo/internal/store"
)

// mediaName is a file as pages name it: its digest; where it is a picture made
// smaller, a width, and where it is cut for shared links a height too and the
// side that is kept; and an ending that says its type.
var mediaName = regexp.MustCompile(`^([0-9a-f]{64})(?:-([1-9][0-9]{2,3})(?:x([1-9][0-9]{2,3})((?:-(?:top|bottom|left|right)){0,2}))?)?(\.[a-z0-9]{2,5})$`)

// endings of the types that are served under their own name; any other file is
// plain bytes.
var endings = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
	"application/pdf": ".pdf", "application/zip": ".zip", "text/plain": ".txt", "text/csv": ".csv",
	"application/msword": ".doc", "application/vnd.ms-excel": ".xls", "application/vnd.ms-powerpoint": ".ppt",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         ".xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
	"application/vnd.oasis.opendocument.text":                                   ".odt",
	"application/vnd.oasis.opendocument.spreadsheet":                            ".ods",
}

func isPicture(kind string) bool {
	return kind == "image/jpeg" || kind == "image/png" || kind == "image/gif" || kind == "image/webp"
}

func extension(kind string) string {
	if e, ok := endings[kind]; ok {
		return e
	}
	return ".bin"
}

// fileKind is what people call a type: PDF, DOCX.
func fileKind(kind string) string {
	e, ok := endings[kind]
	if !ok {
		return ""
	}
	b := []byte(e[1:])
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// media answers with a picture or file that a live edition shows; all others
// do not exist here. Its bytes never change, since its name is their digest.
func (v *visit) media() error {
	v.shownElsewhere()
	return v.sendFile(func(ctx context.Context, tx *store.Tx, id string) (bool, error) { return tx.MediaIsPublic(ctx, id) }, v.newerFile)
}

// shownElsewhere lets browsers show an answer on pages of other sites: feeds and
// shared links name pictures of ours, and readers of feeds are websites too. Only
// what is public for everybody is.
func (v *visit) shownElsewhere() {
	v.w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// sendFile answers with a picture or file that may be seen here, or as gone
// does.
func (v *visit) sendFile(may func(ctx context.Context, tx *store.Tx, id string) (bool, error), gone func(id string) error) error {
	m := mediaName.FindStringSubmatch(v.args["file"])
	if m == nil {
		return notFound()
	}
	var want picture.Want
	if m[2] != "" {
		want.Width, _ = strconv.Atoi(m[2]) // three or four digits
	}
	if m[3] != "" {
		want.Height, _ = strconv.Atoi(m[3])
		want.Focus = strings.TrimPrefix(m[4], "-")
	}
	var known *store.Media
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		ok, err := may(ctx, tx, m[1])
		if err != nil {
			return err
		}
		if !ok {
			return nil
		}
		known, err = tx.Media(ctx, m[1])
		return err
	})
	if err != nil {
		return err
	}
	if known == nil {
		return gone(m[1])
	}
	if !offered(known, want) || m[5] != endingOf(known, want) {
		return notFound()
	}
	if isPicture(known.Type) {
		return v.sendPicture(known, want)
	}
	body, err := v.p.Blobs.Get(v.ctx(), known.ID)
	if err != nil {
		return err
	}
	defer body.Close()
	kind := known.Type
	if _, ok := endings[kind]; !ok {
		kind = "application/octet-stream"
	}
	if kind == "text/plain" || kind == "text/csv" {
		kind += "; charset=utf-8"
	}
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+known.ID[:12]+m[5]+`"`)
	v.mediaHeaders(kind, v.args["file"])
	http.ServeContent(v.w, v.r, "", time.Time{}, body)
	return nil
}

// mediaHeaders say how long a file may be kept. It never changes under its name;
// but it can be withdrawn, and then no cache between us and readers may go on
// showing it (invariant 9), and their own not for long.
func (v *visit) mediaHeaders(kind, tag string) {
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", httpx.FilePolicy)
	if h.Get("Cache-Control") == "" { // else nothing may keep it at all
		h.Set("Cache-Control", "private, max-age=3600, immutable")
		h.Set("ETag", fmt.Sprintf(`"%s"`, tag))
	}
}

// sendPicture answers with a picture as readers get it, in the smallest type
// that their browser takes. The bytes that somebody sent us, with what a camera
// noted in them, are never public.
func (v *visit) sendPicture(m *store.Media, want picture.Want) error {
	f, err := v.p.Pictures.Get(v.ctx(), m, want, v.r.Header.Get("Accept"))
	if err != nil {
		return err
	}
	defer f.Close()
	if renditions.Scales(m.Type) {
		v.w.Header().Add("Vary", "Accept")
	}
	v.mediaHeaders(f.Type, v.args["file"]+strings.TrimPrefix(f.Type, "image"))
	http.ServeContent(v.w, v.r, "", time.Time{}, f)
	return nil
}

// offered reports whether pages may link to a file in a shape.
func offered(m *store.Media, w picture.Want) bool {
	switch {
	case w.Width == 0:
		return true
	case !renditions.Scales(m.Type) || m.Width*m.Height > picture.MaxPixels:
		return false
	case w.Height > 0:
		return w.Width == picture.CardWidth && w.Height == picture.CardHeight && (w.Focus == "" || slices.Contains(content.Focuses(), w.Focus))
	}
	return slices.Contains(content.ImageWidths, w.Width) && w.Width < m.Width
}

// endingOf is how the name of a file ends in a shape: a picture that is made
// smaller is a JPEG where it is no PNG, for browsers that know no better.
func endingOf(m *store.Media, w picture.Want) string {
	if w.Width > 0 && m.Type == "image/webp" {
		return ".jpg"
	}
	return extension(m.Type)
}
