package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"time"
)

// render puts an answer into Vault's envelope, wrapped when the client wants that.
func (v *vault) render(r *request, answer *response) *stored {
	if answer.empty {
		return &stored{status: answer.status}
	}
	status := answer.status
	if status == 0 {
		status = http.StatusOK
	}
	inside := v.envelope(r, answer)
	if r.wrap == 0 {
		return &stored{status, encode(inside)}
	}
	accessor := ""
	if answer.auth != nil {
		accessor = answer.auth.accessor
	} else if data, is := answer.data.(object); is {
		accessor, _ = data["secret_id_accessor"].(string)
	}
	outside := v.envelope(&request{}, &response{})
	outside["wrap_info"] = v.wrapUp(r, &stored{status, encode(inside)}, accessor)
	return &stored{http.StatusOK, encode(outside)}
}

func (v *vault) envelope(r *request, answer *response) object {
	body := object{
		"request_id": r.id, "lease_id": "", "renewable": false, "lease_duration": int(answer.duration.Seconds()),
		"data": answer.data, "wrap_info": nil, "warnings": nil, "auth": nil, "mount_type": "",
	}
	maps.Copy(body, answer.top)
	if answer.warnings != nil {
		body["warnings"] = answer.warnings
	}
	if r.namespace != nil {
		if m, _ := r.namespace.find(r.path); m != nil && !r.open && answer.status == 0 {
			body["mount_type"] = m.kind
		}
	}
	if l := answer.lease; l != nil {
		body["lease_id"], body["renewable"], body["lease_duration"] = l.id, l.renewable, int(time.Until(l.expires).Round(time.Second).Seconds())
	}
	if t := answer.auth; t != nil {
		auth := object{
			"client_token": t.id, "accessor": t.accessor, "policies": t.policies, "token_policies": t.policies, "metadata": t.meta,
			"lease_duration": int(time.Until(t.expires).Round(time.Second).Seconds()), "renewable": t.renewable && t.ttl > 0,
			"entity_id": "", "token_type": "service", "orphan": t.parent == "", "mfa_requirement": nil, "num_uses": max(t.uses, 0),
		}
		if t.ttl == 0 {
			auth["lease_duration"] = 0
		}
		body["auth"] = auth
	}
	return body
}

func encode(body any) []byte {
	var text bytes.Buffer
	if err := json.NewEncoder(&text).Encode(body); err != nil {
		panic(err) // only types of our own and decoded JSON are written: this is a bug
	}
	return text.Bytes()
}

func send(w http.ResponseWriter, answer *stored) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(answer.status)
	w.Write(answer.body) //nolint:errcheck // the client is gone: nobody is left to be told
}

func write(w http.ResponseWriter, status int, body any) { send(w, &stored{status, encode(body)}) }

func writeError(w http.ResponseWriter, err error) {
	var known *apiError
	if !errors.As(err, &known) {
		known = &apiError{status: http.StatusInternalServerError, messages: []string{fmt.Sprint(err)}}
	}
	for name, value := range known.headers {
		w.Header().Set(name, value)
	}
	messages := known.messages
	if messages == nil {
		messages = []string{}
	}
	write(w, known.status, object{"errors": messages})
}
