package store

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestOpenTakesTheFolderFromTheEnvironment(t *testing.T) {
	for value, file := range map[string]string{"": ".double/x.json", "/s": "/s/x.json"} {
		t.Setenv("DOUBLE_STORE", value)
		if got := Open("x").file(); got != file {
			t.Errorf("%q: %s", value, got)
		}
	}
}

func TestNothingIsWrittenOnAnError(t *testing.T) {
	t.Setenv("DOUBLE_STORE", filepath.Join(t.TempDir(), "store"))
	s := Open("x")
	failure := errors.New("no")
	if err := s.Change(func(*Data) error { return failure }); !errors.Is(err, failure) {
		t.Errorf("it ends with %v", err)
	}
	if _, err := os.Stat(s.file()); !os.IsNotExist(err) {
		t.Errorf("there is a file: %v", err)
	}
}

func TestAFailedReplacementLeavesNothingBehind(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "x.json")
	if err := os.Mkdir(name, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := replace(name, []byte("x")); err == nil {
		t.Fatal("a folder was replaced")
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("left are %v: %v", left, err)
	}
}

func TestAddressesAreFoundWhereverTheyAre(t *testing.T) {
	data := Data{}
	data.Resources = map[string]map[string]json.RawMessage{"t": {
		"k": []byte(`{"a": "192.0.2.1", "b": [{"c": "2001:db8::1"}, "10.0.0.0/8", "web", 1]}`),
	}}
	found := data.Addresses()
	if len(found) != 2 || !found["192.0.2.1"] || !found["2001:db8::1"] {
		t.Errorf("found %v", found)
	}
}
