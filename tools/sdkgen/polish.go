package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// rewrite is a change of a generated program that holds for every one of its language.
type rewrite struct {
	pattern *regexp.Regexp
	by      string
}

var (
	// A whole number is a float where one is wanted.
	pythonFloat = regexp.MustCompile(`\bfloat\((\d+)\)`)
	// A list or an object in an answer: generators write a function for what outputs give by themselves. Go's does not compile.
	goPart = regexp.MustCompile(
		`(\w+)\.ApplyT\(func\(\w+ \S+\) \(\S+, error\) \{\s*return \w+\.(\w+)\.\(\S+\), nil\s*\}\)\.\([\w.]+\)`)
	typescriptPart = regexp.MustCompile(`\b(\w+)\.apply\((\w+) => (\w+)\.(\w+)\)`)
	// An import that nothing uses.
	pulumiImport = regexp.MustCompile(`(?m)^import \* as pulumi from .*\n`)
)

// polishing gives the rewrites of each language that make its programs read like those of the documentation: there the
// package has the first word of its name for a name.
func polishing(pkg *schema.Package) map[string][]rewrite {
	short, _, _ := strings.Cut(pkg.Name, "-")
	long := strings.ReplaceAll(pkg.Name, "-", "_")
	joined := strings.ReplaceAll(pkg.Name, "-", "")
	inScripts := rewrite{regexp.MustCompile(`\b` + long + `\b`), short}
	return map[string][]rewrite{
		"python":     {inScripts, {pythonFloat, "$1"}},
		"typescript": {inScripts, {typescriptPart, "$1.$4"}},
		// What the generator writes has another name by now.
		"yaml": {{regexp.MustCompile(`(?m)^configuration:`), "config:"}},
		"go": {
			{goPart, "$1.$2()"},
			{lookups(pkg, joined), joined + ".Lookup$1"},
			{regexp.MustCompile(`\b` + joined + `\.`), short + "."},
			{regexp.MustCompile(`(?m)^\t("\S+/` + joined + `")$`), "\t" + short + " $1"},
		},
	}
}

// lookups finds the functions that Go's SDK calls Lookup, as it has a Get for the resource of that name already. The
// generator of programs knows that only of packages with modules.
func lookups(pkg *schema.Package, qualifier string) *regexp.Regexp {
	var names []string
	for _, resource := range pkg.Resources {
		name := resource.Token[strings.LastIndex(resource.Token, ":")+1:]
		if slices.ContainsFunc(pkg.Functions, func(function *schema.Function) bool {
			return strings.HasSuffix(function.Token, ":get"+name)
		}) {
			names = append(names, name)
		}
	}
	return regexp.MustCompile(`\b` + qualifier + `\.Get((?:` + strings.Join(names, "|") + `)(?:Output|OutputArgs|Args|Result)?)\b`)
}

// polished applies rewrites to a program, and leaves out what it does not use then.
func polished(program string, rewrites []rewrite) string {
	for _, rewrite := range rewrites {
		program = rewrite.pattern.ReplaceAllString(program, rewrite.by)
	}
	if !strings.Contains(program, "pulumi.") {
		program = pulumiImport.ReplaceAllString(program, "")
	}
	return strings.TrimSpace(program) + "\n"
}
