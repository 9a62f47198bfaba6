package main

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestAnObjectInParts(t *testing.T) {
	c := client{newServer("locks,state", credentials{"key", "secret", "garage"}), 5}
	var begun struct{ UploadId string }
	answer := c.send(t, "POST", "/state/big", "uploads=", "")
	if err := xml.Unmarshal(answer.Body.Bytes(), &begun); err != nil || begun.UploadId == "" {
		t.Fatalf("the upload is %s, %v", answer.Body, err)
	}
	part := func(number, data string) string {
		answer := c.send(t, "PUT", "/state/big", "partNumber="+number+"&uploadId="+begun.UploadId, data)
		return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + answer.Header().Get("ETag") + "</ETag></Part>"
	}
	first, second := strings.Repeat("a", smallestPart), strings.Repeat("b", 1000)
	complete := func(parts string) (int, string) {
		answer := c.send(t, "POST", "/state/big", "uploadId="+begun.UploadId, "<CompleteMultipartUpload>"+parts+"</CompleteMultipartUpload>")
		return answer.Code, answer.Body.String()
	}
	one, two := part("1", first), part("2", second)
	for name, parts := range map[string]string{"InvalidPart": one + strings.Replace(two, ">2<", ">9<", 1), "EntityTooSmall": two + part("3", second), "MalformedXML": ""} {
		if code, body := complete(parts); code != http.StatusBadRequest || !strings.Contains(body, name) {
			t.Errorf("%s: %d %s", name, code, body)
		}
	}
	if answer := c.send(t, "GET", "/state/big", "", ""); answer.Code != http.StatusNotFound {
		t.Errorf("before it is whole: %d", answer.Code)
	}
	if code, body := complete(one + two); code != http.StatusOK || !strings.Contains(body, "-2&#34;</ETag>") {
		t.Errorf("the whole: %d %s", code, body)
	}
	if answer := c.send(t, "GET", "/state/big", "", ""); answer.Body.String() != first+second {
		t.Errorf("what is read has %d bytes", answer.Body.Len())
	}
	r := c.request(t, "GET", "/state/big", "", "")
	r.Header.Set("Range", "bytes=5242878-5242881")
	ranged := httptest.NewRecorder()
	if c.ServeHTTP(ranged, r); ranged.Code != http.StatusPartialContent || ranged.Body.String() != "aabb" {
		t.Errorf("a range: %d %q", ranged.Code, ranged.Body)
	}
	if code, body := complete(one + two); code != http.StatusNotFound {
		t.Errorf("once more: %d %s", code, body)
	}
	if answer := c.send(t, "GET", "/locks/big", "", ""); answer.Code != http.StatusNotFound {
		t.Errorf("in the other bucket: %d", answer.Code)
	}
}

func TestListByFolders(t *testing.T) {
	c := client{newServer("locks", credentials{"key", "secret", "garage"}), 5}
	for _, key := range []string{"p/a", "p/f/1", "p/f/2", "p/g/1", "q"} {
		c.send(t, "PUT", "/locks/"+key, "", "")
	}
	c.settings.Page = 2
	var shown, token string
	for {
		var page struct {
			Contents              []struct{ Key string }
			CommonPrefixes        []struct{ Prefix string }
			NextContinuationToken string
		}
		query := "delimiter=%2F&list-type=2&prefix=p%2F"
		if token != "" {
			query += "&continuation-token=" + url.QueryEscape(token)
		}
		answer := c.send(t, "GET", "/locks/", query, "")
		if err := xml.Unmarshal(answer.Body.Bytes(), &page); err != nil {
			t.Fatalf("%s: %v", answer.Body, err)
		}
		for _, found := range page.Contents {
			shown += found.Key + " "
		}
		for _, found := range page.CommonPrefixes {
			shown += found.Prefix + " "
		}
		if token = page.NextContinuationToken; token == "" {
			break
		}
	}
	if shown != "p/a p/f/ p/g/ " {
		t.Errorf("listed: %s", shown)
	}
}

func TestAReaderMayNotWrite(t *testing.T) {
	s := newServer("locks", credentials{"key", "secret", "garage"})
	s.reader = credentials{"reader", "secret", "garage"}
	writer := client{s, 5}
	writer.send(t, "PUT", "/locks/k", "", "text")
	reader := client{&server{credentials: s.reader}, 5} // signs, and is asked nothing
	for method, want := range map[string]int{"GET": 200, "HEAD": 200, "PUT": 403, "DELETE": 403} {
		r := reader.request(t, method, "/locks/k", "", "other")
		answer := httptest.NewRecorder()
		if s.ServeHTTP(answer, r); answer.Code != want {
			t.Errorf("%s: %d, want %d", method, answer.Code, want)
		}
	}
}
