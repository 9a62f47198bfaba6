package main

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// kind is one sort of resource: its rows and what all sorts have in common.
//
// A row holds only what belongs to it alone. What two resources share is kept by one of them (a
// volume knows its server, an address its owner); view works the other side out whenever it is asked.
type kind[T any] struct {
	one, many string // "server", "servers": the JSON keys and the path
	named     bool   // paths take the name in place of the id
	common    func(*T) common
	view      func(*T) T                    // the row as clients see it
	patch     func(*T, updateRequest) error // more than name and labels to update; nil: no more
	release   func(*T) error                // lets go of others before deletion, or refuses
	last      int64                         // ids count from 1 and are never used twice
	rows      map[int64]*T
}

// common points at the fields that most resources have; nil where one has not.
type common struct {
	id        *int64
	name      *string
	labels    *map[string]string
	created   *time.Time
	protected *bool
}

// updateRequest is the body of PUT /<many>/{id} of every kind.
type updateRequest struct {
	Name                  *string            `json:"name"`
	Labels                *map[string]string `json:"labels"`
	AutoDelete            *bool              `json:"auto_delete"`              // primary_ips
	ExposeRoutesToVSwitch *bool              `json:"expose_routes_to_vswitch"` // networks
}

// all returns the rows in the order of their ids.
func (k *kind[T]) all() []*T {
	rows := make([]*T, 0, len(k.rows))
	for _, id := range slices.Sorted(maps.Keys(k.rows)) {
		rows = append(rows, k.rows[id])
	}
	return rows
}

// insert gives row the next id.
func (k *kind[T]) insert(row *T) {
	if k.rows == nil {
		k.rows = map[int64]*T{}
	}
	k.last++
	*k.common(row).id = k.last
	k.rows[k.last] = row
}

// create checks the name and the labels, then inserts row.
func (k *kind[T]) create(c *cloud, row *T, name string, labels *map[string]string) error {
	if err := k.rename(row, name); err != nil {
		return err
	}
	if labels == nil {
		labels = &map[string]string{}
	}
	if err := k.relabel(row, *labels); err != nil {
		return err
	}
	k.insert(row)
	*k.common(row).created = c.now()
	return nil
}

func (k *kind[T]) rename(row *T, name string) error {
	if name == "" {
		return invalid("name", "is empty")
	}
	for _, other := range k.rows {
		if other != row && *k.common(other).name == name {
			return fail(hcloud.ErrorCodeUniquenessError, "%s name %q is already used", k.one, name)
		}
	}
	*k.common(row).name = name
	return nil
}

func (k *kind[T]) relabel(row *T, labels map[string]string) error {
	kept, err := checkLabels(labels)
	if err == nil {
		*k.common(row).labels = kept
	}
	return err
}

// checkLabels gives a copy of labels that are as the API wants them.
func checkLabels(labels map[string]string) (map[string]string, error) {
	checked, kept := map[string]any{}, map[string]string{}
	for key, value := range labels {
		checked[key], kept[key] = value, value
	}
	if _, err := hcloud.ValidateResourceLabels(checked); err != nil {
		return nil, invalid("labels", "%v", err)
	}
	return kept, nil
}

// byID finds the row a request's body refers to.
func (k *kind[T]) byID(id int64) (*T, error) {
	if row, ok := k.rows[id]; ok {
		return row, nil
	}
	return nil, fail(hcloud.ErrorCodeNotFound, "%s with ID '%d' not found", k.one, id)
}

// byPath finds the row a request's path names.
func (k *kind[T]) byPath(r *http.Request) (*T, error) {
	text := r.PathValue("id")
	id, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err == nil:
		return k.byID(id)
	case k.named:
		return k.byReference(schema.IDOrName{Name: text})
	}
	return nil, invalid("id", "%q is not a number", text)
}

// byReference finds a row by what JSON has where the API takes "ID or name".
func (k *kind[T]) byReference(reference schema.IDOrName) (*T, error) {
	if reference.ID != 0 {
		return k.byID(reference.ID)
	}
	for _, row := range k.all() {
		if *k.common(row).name == reference.Name {
			return row, nil
		}
	}
	return nil, fail(hcloud.ErrorCodeNotFound, "%s %q not found", k.one, reference.Name)
}

func (k *kind[T]) reference(row *T) schema.ActionResourceReference {
	return schema.ActionResourceReference{ID: *k.common(row).id, Type: k.one}
}

func (k *kind[T]) show(row *T) T {
	if k.view == nil {
		return *row
	}
	return k.view(row)
}

// readable registers the list and the single resource.
func (k *kind[T]) readable(c *cloud) {
	c.handle("GET /"+k.many, func(r *http.Request) (any, error) {
		var rows []any
		for _, row := range k.all() {
			rows = append(rows, k.show(row))
		}
		return list(k.many, rows, r.URL.Query(), maxPerPage)
	})
	c.handle("GET /"+k.many+"/{id}", func(r *http.Request) (any, error) {
		row, err := k.byPath(r)
		if err != nil {
			return nil, err
		}
		return object{k.one: k.show(row)}, nil
	})
}

// updatable registers the change of name and labels, and of what patch knows.
func (k *kind[T]) updatable(c *cloud) {
	c.handle("PUT /"+k.many+"/{id}", func(r *http.Request) (any, error) {
		row, err := k.byPath(r)
		if err != nil {
			return nil, err
		}
		body, err := decode[updateRequest](r)
		if err != nil {
			return nil, err
		}
		if k.patch != nil {
			err = k.patch(row, body)
		} else if body.AutoDelete != nil || body.ExposeRoutesToVSwitch != nil {
			err = invalid("auto_delete", "a %s has a name and labels to update", k.one)
		}
		if err == nil && body.Name != nil {
			err = k.rename(row, *body.Name)
		}
		if err == nil && body.Labels != nil {
			err = k.relabel(row, *body.Labels)
		}
		if err != nil {
			return nil, err
		}
		return object{k.one: k.show(row)}, nil
	})
}

// deletable registers the deletion; the answer is empty.
func (k *kind[T]) deletable(c *cloud) {
	c.handle("DELETE /"+k.many+"/{id}", func(r *http.Request) (any, error) {
		row, err := k.byPath(r)
		if err != nil {
			return nil, err
		}
		return nil, k.remove(row)
	})
}

// deletableByAction registers the deletion of the kinds for which it answers with an action.
func (k *kind[T]) deletableByAction(c *cloud) {
	c.handle("DELETE /"+k.many+"/{id}", func(r *http.Request) (any, error) {
		row, err := k.byPath(r)
		if err != nil {
			return nil, err
		}
		if err := k.remove(row); err != nil {
			return nil, err
		}
		return object{"action": c.done("delete_"+k.one, k.reference(row))}, nil
	})
}

// remove deletes row unless it is protected or still in use.
func (k *kind[T]) remove(row *T) error {
	fields := k.common(row)
	if fields.protected != nil && *fields.protected {
		return fail(hcloud.ErrorCodeProtected, "%s deletion is protected", k.one)
	}
	if k.release != nil {
		if err := k.release(row); err != nil {
			return err
		}
	}
	delete(k.rows, *fields.id)
	return nil
}
