package desk

import (
	"congbo/internal/duties"
	"net/http"

	"congbo/internal/notify"
	"congbo/internal/people"
)

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// table is every address of the desk. Nothing else answers; a test walks it
// for every role, at home and in a foreign unit.
//
// It is filled in init, since pages look up in it which of its entries to show.
var table []Route

func init() {
	table = []Route{
		{get, "/desk/assets/{file...}", Anyone, Institution, (*Desk).asset},
		{post, "/desk/language", Anyone, Institution, (*Desk).setLanguage},

		// What waits for me
		{get, "/desk/{$}", Anyone, Institution, (*Desk).home},
		{get, "/desk", To(people.SeeDesk), Somewhere, (*Desk).work},
		{get, pathInbox, To(people.SeeDesk), Somewhere, (*Desk).inbox},
		{post, "/desk/inbox/read", To(people.SeeDesk), Somewhere, (*Desk).readInbox},
		{post, "/desk/inbox/{id}", To(people.SeeDesk), Thing, (*Desk).openNotice},
		{get, notify.PathChoices, To(people.SeeDesk), Somewhere, (*Desk).noticeChoices},
		{post, notify.PathChoices, To(people.SeeDesk), Somewhere, (*Desk).chooseNotices},
		{get, "/desk/cases", To(people.SeeDesk), Somewhere, (*Desk).listCases},

		{post, pathFilters, To(people.SeeDesk), Somewhere, (*Desk).keepFilter},
		{post, "/desk/filters/{id}/drop", To(people.SeeDesk), Thing, (*Desk).dropFilter},
		{get, pathBoard, To(people.SeeDesk), Somewhere, (*Desk).board},
		{get, pathBulk, To(people.SeeDesk), Somewhere, (*Desk).bulk},
		{post, pathBulk, To(people.SeeDesk), Somewhere, (*Desk).actBulk},

		{get, pathNew, To(people.OpenDocument), Thing, (*Desk).newText},
		{post, pathNew, To(people.OpenDocument), Thing, (*Desk).beginText},
		{get, pathCommission, To(people.OpenDocument), Thing, (*Desk).newCommission},
		{post, pathCommission, To(people.OpenDocument), Thing, (*Desk).commission},
		{get, pathCommissions, To(people.OpenDocument), Somewhere, (*Desk).commissions},

		// A case
		{get, "/desk/cases/{code}", To(people.SeeCase), Case, (*Desk).showCase},
		{post, "/desk/cases/{code}/acts", To(people.SeeCase), Case, (*Desk).act},
		{post, "/desk/cases/{code}/reports", To(people.SeeCase), Case, (*Desk).answerReport},
		{post, "/desk/cases/{code}/previews", To(people.SeeCase), Case, (*Desk).preview},
		{post, "/desk/cases/{code}/hours", To(people.SeeCase), Case, (*Desk).hours},
		{post, "/desk/cases/{code}/files", To(people.SeeCase), Case, (*Desk).attachFiles},
		{post, "/desk/cases/{code}/reading", To(people.SeeCase), Case, (*Desk).readText},
		{post, "/desk/cases/{code}/replace", To(people.SeeCase), Case, (*Desk).replaceFile},
		{get, "/desk/cases/{code}/editions/{id}/page", To(people.SeeCase), Case, (*Desk).archivedPage},
		{get, "/desk/cases/{code}/editions/{id}/archive.zip", To(people.SeeCase), Case, (*Desk).archivedPapers},
		{post, "/desk/cases/{code}/deliveries", To(people.SeeCase), Case, (*Desk).deliver},
		{post, "/desk/cases/{code}/after", To(people.SeeCase), Case, (*Desk).afterPublication},
		{post, "/desk/cases/{code}/assign", To(people.SeeCase), Case, (*Desk).assign},
		{post, "/desk/cases/{code}/notes", To(people.RemarkCase), Case, (*Desk).note},
		{post, "/desk/cases/{code}/letters", To(people.RemarkCase), Case, (*Desk).letter},
		{get, "/desk/cases/{code}/media/{id}", To(people.SeeCase), Case, (*Desk).media},
		{post, "/desk/cases/{code}/media", To(people.SeeCase), Case, (*Desk).upload},
		{post, "/desk/cases/{code}/paste", To(people.SeeCase), Case, (*Desk).paste},
		{get, "/desk/cases/{code}/edit", To(people.SeeCase), Case, (*Desk).edit},
		{post, "/desk/cases/{code}/edit", To(people.SeeCase), Case, (*Desk).saveText},
		{post, "/desk/cases/{code}/classify", To(people.SeeCase), Case, (*Desk).saveClasses},
		{get, "/desk/cases/{code}/revisions", To(people.SeeCase), Case, (*Desk).revisions},
		{get, "/desk/cases/{code}/revisions/{number}", To(people.SeeCase), Case, (*Desk).revision},
		{post, "/desk/cases/{code}/revisions/{number}/restore", To(people.SeeCase), Case, (*Desk).restore},
		{get, "/desk/cases/{code}/comments", To(people.RemarkCase), Case, (*Desk).comments},
		{post, "/desk/cases/{code}/comments", To(people.RemarkCase), Case, (*Desk).comment},
		{post, "/desk/cases/{code}/comments/{thread}/settle", To(people.RemarkCase), Case, (*Desk).settle},
		{post, "/desk/cases/{code}/presence", To(people.SeeCase), Case, (*Desk).presence},
		{post, "/desk/cases/{code}/draft", To(people.SeeCase), Case, (*Desk).keepDraft},
		{post, "/desk/cases/{code}/writing", To(people.SeeCase), Case, (*Desk).takeWriting},
		{post, "/desk/cases/{code}/translate", To(people.SeeCase), Case, (*Desk).translate},
		{post, "/desk/cases/{code}/commission", To(people.SeeCase), Case, (*Desk).followCommission},
		{get, "/desk/cases/{code}/source", To(people.SeeCase), Case, (*Desk).compareSource},
		{post, "/desk/cases/{code}/source", To(people.SeeCase), Case, (*Desk).follow},
		{post, "/desk/cases/{code}/supply", To(people.SeeCase), Case, (*Desk).supplied},
		{post, "/desk/cases/{code}/extension", To(people.SeeCase), Case, (*Desk).extension},
		{post, "/desk/cases/{code}/queries", To(people.RemarkCase), Case, (*Desk).answerQuery},

		// What the link of a letter opens: the link is the guard, and the authority
		// of whoever it was sent to
		{get, pathDecisions, Anyone, Thing, (*Desk).showDecision},
		{post, pathDecisions, Anyone, Thing, (*Desk).decideByLetter},
		{get, pathDecisions + "/media/{id}", Anyone, Thing, (*Desk).decisionMedia},
		{post, "/desk/cases/{code}/paper", To(people.SeeCase), Case, (*Desk).keepPaper},
		{get, "/desk/cases/{code}/paper/file", To(people.SeeCase), Case, (*Desk).paperFile},
		{get, "/desk/attachments/{id}", To(people.SeeCase), Thing, (*Desk).attachment},

		// The record and what it shows: diary, log, letters, held mail, procedures
		{get, "/desk/diary", SignedIn, Institution, (*Desk).diary},
		{post, "/desk/people/{id}/diary", To(people.SignDiary), Somewhere, (*Desk).signDiary},
		{get, "/desk/units/{id}/diary", To(people.SeeDiaryOfOthers), Somewhere, (*Desk).unitDiary},
		{post, "/desk/units/{id}/diary", To(people.SignDiary), Somewhere, (*Desk).signUnitDiary},
		{get, "/desk/log", To(people.SeeLog), Institution, (*Desk).log},
		{get, "/desk/log.csv", To(people.SeeLog), Institution, (*Desk).logCSV},
		{get, pathForced, To(people.SeeReports), Institution, (*Desk).forced},
		{get, "/desk/letters", To(people.SeeLetters), Institution, (*Desk).lettersSent},
		{get, "/desk/letters/{id}", To(people.SeeLetters), Institution, (*Desk).letterSent},
		{post, "/desk/letters/retry", To(people.RetryLetter), Institution, (*Desk).retryLetters},
		{post, "/desk/letters/{id}/retry", To(people.RetryLetter), Institution, (*Desk).retryLetter},
		{get, pathWordings, To(people.ManageLetters), Institution, (*Desk).wordings},
		{get, "/desk/wordings/{template}", To(people.ManageLetters), Institution, (*Desk).wording},
		{post, "/desk/wordings/{template}", To(people.ManageLetters), Institution, (*Desk).reword},
		{post, "/desk/wordings/{template}/preview", To(people.ManageLetters), Institution, (*Desk).previewWording},
		{post, "/desk/wordings/{template}/restore", To(people.ManageLetters), Institution, (*Desk).restoreWording},
		{get, "/desk/held", To(people.PlaceMessage), Institution, (*Desk).held},
		{post, "/desk/held/{id}", To(people.PlaceMessage), Institution, (*Desk).place},
		{get, "/desk/held/{id}/letter.eml", To(people.PlaceMessage), Institution, (*Desk).heldRaw},
		{get, pathReleases, To(people.OpenDocument), Somewhere, (*Desk).releases},
		{post, pathReleases, To(people.OpenDocument), Thing, (*Desk).makeRelease},
		{get, pathReleases + "/{id}", To(people.OpenDocument), Thing, (*Desk).release},
		{post, pathReleases + "/{id}", To(people.OpenDocument), Thing, (*Desk).changeRelease},
		{get, pathDeliveries, To(people.SeeLinks), Somewhere, (*Desk).openDeliveries},
		{get, pathReports, To(people.AnswerReader), Somewhere, (*Desk).openReports},
		{post, pathReports, To(people.SeeDesk), Thing, (*Desk).dropReports},
		{get, pathLinks, To(people.SeeLinks), Somewhere, (*Desk).links},
		{post, pathLinks + "/{id}", To(people.KeepLink), Thing, (*Desk).changeLink},
		{get, pathLibrary, To(people.SeeLibrary), Somewhere, (*Desk).library},
		{get, pathLibraryAdd, To(people.KeepLibrary), Somewhere, (*Desk).shelveForm},
		{post, pathLibraryAdd, To(people.KeepLibrary), Thing, (*Desk).shelve},
		{get, pathLibrary + "/choices", To(people.SeeLibrary), Somewhere, (*Desk).libraryChoices},
		{get, pathLibrary + "/{id}", To(people.SeeLibrary), Thing, (*Desk).libraryEntry},
		{post, pathLibrary + "/{id}", To(people.SeeLibrary), Thing, (*Desk).describe},
		{get, pathLibrary + "/{id}/picture", To(people.SeeLibrary), Thing, (*Desk).libraryPicture},
		{get, pathLibrary + "/{id}/file", To(people.SeeLibrary), Thing, (*Desk).libraryFile},
		{get, duties.Path, To(people.SeeDesk), Somewhere, (*Desk).plans},
		{post, duties.Path, To(people.SeeDesk), Somewhere, (*Desk).changePlans},
		{get, duties.Path + "/new", To(people.SeeDesk), Thing, (*Desk).planForm},
		{post, duties.Path + "/new", To(people.SeeDesk), Thing, (*Desk).keepPlan},
		{get, duties.Path + "/{id}", To(people.SeeDesk), Thing, (*Desk).planForm},
		{post, duties.Path + "/{id}", To(people.SeeDesk), Thing, (*Desk).keepPlan},
		{get, pathBatches, To(people.SeeDesk), Somewhere, (*Desk).batchList},
		{get, pathBatches + "/{id}", To(people.SeeDesk), Thing, (*Desk).batch},
		{post, pathBatches + "/{id}", To(people.SeeDesk), Thing, (*Desk).changeBatch},
		{get, "/desk/procedures", To(people.SeeHouse), Somewhere, (*Desk).procedureList},
		{post, pathProcedures, To(people.ManageProcedures), Institution, (*Desk).addProcedure},
		{get, pathProcedures + "/new", To(people.ManageProcedures), Institution, (*Desk).newProcedure},
		{get, "/desk/procedures/{id}", To(people.SeeHouse), Somewhere, (*Desk).procedure},
		{get, "/desk/procedures/{id}/compare", To(people.SeeHouse), Somewhere, (*Desk).compareProcedure},
		{get, "/desk/procedures/{id}/chart.svg", To(people.SeeHouse), Somewhere, (*Desk).procedureChart},
		{get, "/desk/procedures/{id}/file.yaml", To(people.SeeHouse), Somewhere, (*Desk).procedureFile},
		{get, pathRegister, To(people.SeeHouse), Somewhere, (*Desk).register},
		{get, pathRegister + "/expired", To(people.ManageProcedures), Institution, (*Desk).registerExpired},
		{post, pathRegister + "/expired", To(people.ManageProcedures), Institution, (*Desk).proposeDisposal},
		{get, pathDisposals, To(people.SeeDisposals), Institution, (*Desk).disposals},
		{get, pathDisposals + "/{id}", To(people.SeeDisposals), Institution, (*Desk).disposal},
		{post, pathDisposals + "/{id}", To(people.DecideDisposal), Institution, (*Desk).decideDisposal},
		{get, pathDisposals + "/{id}/papers/{name}", To(people.SeeDisposals), Institution, (*Desk).disposalPaper},
		{get, "/desk/procedures/{id}/paper.docx", To(people.SeeHouse), Somewhere, (*Desk).procedureDocx},
		{get, "/desk/procedures/{id}/paper.pdf", To(people.SeeHouse), Somewhere, (*Desk).procedurePDF},
		{post, "/desk/procedures/{id}/versions", To(people.ManageProcedures), Institution, (*Desk).draftProcedure},
		{get, "/desk/procedures/{id}/draft", To(people.ManageProcedures), Institution, (*Desk).editProcedure},
		{post, "/desk/procedures/{id}/draft", To(people.ManageProcedures), Institution, (*Desk).saveProcedure},
		{get, pathRules, To(people.ManageProcedures), Institution, (*Desk).rules},
		{post, pathRules, To(people.ManageProcedures), Institution, (*Desk).saveRule},
		{get, "/desk/rules/new", To(people.ManageProcedures), Institution, (*Desk).newRule},
		{get, "/desk/rules/{id}", To(people.ManageProcedures), Institution, (*Desk).rule},
		{post, "/desk/rules/{id}", To(people.ManageProcedures), Institution, (*Desk).saveRule},
	}
	table = append(table, accountRoutes()...)
	table = append(table, adminRoutes()...)
}
