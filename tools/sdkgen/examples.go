package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/blang/semver"
	"github.com/hashicorp/hcl/v2"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/hcl2/syntax"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// generator makes a program of a language, as files by their names, of one in PCL.
type generator func(name, source string) (map[string][]byte, error)

// writeExamples makes the programs of a JSON file, PCL by name, in all languages, and writes them by name and language.
func writeExamples(schemaFile, sourcesFile, outFile string) error {
	packages, err := newLoader(schemaFile)
	if err != nil {
		return err
	}
	sources, err := readSources(sourcesFile)
	if err != nil {
		return err
	}
	host, err := startYAML(packages)
	if err != nil {
		return err
	}
	defer host.stop()
	examples, err := packages.inAllLanguages(sources, host)
	if err != nil {
		return fmt.Errorf("wrong examples:\n%w", err)
	}
	made, err := json.Marshal(examples)
	if err != nil {
		return err
	}
	return os.WriteFile(outFile, made, 0o644)
}

func readSources(sourcesFile string) (map[string]string, error) {
	content, err := os.ReadFile(sourcesFile)
	if err != nil {
		return nil, err
	}
	var sources map[string]string
	if err := json.Unmarshal(content, &sources); err != nil {
		return nil, fmt.Errorf("%s: %w", sourcesFile, err)
	}
	return sources, nil
}

// inAllLanguages makes programs by name and language, else an error with all that is wrong: a warning is as well.
func (l loader) inAllLanguages(sources map[string]string, host *yamlHost) (map[string]map[string]string, error) {
	// By the names that code blocks have for languages.
	generators := map[string]generator{
		"python":     l.generate(python.GenerateProgram),
		"typescript": l.generate(nodejs.GenerateProgram),
		"go":         l.generate(gogen.GenerateProgram),
		"yaml":       l.withSecrets(host.generate),
	}
	polishing := polishing(l.pkg)
	examples := map[string]map[string]string{}
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		// For all languages at once, as what is wrong with the source is wrong in each.
		_, err := l.bind(name, sources[name])
		if err == nil {
			examples[name], err = eachLanguage(name, sources[name], generators, polishing)
		}
		wrong = append(wrong, err)
	}
	return examples, errors.Join(wrong...)
}

func eachLanguage(
	name, source string, generators map[string]generator, polishing map[string][]rewrite,
) (map[string]string, error) {
	made := map[string]string{}
	for _, language := range slices.Sorted(maps.Keys(generators)) {
		files, err := generators[language](name, source)
		if err != nil {
			return nil, fmt.Errorf("%s in %s: %w", name, language, err)
		}
		if len(files) != 1 {
			return nil, fmt.Errorf("%s in %s: %d files", name, language, len(files))
		}
		for _, content := range files {
			made[language] = polished(string(content), polishing[language])
		}
	}
	return made, nil
}

// loader gives the schema of one package, and looks for no other.
type loader struct {
	pkg *schema.Package
	raw []byte
}

func newLoader(schemaFile string) (loader, error) {
	raw, err := os.ReadFile(schemaFile)
	if err != nil {
		return loader{}, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(raw, &spec); err != nil {
		return loader{}, fmt.Errorf("%s: %w", schemaFile, err)
	}
	// The names of packages are in each language's part of the schema.
	languages := map[string]schema.Language{"python": python.Importer, "nodejs": nodejs.Importer, "go": gogen.Importer}
	pkg, err := schema.ImportSpec(spec, languages, schema.NewNullLoader(), schema.ValidationOptions{})
	return loader{pkg, raw}, err
}

// generate makes a generator of one for bound programs. It binds a program for itself, as generators change it.
func (l loader) generate(generate func(*pcl.Program) (map[string][]byte, hcl.Diagnostics, error)) generator {
	return func(name, source string) (map[string][]byte, error) {
		program, err := l.bind(name, source)
		if err != nil {
			return nil, err
		}
		files, findings, err := generate(program)
		return files, anyOf(findings, err)
	}
}

// withSecrets makes a generator of the one for YAML, whose version of PCL has no secret settings.
func (l loader) withSecrets(generate generator) generator {
	return func(name, source string) (map[string][]byte, error) {
		program, err := l.bind(name, source)
		if err != nil {
			return nil, err
		}
		files, err := generate(name, source)
		for file, content := range files {
			for _, setting := range program.ConfigVariables() {
				if setting.Secret {
					declared := regexp.MustCompile(`(?m)^  ` + setting.LogicalName() + `:\n    type: \w+$`)
					content = declared.ReplaceAll(content, []byte("$0\n    secret: true"))
				}
			}
			files[file] = content
		}
		return files, err
	}
}

// bind checks a program. A finding begins with the program's name and the line.
func (l loader) bind(name, source string) (*pcl.Program, error) {
	parser := syntax.NewParser()
	if err := parser.ParseFile(strings.NewReader(source), name); err != nil {
		return nil, err
	}
	if err := anyOf(parser.Diagnostics, nil); err != nil {
		return nil, err
	}
	// Only the output form of a function keeps secrets, and takes outputs of resources.
	program, findings, err := pcl.BindProgram(parser.Files, l, pcl.PreferOutputVersionedInvokes)
	if err != nil && len(findings) == 0 {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return program, anyOf(findings, err)
}

func anyOf(findings hcl.Diagnostics, err error) error {
	if len(findings) == 0 {
		return err
	}
	all := make([]error, len(findings))
	for i, finding := range findings {
		all[i] = inWords(finding)
	}
	return errors.Join(all...)
}

// inWords says a finding with its place. The parser counts lines from 0.
func inWords(finding *hcl.Diagnostic) error {
	text := finding.Summary
	if finding.Detail != finding.Summary {
		text = strings.Trim(finding.Summary+"; "+finding.Detail, "; ")
	}
	if finding.Subject == nil {
		return errors.New(text)
	}
	return fmt.Errorf("%s, line %d: %s", finding.Subject.Filename, finding.Subject.Start.Line+1, text)
}

func (l loader) LoadPackageReferenceV2(
	_ context.Context, descriptor *schema.PackageDescriptor,
) (schema.PackageReference, error) {
	if descriptor.Name != l.pkg.Name {
		return nil, fmt.Errorf("no schema of the package %s", descriptor.Name)
	}
	return l.pkg.Reference(), nil
}

func (l loader) LoadPackageV2(ctx context.Context, descriptor *schema.PackageDescriptor) (*schema.Package, error) {
	reference, err := l.LoadPackageReferenceV2(ctx, descriptor)
	if err != nil {
		return nil, err
	}
	return reference.Definition()
}

func (l loader) LoadRawSchemaBytes(_ context.Context, descriptor *schema.PackageDescriptor) ([]byte, bool, error) {
	return l.raw, descriptor.Name == l.pkg.Name, nil
}

func (l loader) LoadPackage(name string, version *semver.Version) (*schema.Package, error) {
	return l.LoadPackageV2(context.Background(), &schema.PackageDescriptor{Name: name, Version: version})
}

func (l loader) LoadPackageReference(name string, version *semver.Version) (schema.PackageReference, error) {
	return l.LoadPackageReferenceV2(context.Background(), &schema.PackageDescriptor{Name: name, Version: version})
}
