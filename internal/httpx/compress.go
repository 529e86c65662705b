package httpx

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

// Compress compresses what next answers, by zstd or gzip as the browser
// wishes: for pages made for one person. A random padding hides the exact
// length, from which secrets beside text of an attacker could be guessed
// (BREACH). Answers made for many are Packed instead.
func Compress(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(smallest), gzhttp.ContentTypeFilter(Compressible), gzhttp.RandomJitter(32, 0, false))
	if err != nil {
		panic(err) // the options are ours
	}
	return wrap(next)
}
