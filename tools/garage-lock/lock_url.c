/* lock_url: lock_url_split of lock_http.h. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lock_http.h"

static bool is_loopback(const char *host)
{
	return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	       (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host));
}

/* A part of a URL, owned by libcurl; NULL when there is none. */
static char *part(CURLU *url, CURLUPart which)
{
	char *text = NULL;

	return curl_url_get(url, which, &text, CURLU_NO_DEFAULT_PORT) == CURLUE_OK ? text : NULL;
}

bool lock_url_split(const char *text, char **host, char **path, const char **problem)
{
	CURLU *url = curl_url();
	char *scheme = NULL, *name = NULL, *port = NULL, *below = NULL, *user = NULL, *query = NULL, *fragment = NULL;
	size_t length;

	*host = *path = NULL;
	*problem = "memory is out";
	if (url == NULL)
		return false;
	if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK) {
		*problem = "it is no URL";
	} else {
		scheme = part(url, CURLUPART_SCHEME);
		name = part(url, CURLUPART_HOST);
		port = part(url, CURLUPART_PORT);
		below = part(url, CURLUPART_PATH);
		user = part(url, CURLUPART_USER);
		query = part(url, CURLUPART_QUERY);
		fragment = part(url, CURLUPART_FRAGMENT);
		if (scheme == NULL || name == NULL || (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0))
			*problem = "it begins neither with https:// nor with http://";
		else if (strcmp(scheme, "http") == 0 && !is_loopback(name))
			*problem = "http:// is for this machine only: what a lock rests on must not be readable on the way";
		else if (user != NULL || query != NULL || fragment != NULL)
			*problem = "it has more than a host and a path";
		else if (asprintf(host, port != NULL ? "%s:%s" : "%s", name, port) < 0)
			*host = NULL;
		else
			*path = strdup(below != NULL ? below : "");
	}
	if (*path != NULL)
		for (length = strlen(*path); length > 0 && (*path)[length - 1] == '/';)
			(*path)[--length] = '\0';
	if (*path == NULL) {
		free(*host);
		*host = NULL;
	}
	curl_free(scheme);
	curl_free(name);
	curl_free(port);
	curl_free(below);
	curl_free(user);
	curl_free(query);
	curl_free(fragment);
	curl_url_cleanup(url);
	return *path != NULL;
}
