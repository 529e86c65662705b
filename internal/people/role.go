package people

// A Role is what a person is for the work: a duty with a name, held at a
// place. Procedures and presets name roles; the constants here are those the
// program ships titles for (catalog people.json, "people.role.<role>"). An
// institution's own procedure may declare further ones.
type Role string

// The roles of R-P1 and of the three shipped presets.
const (
	Requester          Role = "requester"           // người yêu cầu: who sent a request; needs no account
	Staff              Role = "staff"               // cán bộ, viên chức
	Contributor        Role = "contributor"         // cộng tác viên
	UnitHead           Role = "unit-head"           // trưởng đơn vị
	UnitDeputy         Role = "unit-deputy"         // phó đơn vị
	Assigned           Role = "assigned"            // cá nhân được phân công
	Delegate           Role = "delegate"            // người được ủy quyền (standing, by the unit's decision)
	Member             Role = "member"              // thành viên ban biên tập
	Secretariat        Role = "secretariat"         // tổ thư ký
	Deputy             Role = "deputy"              // phó ban biên tập
	Head               Role = "head"                // trưởng ban biên tập
	Communications     Role = "communications"      // cán bộ phòng truyền thông
	CommunicationsHead Role = "communications-head" // trưởng phòng truyền thông
	Focal              Role = "focal"               // văn phòng, đầu mối
	Technical          Role = "technical"           // phòng kỹ thuật
	Leadership         Role = "leadership"          // ban giám hiệu, lãnh đạo
	Director           Role = "director"            // giám đốc, hiệu trưởng
	Webmaster          Role = "webmaster"           // chuyên viên quản trị website
	Librarian          Role = "librarian"           // chuyên viên thư viện
	DeputyDirector     Role = "deputy-director"     // phó giám đốc
	Translator         Role = "translator"          // biên dịch
	Accountant         Role = "accountant"          // kế toán
	Administrator      Role = "administrator"       // quản trị hệ thống
	Personnel          Role = "personnel"           // phòng tổ chức cán bộ
	Provider           Role = "provider"            // phòng ban, đơn vị cung cấp thông tin
	Functional         Role = "functional"          // phòng chức năng trả lời
	Partner            Role = "partner"             // đối tác bên ngoài
)

// Roles lists the roles that the program knows by name.
var Roles = []Role{
	Requester, Staff, Contributor, UnitHead, UnitDeputy, Assigned, Delegate, Member, Secretariat, Deputy, Head,
	Communications, CommunicationsHead, Focal, Technical, Leadership, Director, Webmaster, Librarian, DeputyDirector,
	Translator, Accountant, Administrator, Personnel, Provider, Functional, Partner,
}

// Title is the message key of a shipped role's title.
func (r Role) Title() string { return "people.role." + string(r) }
