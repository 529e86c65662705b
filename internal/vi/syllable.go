package vi

import (
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// The syllable is the unit of written Vietnamese: onset, rime and tone, each
// from a small set, with rules on what may stand together. So a grammar of a
// page tells Vietnamese from what only looks like it (text read in the wrong
// encoding, slips of typing) and needs no dictionary.

// rimes are the endings of a syllable without its tone, as they are spelled
// after an onset that is not qu or gi.
const rimes = `a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oem oen oeo oet oi om on ong ooc oong op ot oc
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơng ơp ơt u ua uc ui um un ung up ut uy uya uych uyn uynh uyp uyt uyu uyên uyêt
uân uâng uât uây uê uêch uên uênh uêu uơ uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu`

// onsets that may begin a syllable, the longest first; the empty one is last.
var onsets = []string{"ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr",
	"b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""}

// toned maps every rime with its tone, in either placement of the mark, to its
// letters without the tone.
var toned = sync.OnceValue(func() map[string]string {
	all := make(map[string]string)
	for _, rime := range strings.Fields(rimes) {
		all[rime] = rime
		stopped := strings.HasSuffix(rime, "c") || strings.HasSuffix(rime, "ch") || strings.HasSuffix(rime, "p") || strings.HasSuffix(rime, "t")
		if stopped {
			delete(all, rime) // only sắc and nặng end in a stop
		}
		for _, tone := range "\u0300\u0309\u0303\u0301\u0323" {
			if stopped && tone != '\u0301' && tone != '\u0323' {
				continue
			}
			for _, at := range tonePlaces([]rune(rime)) {
				rs := []rune(rime)
				marked := norm.NFC.String(string(rs[:at+1]) + string(tone) + string(rs[at+1:]))
				all[marked] = rime
			}
		}
	}
	return all
})

// tonePlaces says which letters of a rime may carry its tone: the one with a
// mark of its own; else the vowel before a final consonant; else the middle of
// three; else the first of two, or the second in the new spelling of oa, oe
// and uy.
func tonePlaces(rime []rune) []int {
	var vowels, own []int
	for i, r := range rime {
		if strings.ContainsRune("aăâeêioôơuưy", r) {
			vowels = append(vowels, i)
		}
		if strings.ContainsRune("ăâêôơư", r) {
			own = append(own, i)
		}
	}
	switch last := len(vowels) - 1; {
	case len(own) > 0:
		return own[len(own)-1:] // ươ carries it on ơ
	case len(vowels) == 1:
		return vowels
	case last+1 < len(rime): // closed
		return vowels[last:]
	case len(vowels) == 3:
		return vowels[1:2]
	case string(rime) == "oa" || string(rime) == "oe" || string(rime) == "uy":
		return vowels
	default:
		return vowels[:1]
	}
}

// IsSyllable reports whether word is spelled as a Vietnamese syllable may be,
// in either placement of the tone mark and in any case of letters.
func IsSyllable(word string) bool {
	w := strings.ToLower(norm.NFC.String(word))
	for _, onset := range onsets {
		rest, ok := strings.CutPrefix(w, onset)
		if !ok || rest == "" {
			continue
		}
		if rime, ok := toned()[rest]; ok && fits(onset, rime) {
			return true
		}
		// The i of gi and the u of qu are written once, also where the rime has
		// one of its own: giếng, quỳnh.
		if onset == "gi" || onset == "qu" {
			if _, ok := toned()[onset[1:]+rest]; ok {
				return true
			}
		}
	}
	return false
}

// fits reports whether a rime is written after an onset: c, g and ng before
// back vowels; k, gh and ngh before front ones; after qu what begins with
// neither o nor u, but for the loan quốc.
func fits(onset, rime string) bool {
	first := []rune(rime)[0]
	front := strings.ContainsRune("eêiy", first)
	switch onset {
	case "gi":
		return !strings.ContainsRune("êiy", first) // giờ, giữ; giết is gi and iêt
	case "":
		return true
	case "c", "ng":
		return !front
	case "g":
		return !front || rime == "i" || rime == "in"
	case "k":
		return front
	case "gh", "ngh":
		return front && first != 'y'
	case "qu":
		return strings.ContainsRune("aăâeêiơy", first) || rime == "ôc"
	}
	return first != 'y' || rime == "y"
}

// commonest are three hundred of the most frequent syllables with a letter
// beyond ASCII: seven of ten such words in laws and news. Text in which they
// occur is Vietnamese, where a reading that only happens to give syllables has
// few of them.
const commonest = `biết bà bán báo bên bình bạn bản bảo bất bằng bệnh bị bố bộ chiến chuyển chuyện chính chúng chưa chương chất
chế chỉ chị chủ chức chứng cuộc cá các cách cáo còn có cô công cùng cũng cơ cả cảnh cấp cần cầu của cứ cứu
diện dân dịch dụng dự dựng giá giám giáo giải giấy giới giờ gì gần hiện hiệu hoạch hoạt hoặc hà hàng hành hình
hóa hùng hơn hạn hải hệ họ học hồ hội hợp hữu khoản khác khách không kiến kiểm kiện ký kế kết kể liên liệu
luật là làm lên lý lượng lại lần lập lớn lợi lực mà máy mình mặt mẹ một mới mỹ nghiệp nghĩa nghề nghệ nghị
ngoài nguyên ngày người nhiều nhiệm nhà nhân như nhưng nhất nhận nhập những nào này nên nói năm năng nước nếu
nội pháp phát phòng phương phạm phải phần quyết quyền quá quả quản quốc rất rồi sách sát sản sẽ số sống sở sử
sự thiết thuộc thành tháng thì thông thư thương thường thấy thẩm thế thể thị thống thời thủ thứ thức thực tiêu
tiến tiếng tiếp tiền toàn toán triển trách trên trình trước trường trưởng trả trẻ trị trọng trở tuổi tài tàu
tác tâm tên tìm tình tích tính tòa tôi tăng tư tại tạo tập tế tỉnh tổ tổng tới tục từ từng tử tự viên việc
viện việt và vào vì văn vẫn vật vậy về vệ vị với vợ vụ vực xuất xác xây xã xét xử yêu án ông ý ăn đang đi điều
điểm điện đây đã đình đó đăng đơn đưa đường được đại đạo đất đầu đến đề đều để địa định đối đồng đổi độ đội
động đủ ảnh ở ủy ứng`

var common = sync.OnceValue(func() map[string]bool {
	all := make(map[string]bool)
	for word := range strings.FieldsSeq(commonest) {
		all[word] = true
	}
	return all
})
