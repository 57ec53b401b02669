// Answers how Kubernetes reads YAML: the oracle of the tests in tests/sources/yaml.
//
// Standard input holds one document a line, each as a JSON string. Standard output answers each
// with one line: {"value": ...}, plus "duplicates": true if the strict reading finds a key twice,
// or {"error": "..."}.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"strings"

	"sigs.k8s.io/yaml"
)

type answer struct {
	Value      json.RawMessage `json:"value,omitempty"`
	Duplicates bool            `json:"duplicates,omitempty"`
	Error      string          `json:"error,omitempty"`
}

func read(document string) answer {
	value, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		return answer{Error: err.Error()}
	}
	_, err = yaml.YAMLToJSONStrict([]byte(document))
	return answer{Value: value, Duplicates: err != nil && strings.Contains(err.Error(), "already set in map")}
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	answers := json.NewEncoder(out)
	for {
		var document string
		if err := in.Decode(&document); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		if err := answers.Encode(read(document)); err != nil {
			log.Fatal(err)
		}
	}
}
