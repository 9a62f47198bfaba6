package values

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// Addresses and names are those set aside for documentation (RFC 5737, RFC 3849, RFC 2606), private ones are from
// 10.0.0.0/8 (RFC 1918): what is made up here is nobody's.
var documentation = []netip.Addr{
	netip.MustParseAddr("192.0.2.0"), netip.MustParseAddr("198.51.100.0"), netip.MustParseAddr("203.0.113.0"),
}

// likely says by an attribute's name what its text looks like: the first that matches.
var likely = []struct {
	name *regexp.Regexp
	make func(f *filler, name string, h hash) string
}{
	{regexp.MustCompile(`(^|_)mac(_address)?$`), func(_ *filler, _ string, h hash) string {
		return fmt.Sprintf("02:00:%02x:%02x:%02x:%02x", h.bytes[0], h.bytes[1], h.bytes[2], h.bytes[3])
	}},
	{regexp.MustCompile(`email(_address)?$`), func(_ *filler, _ string, h hash) string { return h.hex(8) + "@example.net" }},
	{regexp.MustCompile(`(ipv6|ip6).*(cidr|block|range|prefix|subnet|network)`), func(_ *filler, _ string, h hash) string {
		return fmt.Sprintf("2001:db8:%x:%x::/64", h.below(0, 1<<16), h.below(1, 1<<16))
	}},
	{regexp.MustCompile(`(^|_)(cidr|cidrs|cidr_blocks?|cidr_range|ip_range|ip_cidr_range|address_prefix(es)?)$`), func(_ *filler, _ string, h hash) string {
		return fmt.Sprintf("10.%d.%d.0/24", h.bytes[0], h.bytes[1])
	}},
	{regexp.MustCompile(`(^|_)(ipv6|ip6)(_(addr|address|addresses|gateway|ip|ips))?$`), func(f *filler, _ string, h hash) string {
		return f.free(h, func(n uint64) string {
			return fmt.Sprintf("2001:db8:%x:%x::%x", h.below(0, 1<<16), h.below(1, 1<<16), 1+n%0xffff)
		})
	}},
	{regexp.MustCompile(`(private|internal|network|fixed|local).*(ip|ips|ipv4|addr|address|addresses)$`), func(f *filler, _ string, h hash) string {
		return f.free(h, func(n uint64) string { return fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, 1+n%254) })
	}},
	{regexp.MustCompile(`(^|_)(ip|ips|ipv4|ip4|ip_addr|addr|ip_address|ip_addresses|address|addresses)$`), func(f *filler, _ string, h hash) string {
		return f.free(h, func(n uint64) string {
			a := documentation[n%3].As4()
			a[3] = byte(1 + n/3%254)
			return netip.AddrFrom4(a).String()
		})
	}},
	{regexp.MustCompile(`(^|_)arn$`), func(f *filler, _ string, h hash) string {
		return "arn:aws:double:eu-central-1:123456789012:" + f.short() + "/" + h.hex(17)
	}},
	{regexp.MustCompile(`name_?servers?$|(^|_)ns$`), func(_ *filler, _ string, h hash) string {
		return fmt.Sprintf("ns-%d.example.net", h.at+1)
	}},
	{regexp.MustCompile(`(^|_)(fqdn|hostname|host|hosts|hostnames|dns|dns_name|domain|domains|domain_name|cname)$`), func(f *filler, _ string, h hash) string {
		return hyphens(f.short()) + "-" + h.hex(8) + ".example.net"
	}},
	{regexp.MustCompile(`(link|url|uri|endpoint|href)s?$`), func(f *filler, _ string, h hash) string {
		return "https://" + hyphens(f.short()) + ".example.net/" + h.hex(8)
	}},
	{regexp.MustCompile(`(^|_)(at|on|time|date|timestamp|not_after|not_before|expiry)$|^time_(created|updated|of)`), func(_ *filler, _ string, h hash) string {
		return fmt.Sprintf("2026-01-01T%02d:%02d:%02dZ", h.below(0, 24), h.below(1, 60), h.below(2, 60))
	}},
	{regexp.MustCompile(`pem$`), func(_ *filler, name string, h hash) string {
		label := "CERTIFICATE"
		if strings.Contains(name, "private_key") {
			label = "PRIVATE KEY"
		}
		return "-----BEGIN " + label + "-----\n" + base64.StdEncoding.EncodeToString(h.bytes[:]) + "\n-----END " + label + "-----\n"
	}},
	{regexp.MustCompile(`base64$`), func(_ *filler, _ string, h hash) string { return base64.StdEncoding.EncodeToString(h.bytes[:]) }},
	{regexp.MustCompile(`(^|_)(fingerprint|md5|sha1|sha256|hash|etag|checksum)$`), func(_ *filler, _ string, h hash) string { return h.hex(32) }},
	{regexp.MustCompile(`^id$`), func(f *filler, _ string, h hash) string { return hyphens(f.short()) + "-" + h.hex(12) }},
	{regexp.MustCompile(`(^|_)(status|state)$`), func(*filler, string, hash) string { return "active" }},
	{regexp.MustCompile(`(^|_)version$`), func(*filler, string, hash) string { return "1" }},
	{regexp.MustCompile(``), func(_ *filler, name string, h hash) string {
		return strings.TrimSuffix(strings.TrimSuffix(hyphens(name), "-id"), "-ids") + "-" + h.hex(8)
	}},
}

// text makes up a string for an attribute of that name.
func (f *filler) text(name string, h hash) string {
	for _, l := range likely {
		if l.name.MatchString(name) {
			return l.make(f, name, h)
		}
	}
	return ""
}

// free makes an address that no resource in the store has, or any when all are taken.
func (f *filler) free(h hash, address func(uint64) string) string {
	start := h.below(0, 1<<32)
	for n := start; n < start+1000; n++ {
		if a := address(n); !f.taken[a] {
			f.taken[a] = true
			return a
		}
	}
	return address(start)
}

// short is the type without its provider: aws_lb_listener is lb_listener.
func (f *filler) short() string {
	_, short, found := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(f.name, "data."), "ephemeral."), "_")
	if !found {
		return f.name
	}
	return short
}

func hyphens(name string) string { return strings.ReplaceAll(name, "_", "-") }
