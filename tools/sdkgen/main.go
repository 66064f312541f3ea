// Command sdkgen writes what is generated from a Pulumi package schema: the SDK of one language, or examples in all.
//
//	sdkgen SCHEMA.json python|nodejs|go OUTDIR
//	sdkgen SCHEMA.json examples SOURCES.json OUT.json
//
// SOURCES has programs in PCL by their names, OUT gets them by name and language. That for YAML is made by its language
// host, on PATH.
//
// OUTDIR is the package's root, for Go its folder in the folder of its module. Everything is generated in memory before
// OUTDIR is touched, and OUTDIR's previous content goes, so that no file of an earlier schema survives.
//
// It calls the generators that `pulumi package gen-sdk` reaches through the language hosts, because the Python
// host that can be built from Go modules is older than that command.
//
// The generators are strict where a hand-edited schema would hide a mistake: an unknown field, and every finding
// of the schema's binding, warning or not, is an error.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// tool is the name that the generated files' headers give for their origin.
const tool = "tools/sdkgen"

// language is a generator, reduced to what a package without dependencies needs (the loaders that would fetch other
// packages' schemas stay nil), and how the language spells names.
type language struct {
	generate func(*schema.Package) (map[string][]byte, error)
	spell    speller
}

var languages = map[string]language{
	"python": {
		func(pkg *schema.Package) (map[string][]byte, error) {
			return python.GeneratePackage(tool, pkg, nil, nil)
		},
		python.PyName,
	},
	"nodejs": {
		func(pkg *schema.Package) (map[string][]byte, error) {
			return nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil)
		},
		func(name string) string { return name },
	},
	"go": {
		func(pkg *schema.Package) (map[string][]byte, error) {
			files, err := gogen.GeneratePackage(tool, pkg, nil)
			return packageFolder(files), err
		},
		gogen.Title,
	},
}

// packageFolder gives the files of a Go package by their places in the package's folder. The folder above it is the
// module's, with go.mod and go.sum, which change with Pulumi's SDK and not with the schema, and are kept by hand.
func packageFolder(files map[string][]byte) map[string][]byte {
	inFolder := map[string][]byte{}
	for name, content := range files {
		if _, rest, below := strings.Cut(name, "/"); below {
			inFolder[rest] = content
		}
	}
	return inFolder
}

func main() {
	var err error
	switch arguments := os.Args[1:]; {
	case len(arguments) == 4 && arguments[1] == "examples":
		err = writeExamples(arguments[0], arguments[2], arguments[3])
	case len(arguments) == 3:
		err = writeSDK(arguments[0], arguments[1], arguments[2])
	default:
		fmt.Fprintln(os.Stderr, "usage: sdkgen SCHEMA.json python|nodejs|go OUTDIR")
		fmt.Fprintln(os.Stderr, "       sdkgen SCHEMA.json examples SOURCES.json OUT.json")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sdkgen:", err)
		os.Exit(1)
	}
}

func writeSDK(schemaFile, name, outDir string) error {
	language, known := languages[name]
	if !known {
		return fmt.Errorf("unknown language %q, expected python, nodejs or go", name)
	}
	pkg, err := bind(schemaFile, language.spell)
	if err != nil {
		return err
	}
	files, err := language.generate(pkg)
	if err != nil {
		return fmt.Errorf("generating %s: %w", name, err)
	}
	return replace(outDir, files)
}

// bind reads a schema, resolves its references, and has its descriptions name things as a language does.
func bind(schemaFile string, spell speller) (*schema.Package, error) {
	content, err := os.ReadFile(schemaFile)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&spec); err != nil {
		return nil, fmt.Errorf("%s: %w", schemaFile, err)
	}
	if len(spec.Dependencies) > 0 {
		return nil, fmt.Errorf("%s: packages with dependencies are not supported", schemaFile)
	}
	spell.translate(&spec)
	pkg, findings, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", schemaFile, err)
	}
	if len(findings) > 0 {
		all := make([]error, len(findings))
		for i, finding := range findings {
			all[i] = errors.New(finding.Summary) // it begins with the place in the schema
		}
		return nil, fmt.Errorf("%s does not bind:\n%w", schemaFile, errors.Join(all...))
	}
	return pkg, nil
}

// replace makes files the only content of outDir. A new folder takes the old one's place at the end, so that an
// interrupted run leaves a whole SDK behind, old or new.
func replace(outDir string, files map[string][]byte) error {
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	if outDir, err = filepath.Abs(outDir); err != nil {
		return err
	}
	if below, err := filepath.Rel(outDir, here); err == nil && filepath.IsLocal(below) {
		return fmt.Errorf("not replacing %s, which is or contains the current folder", outDir)
	}
	if err := os.MkdirAll(filepath.Dir(outDir), 0o755); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(outDir), ".sdkgen-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	if err := os.Chmod(fresh, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(fresh, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(outDir); err != nil {
		return err
	}
	return os.Rename(fresh, outDir)
}
