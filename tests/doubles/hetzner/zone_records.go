package main

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// rrsetName is relative to the zone: labels in lower case, the first may be a star; @ is the zone itself.
var rrsetName = regexp.MustCompile(`^(@|(\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*)$`)

// recordForms are what values look like, as in a zone file (RFC 1035 5.1, RFC 2782, RFC 8659). Types that the API has
// and the double has not: DS HINFO HTTPS PTR RP SVCB TLSA.
var recordForms = map[string]*regexp.Regexp{
	"A":     regexp.MustCompile(`^[0-9.]+$`),
	"AAAA":  regexp.MustCompile(`^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$`),
	"CAA":   regexp.MustCompile(`^\d{1,3} [a-z0-9]+ "[^"]*"$`),
	"CNAME": regexp.MustCompile(`^[^\s"]+$`),
	"MX":    regexp.MustCompile(`^\d{1,5} [^\s"]+$`),
	"NS":    regexp.MustCompile(`^[^\s"]+$`),
	"SOA":   regexp.MustCompile(`^[^\s"]+ [^\s"]+( \d{1,10}){5}$`),
	"SRV":   regexp.MustCompile(`^\d{1,5} \d{1,5} \d{1,5} [^\s"]+$`),
	"TXT":   regexp.MustCompile(`^"([^"\\]|\\.)*"( "([^"\\]|\\.)*")*$`),
}

// txtString is one string of a TXT record; in escaped a backslash and what follows are one character.
var (
	txtString = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	escaped   = regexp.MustCompile(`\\(\d{3}|.)`)
)

const maxTXTString = 255

// checkRRSet says whether the zone can have a new RRset of this name and type.
func (z *zone) checkRRSet(name, kind string) error {
	if _, known := recordForms[kind]; !known {
		return fail(codeNotModelled, "this double has no records of type %q", kind)
	}
	if !rrsetName.MatchString(name) || strings.HasSuffix(name, z.Name) {
		return invalid("name", "%q is not in lower case, or ends with a dot or the zone's name", name)
	}
	if z.find(name, kind) != nil { // 409, as in github.com/qdm12/ddns-updater/pull/1165
		return fail(hcloud.ErrorCodeUniquenessError, "RRSet %s/%s already exists", name, kind)
	}
	alone := func(s *schema.ZoneRRSet) bool { return s.Name == name && (kind == "CNAME" || s.Type == "CNAME") }
	if slices.ContainsFunc(z.sets, alone) { // RFC 1034 3.6.2
		return invalid("type", "%s has other records than a CNAME", name)
	}
	return nil
}

// setRecords gives the i-th RRset of a request its records: at least one, no value twice, each in its type's form.
func setRecords(set *schema.ZoneRRSet, i int, records []schema.ZoneRRSetRecord) error {
	if len(records) == 0 {
		return invalid(fmt.Sprintf("rrsets[%d].records", i), "must not be empty")
	}
	for j, record := range records {
		field := fmt.Sprintf("rrsets[%d].records[%d].value", i, j) // as in terraform-provider-hcloud's issue 1220
		if problem := wrongValue(set.Type, record.Value); problem != "" {
			return invalid(field, "%s", problem)
		}
		if indexOfRecord(records, record.Value) != j {
			return invalid(field, "%q is there twice", record.Value)
		}
	}
	if single := set.Type == "CNAME" || set.Type == "SOA"; single && len(records) > 1 {
		return invalid(fmt.Sprintf("rrsets[%d].records", i), "there is one %s record at most", set.Type)
	}
	set.Records = slices.Clone(records)
	return nil
}

// wrongValue says what is wrong with a record's value, or nothing.
func wrongValue(kind, value string) string {
	if !recordForms[kind].MatchString(value) {
		return fmt.Sprintf("%q is no value of a %s record", value, kind)
	}
	switch kind {
	case "A", "AAAA":
		if ip, err := netip.ParseAddr(value); err != nil || ip.Is4() != (kind == "A") {
			return fmt.Sprintf("%q is no address", value)
		}
	case "TXT":
		for _, one := range txtString.FindAllStringSubmatch(value, -1) {
			if len(escaped.ReplaceAllString(one[1], "x")) > maxTXTString {
				return "a TXT string exceeds 255 characters"
			}
		}
	}
	return ""
}
