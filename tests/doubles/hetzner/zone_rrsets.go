package main

import (
	"net/http"
	"slices"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

const (
	manyRRSets = "/zones/{id}/rrsets"
	oneRRSet   = manyRRSets + "/{name}/{type}"
)

// Lists of RRsets have longer pages than others: the reference of "List RRSets".
const maxRRSetsPerPage = 100

func newRRSet(name, kind string) *schema.ZoneRRSet {
	return &schema.ZoneRRSet{ID: name + "/" + kind, Name: name, Type: kind, Labels: map[string]string{}}
}

// find is the RRset of a name and type, or nil.
func (z *zone) find(name, kind string) *schema.ZoneRRSet {
	at := slices.IndexFunc(z.sets, func(s *schema.ZoneRRSet) bool { return s.ID == name+"/"+kind })
	if at < 0 {
		return nil
	}
	return z.sets[at]
}

// drop: the SOA record comes and goes with its zone (docs/resources/zone_rrset.md of the Terraform provider).
func (z *zone) drop(set *schema.ZoneRRSet) error {
	if set.Type == "SOA" {
		return invalid("rr_type", "the SOA record is deleted with its zone")
	}
	z.sets = slices.DeleteFunc(z.sets, func(s *schema.ZoneRRSet) bool { return s == set })
	return nil
}

func (c *cloud) offerRRSets() {
	c.handle("GET "+manyRRSets, c.listRRSets)
	c.handle("POST "+manyRRSets, c.createRRSet)
	c.handle("GET "+oneRRSet, func(r *http.Request) (any, error) {
		z, set, err := c.rrsetByPath(r)
		if err != nil {
			return nil, err
		}
		return object{"rrset": z.shown(set)}, nil
	})
	c.handle("PUT "+oneRRSet, c.updateRRSet)
	c.handle("DELETE "+oneRRSet, c.deleteRRSet)
	actOnRRSet(c, "change_protection", func(_ *zone, set *schema.ZoneRRSet, body schema.ZoneRRSetChangeProtectionRequest) error {
		if body.Change != nil {
			set.Protection.Change = *body.Change
		}
		return nil
	})
	actOnRRSet(c, "change_ttl", unprotected(func(_ *zone, set *schema.ZoneRRSet, body schema.ZoneRRSetChangeTTLRequest) error {
		if err := checkTTL(body.TTL); err != nil {
			return err
		}
		set.TTL = body.TTL // null: the zone's
		return nil
	}))
	actOnRRSet(c, "set_records", unprotected(func(_ *zone, set *schema.ZoneRRSet, body schema.ZoneRRSetSetRecordsRequest) error {
		return setRecords(set, 0, body.Records)
	}))
	actOnRRSet(c, "remove_records", unprotected(removeRecords))
	actOnRRSet(c, "update_records", unprotected(commentRecords))
	c.handle("POST "+oneRRSet+"/actions/add_records", c.addRecords)
}

func (c *cloud) rrsetByPath(r *http.Request) (*zone, *schema.ZoneRRSet, error) {
	z, err := c.zones.byPath(r)
	if err != nil {
		return nil, nil, err
	}
	set := z.find(r.PathValue("name"), r.PathValue("type"))
	if set == nil {
		return nil, nil, fail(hcloud.ErrorCodeNotFound, "RRSet %s/%s not found", r.PathValue("name"), r.PathValue("type"))
	}
	return z, set, nil
}

// shown is an RRset as clients see it: with the zone that it is in.
func (z *zone) shown(set *schema.ZoneRRSet) schema.ZoneRRSet {
	seen := *set
	seen.Zone = z.ID
	return seen
}

func (c *cloud) listRRSets(r *http.Request) (any, error) {
	z, err := c.zones.byPath(r)
	if err != nil {
		return nil, err
	}
	var rows []any
	for _, set := range z.sets {
		rows = append(rows, z.shown(set))
	}
	return list("rrsets", rows, r.URL.Query(), maxRRSetsPerPage)
}

func (c *cloud) createRRSet(r *http.Request) (any, error) {
	z, err := c.zones.byPath(r)
	if err != nil {
		return nil, err
	}
	body, err := decode[schema.ZoneRRSetCreateRequest](r)
	if err != nil {
		return nil, err
	}
	if err := z.add(0, body); err != nil {
		return nil, err
	}
	z.changed()
	return object{"rrset": z.shown(z.find(body.Name, body.Type)), "action": c.done("create_rrset", c.zones.reference(z))}, nil
}

// add puts a new RRset, the i-th of its request, into the zone.
func (z *zone) add(i int, body schema.ZoneRRSetCreateRequest) error {
	if err := z.checkRRSet(body.Name, body.Type); err != nil {
		return err
	}
	if err := checkTTL(body.TTL); err != nil {
		return err
	}
	set := newRRSet(body.Name, body.Type)
	set.TTL = body.TTL
	if body.Labels != nil {
		labels, err := checkLabels(*body.Labels)
		if err != nil {
			return err
		}
		set.Labels = labels
	}
	if err := setRecords(set, i, body.Records); err != nil {
		return err
	}
	z.sets = append(z.sets, set)
	return nil
}

func (c *cloud) updateRRSet(r *http.Request) (any, error) {
	z, set, err := c.rrsetByPath(r)
	if err != nil {
		return nil, err
	}
	body, err := decode[schema.ZoneRRSetUpdateRequest](r)
	if err != nil {
		return nil, err
	}
	if body.Labels != nil {
		if err := changeable(set); err != nil {
			return nil, err
		}
		if set.Labels, err = checkLabels(*body.Labels); err != nil {
			return nil, err
		}
	}
	return object{"rrset": z.shown(set)}, nil
}

func (c *cloud) deleteRRSet(r *http.Request) (any, error) {
	z, set, err := c.rrsetByPath(r)
	if err != nil {
		return nil, err
	}
	if err := changeable(set); err != nil {
		return nil, err
	}
	if err := z.drop(set); err != nil {
		return nil, err
	}
	z.changed()
	return object{"action": c.done("delete_rrset", c.zones.reference(z))}, nil
}

// actOnRRSet is act for RRsets; the actions are their zone's.
func actOnRRSet[B any](c *cloud, command string, do func(*zone, *schema.ZoneRRSet, B) error) {
	c.handle("POST "+oneRRSet+"/actions/"+command, func(r *http.Request) (any, error) {
		z, set, err := c.rrsetByPath(r)
		if err != nil {
			return nil, err
		}
		body, err := decode[B](r)
		if err != nil {
			return nil, err
		}
		if err := do(z, set, body); err != nil {
			return nil, err
		}
		z.changed()
		return object{"action": c.done(command, c.zones.reference(z))}, nil
	})
}

// unprotected refuses to do anything to a protected RRset.
func unprotected[B any](do func(*zone, *schema.ZoneRRSet, B) error) func(*zone, *schema.ZoneRRSet, B) error {
	return func(z *zone, set *schema.ZoneRRSet, body B) error {
		if err := changeable(set); err != nil {
			return err
		}
		return do(z, set, body)
	}
}

// changeable in the API's words: github.com/caddy-dns/hetzner/issues/28.
func changeable(set *schema.ZoneRRSet) error {
	if set.Protection.Change {
		return fail(hcloud.ErrorCodeProtected, "RRSet(s) is/are change protected")
	}
	return nil
}

// addRecords makes the RRset where there is none.
func (c *cloud) addRecords(r *http.Request) (any, error) {
	z, err := c.zones.byPath(r)
	if err != nil {
		return nil, err
	}
	body, err := decode[schema.ZoneRRSetAddRecordsRequest](r)
	if err != nil {
		return nil, err
	}
	name, kind := r.PathValue("name"), r.PathValue("type")
	if set := z.find(name, kind); set == nil {
		err = z.add(0, schema.ZoneRRSetCreateRequest{Name: name, Type: kind, TTL: body.TTL, Records: body.Records})
	} else if err = changeable(set); err == nil {
		err = setRecords(set, 0, slices.Concat(set.Records, body.Records))
	}
	if err != nil {
		return nil, err
	}
	z.changed()
	return object{"action": c.done("add_records", c.zones.reference(z))}, nil
}

// removeRecords takes the RRset away with its last record.
func removeRecords(z *zone, set *schema.ZoneRRSet, body schema.ZoneRRSetRemoveRecordsRequest) error {
	left := slices.Clone(set.Records)
	for _, gone := range body.Records {
		at := indexOfRecord(left, gone.Value)
		if at < 0 {
			return fail(hcloud.ErrorCodeNotFound, "RRSet %s has no record %s", set.ID, gone.Value)
		}
		left = slices.Delete(left, at, at+1)
	}
	if len(left) == 0 {
		return z.drop(set)
	}
	set.Records = left
	return nil
}

// commentRecords: what can be updated of a record is its comment.
func commentRecords(_ *zone, set *schema.ZoneRRSet, body schema.ZoneRRSetUpdateRecordsRequest) error {
	updated := slices.Clone(set.Records)
	for _, one := range body.Records {
		at := indexOfRecord(updated, one.Value)
		if at < 0 {
			return fail(hcloud.ErrorCodeNotFound, "RRSet %s has no record %s", set.ID, one.Value)
		}
		updated[at].Comment = one.Comment
	}
	set.Records = updated
	return nil
}

func indexOfRecord(records []schema.ZoneRRSetRecord, value string) int {
	return slices.IndexFunc(records, func(r schema.ZoneRRSetRecord) bool { return r.Value == value })
}
