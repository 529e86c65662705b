// Package httpx is what every face that speaks HTTP needs and none should
// write twice: who really asks (past named proxies only), an id for each
// request, security headers, one table from kinds of failure to statuses,
// forms read under budgets, limits of rate, compression, and assets under
// addresses that change with their bytes.
//
// It knows nothing of desks, portals or databases. A face puts its routes
// behind [Errors.Handle], the assembly puts all faces behind one [Front].
package httpx
