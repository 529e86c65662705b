//go:build linux

package app

import (
	"fmt"
	"os/exec"
	"regexp"
	"strings"

	"congbo/internal/app/load"
)

// contests puts down what the servers came to beside each other.
func (r *report) contests(page *hotPage, all, hot []*contest, tls, h2, steady, many *contest) {
	r.part("servers", fmt.Sprintf("A page of %d bytes, %d as gzip; %s. Medians [lowest..highest] of the rounds.\n\n", len(page.plain.body), len(page.zipped.body), nginxVersion())+contestTable(all))
	var ratios []string
	met := true
	for _, c := range hot {
		v := c.ratios(perCPU)
		ratios = append(ratios, spread("%.2f", v)+" ×")
		met = met && median(v) >= 1
	}
	r.goal("hot", met, "%s", strings.Join(ratios, " / "))
	over := tls.ratios(perCPU)
	r.goal("tls", median(over) >= 0.65, "%s ×", spread("%.2f", over))
	over = h2.ratios(perCPU)
	r.goal("h2", median(over) >= 0.25, "%s ×", spread("%.2f", over))
	waits, times := steady.of("congbo", p99), steady.ratios(p99)
	r.goal("steady", median(waits) <= 1 && median(times) <= 2, "%s ms, %s × nginx", spread("%.2f", waits), spread("%.2f", times))
	wrong := map[string]int64{}
	for name, results := range many.results {
		for _, one := range results {
			wrong[name] += one.Wrong
		}
	}
	r.goal("many", wrong["congbo"] <= wrong["nginx"], "%d refused or wrong, nginx %d; p99 %s ms, nginx %s ms", wrong["congbo"], wrong["nginx"],
		spread("%.1f", many.of("congbo", p99)), spread("%.1f", many.of("nginx", p99)))
}

// contestTable is what contests came to.
func contestTable(all []*contest) string {
	var t strings.Builder
	t.WriteString("| | requests per CPU-second | nginx | ratio | requests/s | nginx | p50 ms | nginx | p99 ms | nginx | generator late, p99 ms | others, cores |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, c := range all {
		fmt.Fprintf(&t, "| %s | %s | %s | **%s** | %s | %s | %s | %s | %s | %s | %s | %s |\n", c.name,
			spread("%.0f", c.of("congbo", perCPU)), spread("%.0f", c.of("nginx", perCPU)), spread("%.2f", c.ratios(perCPU)),
			spread("%.0f", c.of("congbo", rate)), spread("%.0f", c.of("nginx", rate)),
			spread("%.2f", c.of("congbo", p50)), spread("%.2f", c.of("nginx", p50)), spread("%.2f", c.of("congbo", p99)), spread("%.2f", c.of("nginx", p99)),
			spread("%.2f", append(c.of("congbo", lag), c.of("nginx", lag)...)), spread("%.1f", append(c.of("congbo", others), c.of("nginx", others)...)))
	}
	return t.String()
}

// attacks puts down how readers fared beside those who are none.
func (r *report) attacks(all []*disturbance) {
	var t strings.Builder
	t.WriteString("| readers at 5,000 requests a second, beside | p50 ms | nginx | p99 ms | nginx |\n|---|---|---|---|---|\n")
	of := func(d *disturbance, server string, figure func(load.Result) float64) (v []float64) {
		for _, one := range d.results[server] {
			v = append(v, figure(one))
		}
		return v
	}
	var waits []string
	for _, d := range all {
		fmt.Fprintf(&t, "| %s | %s | %s | %s | %s |\n", d.name, spread("%.2f", of(d, "congbo", p50)), spread("%.2f", of(d, "nginx", p50)),
			spread("%.2f", of(d, "congbo", p99)), spread("%.2f", of(d, "nginx", p99)))
		waits = append(waits, fmt.Sprintf("%s: %s ms", d.name, spread("%.2f", of(d, "congbo", p99))))
	}
	r.part("attacks", t.String())
	worst := max(median(of(all[1], "congbo", p99)), median(of(all[2], "congbo", p99)))
	r.goal("attack", worst <= 10, "%s", strings.Join(waits, "; "))
}

// nginxVersion is what nginx calls itself.
func nginxVersion() string {
	for _, name := range []string{"nginx", "/usr/sbin/nginx"} {
		if out, err := exec.Command(name, "-v").CombinedOutput(); err == nil {
			if m := regexp.MustCompile(`nginx/[\d.]+`).Find(out); m != nil {
				return string(m)
			}
		}
	}
	return "nginx"
}
