package content_test

import (
	"strconv"
	"strings"

	"congbo/internal/content/contenttest"
)

// sample is a text with everything in it.
var sample = `{"type":"doc","content":[
{"type":"heading","attrs":{"level":2,"id":"h1"},"content":[{"type":"text","text":"Số liệu đầu tiên"}]},
{"type":"paragraph","content":[{"type":"text","text":"Ranh mặn "},{"type":"text","text":"4 g/l","marks":[{"type":"strong"}]},{"type":"text","text":" vào sâu 19 km"},
 {"type":"footnote","content":[{"type":"text","text":"Theo "},{"type":"text","text":"báo cáo","marks":[{"type":"em"}]},{"type":"text","text":" 27/BC-TNN."}]},
 {"type":"text","text":", xem "},{"type":"text","text":"trang ","marks":[{"type":"link","attrs":{"href":"https://khoa.example.vn/man?a=1&b=2"}}]},{"type":"text","text":"của Khoa","marks":[{"type":"strong"},{"type":"link","attrs":{"href":"https://khoa.example.vn/man?a=1&b=2"}}]},{"type":"text","text":"."},{"type":"hard_break"},{"type":"text","text":"Dòng hai."}]},
{"type":"ordered_list","attrs":{"kind":"a"},"content":[
 {"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"Chọn trạm gần nhất."}]}]},
 {"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"Nhắn tin:"}]},{"type":"bullet_list","content":[
  {"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"trước 6 giờ;"}]}]},{"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"sau 18 giờ."}]}]}]}]},
 {"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"Ba"}]}]},{"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"Bốn"}]}]},{"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"Năm"}]}]}]},
{"type":"table","attrs":{"caption":"Bảng 1. Độ mặn"},"content":[
 {"type":"table_row","content":[{"type":"table_header","content":[{"type":"paragraph","content":[{"type":"text","text":"Trạm"}]}]},{"type":"table_header","attrs":{"align":"end"},"content":[{"type":"paragraph","content":[{"type":"text","text":"g/l"}]}]}]},
 {"type":"table_row","content":[{"type":"table_header","content":[{"type":"paragraph","content":[{"type":"text","text":"Km 58"}]}]},{"type":"table_cell","attrs":{"align":"end"},"content":[{"type":"paragraph","content":[{"type":"text","text":"0,6"}]}]}]}]},
{"type":"image","attrs":{"media":"` + contenttest.Media(1) + `","alt":"Mặt cắt có sáu trạm \"đo\"","caption":"Mặt cắt dọc sông.","credit":"Khoa Kỹ thuật","size":"wide","focus":"top"}},
{"type":"blockquote","attrs":{"cite":"Chủ nhiệm Khoa"},"content":[{"type":"paragraph","content":[{"type":"text","text":"Họ cần biết ngay sáng nay."}]}]},
{"type":"callout","attrs":{"kind":"warning"},"content":[{"type":"paragraph","attrs":{"align":"center"},"content":[{"type":"text","text":"Số liệu tạm thời."}]}]},
{"type":"file","attrs":{"media":"` + contenttest.Media(2) + `","title":"Số liệu gốc"}},
{"type":"formula_block","attrs":{"mathml":{"tag":"math","children":[{"tag":"msup","children":[{"tag":"mi","text":"x"},{"tag":"mn","text":"2"}]}]}}}
]}`

func mediaURL(media string, width int) string {
	if width == 0 {
		return "/media/" + media[56:]
	}
	return "/media/" + media[56:] + "/" + strconv.Itoa(width)
}

// stillSample is the sample with a picture that leads to a video.
var stillSample = strings.Replace(sample, `{"type":"blockquote"`, still(`"https://www.video.example.vn/xem?v=1&t=2"`)+`,{"type":"blockquote"`, 1)

func still(video string) string {
	return `{"type":"image","attrs":{"media":"` + contenttest.Media(3) + `","alt":"Đo mặn ở Km 58","video":` + video + `}}`
}
