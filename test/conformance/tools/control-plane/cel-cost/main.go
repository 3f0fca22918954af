// Command cel-cost evaluates admission policies with the code of the API server, and prints the cost of their expressions.
//
// It reads {"policies": […], "objects": […]} from the standard input. An object with the operation DELETE is the old object.
package main

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"strings"

	celgo "github.com/google/cel-go/cel"
	v1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/cel/environment"
)

type input struct {
	Policies []v1.ValidatingAdmissionPolicy
	Objects  []struct {
		Object    map[string]any
		Operation admission.Operation
	}
}

type row struct {
	Policy string `json:"policy"`
	Object int    `json:"object"`
	// Conditions is the cost of the match conditions.
	Conditions int64 `json:"conditions"`
	// Expressions are the costs of the validations, each with all variables that it reads.
	Expressions []int64 `json:"expressions"`
	// Total is the cost of all validations and messages; they share the variables.
	Total int64  `json:"total"`
	Error string `json:"error,omitempty"`
}

const unlimited = math.MaxInt64

var declarations = cel.OptionalVariableDeclarations{HasAuthorizer: true}

// expression is an expression of a policy, as package validating declares it; that package needs five minutes to compile.
type expression struct {
	name, text string
	results    []*celgo.Type
}

func (e expression) GetName() string            { return e.name }
func (e expression) GetExpression() string      { return e.text }
func (e expression) ReturnTypes() []*celgo.Type { return e.results }

func main() {
	var in input
	must(json.NewDecoder(os.Stdin).Decode(&in))
	rows := []row{}
	for _, policy := range in.Policies {
		compiler, err := cel.NewCompositedCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
		must(err)
		for _, variable := range policy.Spec.Variables {
			result := compiler.CompileAndStoreVariable(expression{variable.Name, variable.Expression, []*celgo.Type{celgo.AnyType, celgo.DynType}}, declarations, environment.StoredExpressions)
			if result.Error != nil {
				panic(result.Error)
			}
		}
		var conditions, validations, messages []cel.ExpressionAccessor
		for _, each := range policy.Spec.MatchConditions {
			conditions = append(conditions, expression{each.Name, each.Expression, []*celgo.Type{celgo.BoolType}})
		}
		for _, each := range policy.Spec.Validations {
			validations = append(validations, expression{"", each.Expression, []*celgo.Type{celgo.BoolType}})
			if each.MessageExpression != "" {
				messages = append(messages, expression{"", each.MessageExpression, []*celgo.Type{celgo.StringType}})
			}
		}
		for index, each := range in.Objects {
			attributes := attributesOf(each.Object, each.Operation)
			cost := func(accessors ...cel.ExpressionAccessor) (int64, string) {
				return costOf(compiler.CompileCondition(accessors, declarations, environment.StoredExpressions), attributes)
			}
			result := row{Policy: policy.Name, Object: index}
			result.Conditions, result.Error = cost(conditions...)
			for _, validation := range validations {
				own, failure := cost(validation)
				result.Expressions = append(result.Expressions, own)
				result.Error += failure
			}
			var failure string
			result.Total, failure = cost(append(append([]cel.ExpressionAccessor{}, validations...), messages...)...)
			result.Error += failure
			rows = append(rows, result)
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(rows))
}

func costOf(evaluator cel.ConditionEvaluator, attributes *admission.VersionedAttributes) (int64, string) {
	request := cel.CreateAdmissionRequest(attributes.Attributes, metav1.GroupVersionResource(attributes.GetResource()), metav1.GroupVersionKind(attributes.VersionedKind))
	results, remaining, err := evaluator.ForInput(context.Background(), attributes, request, cel.OptionalVariableBindings{}, nil, unlimited)
	if err != nil {
		return unlimited, err.Error()
	}
	var failures []string
	for _, result := range results {
		if result.Error != nil {
			failures = append(failures, result.Error.Error())
		}
	}
	return unlimited - remaining, strings.Join(failures, "; ")
}

func attributesOf(content map[string]any, operation admission.Operation) *admission.VersionedAttributes {
	object := &unstructured.Unstructured{Object: content}
	kind := object.GroupVersionKind()
	resource := kind.GroupVersion().WithResource(strings.ToLower(kind.Kind) + "s")
	var current, old runtime.Object
	if operation == admission.Delete {
		old = object
	} else {
		current = object
	}
	record := admission.NewAttributesRecord(current, old, kind, object.GetNamespace(), object.GetName(), resource, "", operation, nil, false, &user.DefaultInfo{Name: "developer"})
	return &admission.VersionedAttributes{Attributes: record, VersionedObject: current, VersionedOldObject: old, VersionedKind: kind}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
