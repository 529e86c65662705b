package procfile_test

import (
	"os"
	"testing"

	"congbo/internal/locale"
	"congbo/internal/procfile"
)

func TestPresetsAreSound(t *testing.T) {
	data, err := os.ReadFile("presets/dang-tin-cap-truong.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range procfile.Check(data) {
		t.Errorf("%s | %s", m.In(locale.VI), m.Text(locale.EN))
	}
}
