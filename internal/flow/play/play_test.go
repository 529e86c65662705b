package play_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/flow/play"
	"congbo/internal/locale"
	"congbo/internal/procfile"
)

func find(name string) (*flow.Procedure, error) {
	if p := procfile.ByID(name); p != nil {
		return p, nil
	}
	return nil, fault.New(fault.NotFound, "play.no_such_procedure", name)
}

const begin = "procedure dang-tin-cap-truong\nperson Lan communications\nrequester Bình\n"

// A play that cannot be read says which line, in the reader's language.
func TestMistakesOfThePlay(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"procedure\n", "Dòng 1: Cách viết: procedure NAME"},
		{"procedure khong-co\n", "Dòng 1: Không có quy trình “khong-co”."},
		{"person Lan\n", "Dòng 1: Cách viết: person NAME ROLE…"},
		{"hello\n", "Dòng 1: “hello” không phải thiết lập cũng không phải thời gian."},
		{"2026-11-23 08:00 Lan open\n", "Dòng 1: “Lan” là ai?"},
		{"person Lan head\n2026-11-23 08:00 Lan open\n", "Dòng 2: Chưa nêu quy trình (procedure)."},
		{begin + "2026-11-23 08:00 Lan attach\n", "Dòng 4: Hồ sơ chưa mở (open)."},
		{begin + "2026-11-23 08:00 who\n", "Dòng 4: Hồ sơ chưa mở (open)."},
		{begin + "2026-11-23 08:00 Bình open\n2026-11-23 08:00 Bình open\n", "Dòng 5: Hồ sơ đã mở."},
		{begin + "2026-11-23 08:00 Bình open\n2026-11-23 07:00 Bình right\n", "Dòng 5: Thời gian không lùi lại được."},
		{begin + "2026-11-23 08:00 Bình open\n2026-11-23 09:00 Lan dance\n", "Dòng 5: Không bước nào có thao tác “dance”."},
		{begin + "2026-11-23 08:00 Bình open\n2026-11-23 09:00 Lan edit sound\n", "Dòng 5: Không có phần “sound” của tin bài."},
		{begin + "2026-11-23 08:00 Bình open\n2026-11-23 09:00 why\n", "Dòng 5: “why”: ở đây chỉ dùng who, due hoặc wait."},
		{begin + "2026-11-23 08:00 Bình open \"x\n", "Dòng 4: Lời trong dấu nháy kép đứng cuối dòng."},
		{begin + "2026-11-23\n", "Dòng 4: Mỗi dòng gồm: ngày, giờ, người, việc."},
		{begin + "holiday hôm-nay\n", "Dòng 4: “hôm-nay” không phải ngày dạng năm-tháng-ngày."},
		{"fact color=red\n", "Dòng 1: Không có thông tin “color”."},
		{"delegate A B 2026-01-01 2026-01-02\n", "Dòng 1: Cách viết: delegate FROM TO START END [ROLE…]"},
	} {
		_, err := play.Run([]byte(c.text), find)
		if got := locale.Error(locale.VI, err); got != c.want {
			t.Errorf("%q:\ngot  %s\nwant %s", c.text, got, c.want)
		}
		if err != nil && strings.Contains(locale.Error(locale.EN, err), "⟨") {
			t.Errorf("%q has no English", c.text)
		}
	}
}

// A play that was played is played the same again.
func TestPlayedTwice(t *testing.T) {
	once, err := play.Run([]byte(begin+"2026-11-23 08:00 Bình open\n2026-12-23 08:00 wait\n2026-12-23 09:00 due\n"), find)
	if err != nil {
		t.Fatal(err)
	}
	twice, err := play.Run(once, find)
	if err != nil || string(twice) != string(once) {
		t.Errorf("%v\n%s\n%s", err, once, twice)
	}
}

// Whatever stands in a play, it is played or its mistake is told.
func FuzzRun(f *testing.F) {
	files, err := filepath.Glob("../testdata/*.play")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		_, err := play.Run(script, find)
		if e, ok := fault.As(err); err != nil && (!ok || e.Kind == fault.Internal || strings.Contains(locale.Error(locale.VI, err), "⟨")) {
			t.Errorf("%v", err)
		}
	})
}
