package desk

// SessionCookie is the cookie by which tests come in.
const SessionCookie = sessionCookie
