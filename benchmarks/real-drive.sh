#!/bin/sh
# Compares fio's io_uring engine with our drivers on the same file, taking turns: random 4 KiB reads at depth 1 and 64 and 1 MiB
# reads in order, past the page cache, from it, and past it with registered memory; and what each elevator costs an idle disk at
# depth 1 beside none.
#
#   benchmarks/real-drive.sh FILE [ROUNDS [SECONDS [tables]]]
#
# FILE is read only, and should be written in full (a hole measures nothing), e.g. by `fio --name=x --rw=write --bs=1m --size=1g
# --filename=FILE`. A round is a measurement of each of the two, SECONDS each, one directly after the other; the tables are
# "direct cached registered elevators". Prints a line for each measurement (I/Os per second, microseconds of CPU for each I/O and, of ours,
# bytes allocated for each I/O), then for each load and pair the medians, and the median and quartiles of the rounds' ratios.
# HUGE=1 has both ask for huge pages; DRIVERS=uring leaves out file; LOADS="1 4096 rand" leaves out the others.
# Needs fio, a Java 25 as `java` or in JAVA_HOME, and benchmarks.jar (./build -q -DskipTests -pl benchmarks -am package).
set -eu
file=$1 rounds=${2:-9} seconds=${3:-2} tables=${4:-direct cached registered elevators}
here=$(cd "$(dirname "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
[ "${HUGE:-0}" = 1 ] && export GLIBC_TUNABLES=glibc.malloc.hugetlb=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkfifo "$work/in" "$work/out"

fio_run() { # direct depth bytes rw [options]
  past=$1 depth=$2 bytes=$3 rw=read; [ "$4" = rand ] && rw=randread
  shift 4
  fio --name=x --filename="$file" --readonly --rw=$rw --bs="$bytes" --iodepth="$depth" --ioengine=io_uring --direct="$past" \
    --norandommap --randrepeat=0 --invalidate=0 --time_based --ramp_time=300ms --runtime="$seconds" --output-format=terse \
    --terse-version=3 "$@" | awk -F';' '{ printf "%d %.2f\n", $8, ($88 + $89) * 1e4 / $8 }'
}
ours_start() { # driver elevators direct depth bytes rw [registered]
  "$java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -cp "$here/target/benchmarks.jar" \
    io.elevator.benchmarks.RealDrive "$1" "$2" "$file" "$3" "$4" "$5" "$6" "$seconds" ${7:-} <"$work/in" >"$work/out" &
  exec 3>"$work/in" 4<"$work/out"
  read -r _ <&4
}
ours_run() { # elevator
  echo "$1" >&3
  read -r line <&4
  echo "$line"
}
ours_end() {
  exec 3>&- 4<&-
  wait
}
say() { # table what load round figures
  echo "$1 $2 [$3] $4 $5"
  echo "$1|$3|$2|$4 $5" >>"$work/lines"
}
# Runs the rounds of a pair: commands of theirs and ours, who begins in turn, as what runs first finds the machine another way.
rounds() { # table load their-name our-name theirs ours
  round=1
  while [ "$round" -le "$rounds" ]; do
    if [ $((round % 2)) = 1 ]; then
      say "$1" "$3" "$2" $round "$($5)"
      say "$1" "$4" "$2" $round "$(ours_run "$6")"
    else
      mine=$(ours_run "$6")
      say "$1" "$3" "$2" $round "$($5)"
      say "$1" "$4" "$2" $round "$mine"
    fi
    round=$((round + 1))
  done
}
loads=${LOADS:-1 4096 rand:64 4096 rand:8 1048576 seq}
each_load() { # table direct fio-options ours-options drivers
  rest=$loads
  while [ -n "$rest" ]; do
    load=${rest%%:*}
    case $rest in *:*) rest=${rest#*:} ;; *) rest= ;; esac
    for driver in $5; do
      # shellcheck disable=SC2086
      ours_start $driver none $2 $load $4
      rounds "$1" "$load" "fio beside $driver" $driver "fio_run $2 $load $3" none
      ours_end
    done
  done
}
for table in $tables; do
  case $table in
    direct) each_load direct 1 '' '' "${DRIVERS:-uring file}" ;;
    cached)
      # What was read past the cache may have gone from it.
      cat "$file" >/dev/null
      each_load cached 0 '' '' "${DRIVERS:-uring file}" ;;
    registered) each_load registered 1 '--fixedbufs=1 --registerfiles=1' registered uring ;;
    elevators)
      for elevator in mq-deadline kyber bfq; do
        ours_start uring none,$elevator 1 1 4096 rand
        rounds elevators '1 4096 rand' "none beside $elevator" $elevator 'ours_run none' $elevator
        ours_end
      done ;;
  esac
done

echo
awk '
  function sorted(a, n,  i, j, t) {
    for (i = 2; i <= n; i++) for (j = i; j > 1 && a[j - 1] > a[j]; j--) { t = a[j]; a[j] = a[j - 1]; a[j - 1] = t }
  }
  function at(a, n, q) { return a[int((n - 1) * q + 1.5)] }
  function median(values,  part, n) { n = split(values, part, " "); for (i in part) part[i] += 0; sorted(part, n); return at(part, n, 0.5) }
  function ratios(ours, theirs,  a, b, r, n, i) {
    n = split(ours, a, " "); split(theirs, b, " ")
    for (i = 1; i <= n; i++) r[i] = 100 * a[i] / b[i]
    sorted(r, n)
    return sprintf("%.1f %% (%.1f to %.1f)", at(r, n, 0.5), at(r, n, 0.25), at(r, n, 0.75))
  }
  {
    split($0, f, "|"); split(f[4], v, " "); key = f[1] "|" f[2] "|" f[3]
    if (!(key in rate)) order[++keys] = key
    rate[key] = rate[key] v[2] " "; cpu[key] = cpu[key] v[3] " "
  }
  END {
    for (k = 2; k <= keys; k += 2) {
      ours = order[k]; theirs = order[k - 1]; split(ours, o, "|"); split(theirs, t, "|")
      printf "%s [%s] %s: %d, %.2f us; %s: %d, %.2f us; rate %s, CPU %s\n", o[1], o[2], t[3], median(rate[theirs]),
        median(cpu[theirs]), o[3], median(rate[ours]), median(cpu[ours]), ratios(rate[ours], rate[theirs]),
        ratios(cpu[ours], cpu[theirs])
    }
  }' "$work/lines"
