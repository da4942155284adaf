#!/bin/sh
# Compares this library's elevators with the kernel's on one file: read latency of one reader beside a writer that keeps 32 MiB in
# flight, and the bandwidth of that writer.
#
#   benchmarks/kernel-elevators.sh FILE [ROUNDS [SECONDS]]
#
# FILE IS OVERWRITTEN. It should be written in full before, e.g. by `fio --name=x --rw=write --bs=1m --size=1g --filename=FILE`.
# "kernel": fio's io_uring engine on a loop device over FILE (direct I/O, flagged as not rotational) with the kernel's elevator.
# "ioc": `ioc run --driver uring` on FILE with ours, so that what is compared is the elevator's order, not two different jobs.
# A round measures every elevator of both sides once, SECONDS each; the order of the sides changes from round to round. The table
# shows medians over the rounds. Needs root, losetup, fio, and the built command (../ioc). The host's own elevator of the disk below
# stays as it is.
set -eu
file=$1 rounds=${2:-5} seconds=${3:-4}
here=$(cd "$(dirname "$0")" && pwd)
elevators="none mq-deadline kyber bfq"
job=$here/reader-and-writer.fio
work=$(mktemp -d)
device=$(losetup --find --show --direct-io=on "$file")
trap 'losetup -d "$device"; rm -rf "$work"' EXIT
queue=/sys/block/$(basename "$device")/queue
echo 0 >"$queue/rotational"

# Reads fio's terse format (version 3): of the reader read p50 (field 26) and p99 (field 30), of the writer KiB/s (field 48).
figures() {
  awk -F';' '
    function usec(field) { sub(/.*=/, "", field); return field + 0 }
    $3 == "reader" { for (i = 18; i <= 37; i++) { if ($i ~ /^50\.0/) p50 = usec($i); if ($i ~ /^99\.0/) p99 = usec($i) } }
    $3 == "writer" { rate = $48 / 1024 }
    END { if (p99 == "" || rate == "") exit 1; printf "%d %d %.0f\n", p50, p99, rate }'
}
kernel() { # elevator
  echo "$1" >"$queue/scheduler"
  fio --output-format=terse --terse-version=3 --ioengine=io_uring --filename="$device" --size=100% --runtime="$seconds" "$job" 2>/dev/null | figures
}
ours() { # elevator
  "$here/../ioc" run --driver uring --elevator "$1" --output-format terse --filename="$file" --runtime="$seconds" "$job" 2>/dev/null | figures
}
measure() { # side elevator round
  line=$($1 "$2")
  echo "$1 $2 [$3] $line"
  echo "$1|$2|$line" >>"$work/lines"
}
round=1
while [ "$round" -le "$rounds" ]; do
  if [ $((round % 2)) = 1 ]; then sides="kernel ours"; else sides="ours kernel"; fi
  for elevator in $elevators; do
    for side in $sides; do measure "$side" "$elevator" "$round"; done
  done
  round=$((round + 1))
done

median() { # side elevator column
  grep "^$1|$2|" "$work/lines" | cut -d'|' -f3 | cut -d' ' -f"$3" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
echo
echo "| elevator | kernel: read p50, p99 (us) | writer MiB/s | ioc: read p50, p99 (us) | writer MiB/s |"
echo "|---|---|---|---|---|"
for elevator in $elevators; do
  echo "| $elevator | $(median kernel $elevator 1), $(median kernel $elevator 2) | $(median kernel $elevator 3) |" \
    "$(median ours $elevator 1), $(median ours $elevator 2) | $(median ours $elevator 3) |"
done
