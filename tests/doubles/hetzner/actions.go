package main

import (
	"net/http"
	"time"

	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// done records an action. Actions end at once: nothing here takes time, and no client has to poll.
func (c *cloud) done(command string, resources ...schema.ActionResourceReference) schema.Action {
	started := c.now()
	action := &schema.Action{
		Status: "success", Command: command, Progress: 100,
		Started: started, Finished: &started, Resources: resources,
	}
	c.actions.insert(action)
	return *action
}

// now is a clock that only ever moves on by one second, so that two runs tell the same times.
func (c *cloud) now() time.Time {
	c.clock++
	return time.Unix(int64(c.clock), 0).UTC()
}

// act registers POST /<many>/{id}/actions/<command>, whose body is B and whose answer is one action.
func act[T, B any](c *cloud, k *kind[T], command string, do func(*T, B) error) {
	c.handle("POST /"+k.many+"/{id}/actions/"+command, func(r *http.Request) (any, error) {
		row, err := k.byPath(r)
		if err != nil {
			return nil, err
		}
		body, err := decode[B](r)
		if err != nil {
			return nil, err
		}
		if err := do(row, body); err != nil {
			return nil, err
		}
		return object{"action": c.done(command, k.reference(row))}, nil
	})
}

// nothing is the body of an action without parameters.
type nothing struct{}

// deleteProtection is the body of change_protection of all kinds but servers.
type deleteProtection struct {
	Delete *bool `json:"delete"`
}

func protectable[T any](c *cloud, k *kind[T]) {
	act(c, k, "change_protection", func(row *T, body deleteProtection) error {
		if body.Delete != nil {
			*k.common(row).protected = *body.Delete
		}
		return nil
	})
}
