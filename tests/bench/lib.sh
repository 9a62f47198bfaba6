# shellcheck shell=bash
# lib.sh: how the benchmarks measure and print. Sourced, never run.
#
# hyperfine gives wall time (median of several runs), time(1) the peak memory. Numbers mean something only beside the
# others of the same run on the same machine, so the tables give ratios too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# seconds RUNS COMMAND [PREPARE]: the median wall time of COMMAND, a shell command line.
seconds() {
	hyperfine --style none --shell=none --warmup 1 --runs "$1" ${3:+--prepare "$3"} --export-json "$work/time.json" "$2" >/dev/null 2>"$work/error" ||
		{ cat "$work/error" >&2; return 1; }
	jq '.results[0].median' "$work/time.json"
}

# peak COMMAND ARG…: the peak resident memory in MB of one run, from standard input to nowhere.
peak() { command time -f %M -o "$work/peak" "$@" >/dev/null && awk '{ printf "%.1f", $1 / 1024 }' "$work/peak"; }

ms() { awk -v s="$1" 'BEGIN { printf "%.1f", s * 1000 }'; }
each() { awk -v s="$1" -v n="$2" 'BEGIN { printf "%.2f", s * 1000 / n }'; } # milliseconds for each of n
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
row() { printf '|'; printf ' %s |' "$@"; echo; }
head_row() { row "$@"; printf '|'; printf -- '---|%.0s' "$@"; echo; }
