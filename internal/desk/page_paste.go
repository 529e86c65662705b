package desk

import (
	"encoding/json"
	"net/http"

	"congbo/internal/convert"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/locale"
)

// pasting is the budget of what the editor asks about a paste.
var pasting = httpx.Budget{Fields: 5, Field: 2 << 20, Total: 3 << 20}

// paste reads what of a paste into the editor only the server can: text in
// fonts from before Unicode, and Word's formulas (R-I3, R-I4). It changes
// nothing.
func (d *Desk) paste(v *visit) error {
	answer := func(status int, a any) error {
		v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
		v.w.WriteHeader(status)
		return json.NewEncoder(v.w).Encode(a)
	}
	if _, _, err := v.editable(); err != nil {
		return err
	}
	f, err := v.form(pasting)
	if err != nil {
		return err
	}
	var asked convert.Pasted
	if err := json.Unmarshal([]byte(f.Get("paste")), &asked); err != nil {
		return answer(http.StatusBadRequest, map[string]string{"error": locale.Error(v.lang, fault.New(fault.Invalid, "convert.paste_unreadable").Because(err))})
	}
	read, err := convert.ReadPaste(asked)
	if err != nil {
		return answer(httpx.Status(err), map[string]string{"error": locale.Error(v.lang, err)})
	}
	return answer(http.StatusOK, read)
}
