// Package store keeps what the double has made: one JSON file for each provider in a folder.
//
// A test changes things behind Terraform's back by editing that file: .resources.TYPE.KEY are the attributes of a
// resource, as in Terraform's state.
package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"syscall"
)

// Store is the file of one provider.
type Store struct{ folder, provider string }

// Data is what the file holds.
type Data struct {
	Resources map[string]map[string]json.RawMessage `json:"resources"`
	Made      map[string]int                        `json:"made"` // how many have been made from a seed
	// Written are the write-only arguments that came with a resource's last change: their paths, never a value.
	Written map[string]map[string][]string `json:"written"`
}

// Open gives the store in $DOUBLE_STORE, else in .double below the working directory. It makes nothing.
func Open(provider string) *Store {
	folder := os.Getenv("DOUBLE_STORE")
	if folder == "" {
		folder = ".double"
	}
	return &Store{folder, provider}
}

func (s *Store) file() string { return filepath.Join(s.folder, s.provider+".json") }

// Read gives what there is now. It needs no lock: the file is only ever replaced as a whole.
func (s *Store) Read() (*Data, error) {
	data := &Data{}
	text, err := os.ReadFile(s.file())
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		if err := json.Unmarshal(text, data); err != nil {
			return nil, fmt.Errorf("%s: %w", s.file(), err)
		}
	}
	if data.Resources == nil {
		data.Resources = map[string]map[string]json.RawMessage{}
	}
	if data.Made == nil {
		data.Made = map[string]int{}
	}
	if data.Written == nil {
		data.Written = map[string]map[string][]string{}
	}
	return data, nil
}

// Change replaces the file by what change makes of it, one process after the other; nothing is written on an error.
func (s *Store) Change(change func(*Data) error) error {
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return err
	}
	lock, err := os.OpenFile(filepath.Join(s.folder, s.provider+".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := wait(lock); err != nil {
		return err
	}
	data, err := s.Read()
	if err != nil {
		return err
	}
	if err := change(data); err != nil {
		return err
	}
	text, err := json.MarshalIndent(data, "", "\t")
	if err != nil {
		return err
	}
	return replace(s.file(), append(text, '\n'))
}

// wait takes the lock, which ends with the file's last handle. A signal only interrupts the waiting.
func wait(lock *os.File) error {
	for {
		if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

func replace(name string, text []byte) error {
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".") // its mode is 0600
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return err
}

// Put keeps a resource, and which write-only arguments came with it.
func (d *Data) Put(name, key string, attributes any, written []string) error {
	text, err := json.Marshal(attributes)
	if err != nil {
		return err
	}
	if d.Resources[name] == nil {
		d.Resources[name] = map[string]json.RawMessage{}
	}
	d.Resources[name][key] = text
	if d.Written[name] == nil {
		d.Written[name] = map[string][]string{}
	}
	d.Written[name][key] = written
	return nil
}

// Delete forgets a resource.
func (d *Data) Delete(name, key string) {
	delete(d.Resources[name], key)
	delete(d.Written[name], key)
}

// Addresses gives the IP addresses that any resource has.
func (d *Data) Addresses() map[string]bool {
	found := map[string]bool{}
	for _, resources := range d.Resources {
		for _, text := range resources {
			var value any
			if json.Unmarshal(text, &value) == nil {
				addresses(value, found)
			}
		}
	}
	return found
}

func addresses(value any, found map[string]bool) {
	switch v := value.(type) {
	case string:
		if _, err := netip.ParseAddr(v); err == nil {
			found[v] = true
		}
	case []any:
		for _, element := range v {
			addresses(element, found)
		}
	case map[string]any:
		for _, member := range v {
			addresses(member, found)
		}
	}
}
