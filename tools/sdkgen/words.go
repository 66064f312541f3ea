package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// examples begins the part of a description that is code, in a language already.
const examples = "{{% examples %}}"

var (
	// quotedName is a name of the schema in a description.
	quotedName = regexp.MustCompile("`([a-z][A-Za-z0-9]*)`")
	// compound tells names of several words from values, of which no description has such.
	compound = regexp.MustCompile("[A-Z]")
)

// speller spells the schema's names of properties and functions as programs in one language write them.
type speller func(name string) string

// translate brings a package's descriptions into the words of a language: `netId` is `net_id` in Python.
// The generators would do that for references, but these can't be in quotes, and few people could read a schema of them.
func (spell speller) translate(spec *schema.PackageSpec) {
	spell.properties(spec.Config.Variables)
	*spec.Provider = spell.resource(*spec.Provider)
	for token, resource := range spec.Resources {
		spec.Resources[token] = spell.resource(resource)
	}
	for token, complexType := range spec.Types {
		spell.object(&complexType.ObjectTypeSpec)
		spec.Types[token] = complexType
	}
	for token, function := range spec.Functions {
		spec.Functions[token] = spell.function(function)
	}
}

func (spell speller) resource(resource schema.ResourceSpec) schema.ResourceSpec {
	resource.Description = spell.description(resource.Description, resource.Properties, resource.InputProperties)
	spell.properties(resource.Properties)
	spell.properties(resource.InputProperties)
	return resource
}

func (spell speller) function(function schema.FunctionSpec) schema.FunctionSpec {
	function.Description = spell.description(function.Description, function.Inputs.Properties)
	spell.object(function.Inputs)
	spell.object(function.ReturnType.ObjectTypeSpec)
	return function
}

func (spell speller) object(object *schema.ObjectTypeSpec) {
	object.Description = spell.description(object.Description, object.Properties)
	spell.properties(object.Properties)
}

func (spell speller) properties(properties map[string]schema.PropertySpec) {
	for name, property := range properties {
		property.Description = spell.description(property.Description, properties)
		properties[name] = property
	}
}

// description spells the names in a description, whose owner has the given properties. What is one word is a name only
// where it is one of these: it may be a value as well.
func (spell speller) description(text string, own ...map[string]schema.PropertySpec) string {
	prose, code, hasCode := strings.Cut(text, examples)
	prose = quotedName.ReplaceAllStringFunc(prose, func(quoted string) string {
		name := strings.Trim(quoted, "`")
		if compound.MatchString(name) || isProperty(name, own) {
			return "`" + spell(name) + "`"
		}
		return quoted
	})
	if hasCode {
		return prose + examples + code
	}
	return prose
}

func isProperty(name string, tables []map[string]schema.PropertySpec) bool {
	return slices.ContainsFunc(tables, func(table map[string]schema.PropertySpec) bool {
		_, has := table[name]
		return has
	})
}
