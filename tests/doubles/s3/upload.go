package main

import (
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// upload is an object that comes in parts (CreateMultipartUpload, UploadPart, CompleteMultipartUpload and
// AbortMultipartUpload of the Amazon S3 API Reference): what the AWS SDK does with more than 5 MiB.
type upload struct {
	key   string
	parts map[int]*object
}

const smallestPart = 5 << 20 // of all but the last

func (b *bucket) serveUpload(w http.ResponseWriter, r *http.Request, name, key string) *refusal {
	query := r.URL.Query()
	id := query.Get("uploadId")
	found := b.uploads[id]
	if id != "" && (found == nil || found.key != key) {
		return &refusal{http.StatusNotFound, "NoSuchUpload", "Upload not found"}
	}
	switch {
	case r.Method == http.MethodPost && id == "":
		id = rand.Text()
		b.uploads[id] = &upload{key, map[int]*object{}}
		answerXML(w, http.StatusOK, struct {
			XMLName               xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ InitiateMultipartUploadResult"`
			Bucket, Key, UploadId string
		}{Bucket: name, Key: key, UploadId: id})
	case r.Method == http.MethodPut && id != "":
		number, err := strconv.Atoi(query.Get("partNumber"))
		if err != nil || number < 1 || number > 10000 {
			return invalid("invalid part number")
		}
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return invalid(err.Error())
		}
		sum := md5.Sum(data)
		found.parts[number] = &object{data: data, etag: `"` + hex.EncodeToString(sum[:]) + `"`}
		w.Header().Set("ETag", found.parts[number].etag)
		w.WriteHeader(http.StatusOK)
	case r.Method == http.MethodPost:
		return b.complete(w, r, name, key, id)
	case r.Method == http.MethodDelete:
		delete(b.uploads, id)
		w.WriteHeader(http.StatusNoContent)
	default:
		return &refusal{http.StatusNotImplemented, "NotImplemented", "Unimplemented action"}
	}
	return nil
}

// complete makes the parts an object. Its ETag is no digest of the whole.
func (b *bucket) complete(w http.ResponseWriter, r *http.Request, name, key, id string) *refusal {
	var wanted struct {
		Part []struct {
			PartNumber int
			ETag       string
		}
	}
	if err := xml.NewDecoder(r.Body).Decode(&wanted); err != nil || len(wanted.Part) == 0 {
		return &refusal{http.StatusBadRequest, "MalformedXML", "the list of parts cannot be read"}
	}
	whole, digests := []byte{}, []byte{}
	for i, part := range wanted.Part {
		found := b.uploads[id].parts[part.PartNumber]
		if found == nil || found.etag != part.ETag || i > 0 && part.PartNumber <= wanted.Part[i-1].PartNumber {
			return &refusal{http.StatusBadRequest, "InvalidPart", fmt.Sprintf("part %d is not as it was sent", part.PartNumber)}
		}
		if len(found.data) < smallestPart && i+1 < len(wanted.Part) {
			return &refusal{http.StatusBadRequest, "EntityTooSmall", fmt.Sprintf("part %d is too small", part.PartNumber)}
		}
		sum := md5.Sum(found.data)
		whole, digests = append(whole, found.data...), append(digests, sum[:]...)
	}
	sum := md5.Sum(digests)
	made := &object{data: whole, etag: fmt.Sprintf(`"%x-%d"`, sum, len(wanted.Part)), landed: time.Now()}
	b.objects[key] = made
	delete(b.uploads, id)
	answerXML(w, http.StatusOK, struct {
		XMLName           xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ CompleteMultipartUploadResult"`
		Bucket, Key, ETag string
	}{Bucket: name, Key: key, ETag: made.etag})
	return nil
}
