package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// Pages have 25 entries unless asked for more, and in most lists 50 at most: the API's own numbers.
const (
	defaultPerPage = 25
	maxPerPage     = 50
)

// list answers a GET of many resources: filtered, sorted, one page of it, which has at most so many entries.
func list(many string, rows []any, query url.Values, most int) (any, error) {
	entries := make([]object, 0, len(rows))
	for _, row := range rows {
		entries = append(entries, asObject(row))
	}
	entries, err := filter(entries, query)
	if err != nil {
		return nil, err
	}
	if err := order(entries, query["sort"]); err != nil {
		return nil, err
	}
	page, err := positive(query, "page", 1, len(entries)+1)
	if err != nil {
		return nil, err
	}
	perPage, err := positive(query, "per_page", defaultPerPage, most)
	if err != nil {
		return nil, err
	}
	total := len(entries)
	last := max(1, (total+perPage-1)/perPage)
	meta := schema.MetaPagination{Page: page, PerPage: perPage, PreviousPage: page - 1, LastPage: last, TotalEntries: total}
	if page < last {
		meta.NextPage = page + 1
	}
	first := min(total, (page-1)*perPage)
	return object{
		many:   entries[first:min(total, first+perPage)],
		"meta": schema.MetaResponse{Meta: schema.Meta{Pagination: &meta}}.Meta,
	}, nil
}

func asObject(row any) object {
	text, err := json.Marshal(row)
	if err != nil {
		panic(err) // only types of our own are listed: this is a bug
	}
	entry := object{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&entry); err != nil {
		panic(err)
	}
	return entry
}

// filter keeps the entries that have, for every parameter named like a field, one of its values.
func filter(entries []object, query url.Values) ([]object, error) {
	matches, err := parseSelector(query.Get("label_selector"))
	if err != nil {
		return nil, err
	}
	kept := []object{}
	for _, entry := range entries {
		wanted := matches(labelsOf(entry))
		for key, values := range query {
			switch key {
			case "page", "per_page", "sort", "label_selector":
				continue
			case "include_deprecated":
				continue // nothing offered here is deprecated
			}
			value, known := entry[key]
			if !known {
				return nil, invalid("query", "cannot filter by %q", key)
			}
			wanted = wanted && slices.Contains(values, fmt.Sprint(value))
		}
		if wanted {
			kept = append(kept, entry)
		}
	}
	return kept, nil
}

func labelsOf(entry object) map[string]string {
	labels := map[string]string{}
	if known, ok := entry["labels"].(map[string]any); ok {
		for key, value := range known {
			labels[key] = fmt.Sprint(value)
		}
	}
	return labels
}

// order sorts by the fields named, the first one first: "name", "created:desc", …
func order(entries []object, by []string) error {
	for _, one := range slices.Backward(by) {
		field, direction, _ := strings.Cut(one, ":")
		if direction != "" && direction != "asc" && direction != "desc" {
			return invalid("sort", "%q", one)
		}
		slices.SortStableFunc(entries, func(a, b object) int {
			result := compare(a[field], b[field])
			if direction == "desc" {
				return -result
			}
			return result
		})
	}
	return nil
}

// compare orders numbers by value and anything else by its text; times in RFC 3339 order as text.
func compare(a, b any) int {
	x, err1 := strconv.Atoi(fmt.Sprint(a))
	y, err2 := strconv.Atoi(fmt.Sprint(b))
	if err1 == nil && err2 == nil {
		return x - y
	}
	return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
}

func positive(query url.Values, key string, otherwise, most int) (int, error) {
	if !query.Has(key) {
		return otherwise, nil
	}
	number, err := strconv.Atoi(query.Get(key))
	if err != nil || number < 1 {
		return 0, invalid(key, "%q", query.Get(key))
	}
	return min(number, most), nil
}
