#!/bin/sh
# Compares fio's io_uring engine with our drivers on the same file, alternating: random 4 KiB reads at depth 1 and 64 and 1 MiB
# reads in order, past the page cache and from it, then what each elevator costs an idle disk at depth 1.
#
#   benchmarks/real-drive.sh FILE [ROUNDS [SECONDS [tables]]]
#
# FILE is read only, and should be written in full (a hole measures nothing), e.g. by `fio --name=x --rw=write --bs=1m --size=1g
# --filename=FILE`. Prints one line for each run: table, what, round, I/Os per second, microseconds of CPU for each I/O
# and, of ours, bytes allocated for each I/O.
# Needs fio, a Java 25 as `java` or in JAVA_HOME, and benchmarks.jar (./build -q -DskipTests -pl benchmarks -am package).
set -eu
file=$1 rounds=${2:-3} seconds=${3:-3} tables=${4:-direct cached elevators}
here=$(cd "$(dirname "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

fio_run() { # direct depth bytes rw
  rw=read; [ "$4" = rand ] && rw=randread
  fio --name=x --filename="$file" --readonly --rw=$rw --bs="$3" --iodepth="$2" --ioengine=io_uring --direct="$1" \
    --norandommap --randrepeat=0 --invalidate=0 --time_based --ramp_time=2 --runtime="$seconds" --output-format=terse \
    --terse-version=3 | awk -F';' '{ printf "%d %.2f\n", $8, ($88 + $89) * 1e4 / $8 }'
}
our_run() { # driver elevator direct depth bytes rw
  "$java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -cp "$here/target/benchmarks.jar" \
    io.elevator.benchmarks.RealDrive "$1" "$2" "$file" "$3" "$4" "$5" "$6" "$seconds"
}
for table in $tables; do
  round=1
  # What was read past the cache may have gone from it.
  [ "$table" = cached ] && cat "$file" >/dev/null
  while [ "$round" -le "$rounds" ]; do
    case $table in
      direct|cached)
        direct=1; [ "$table" = cached ] && direct=0
        for load in '1 4096 rand' '64 4096 rand' '8 1048576 seq'; do
          # shellcheck disable=SC2086
          figures=$(fio_run $direct $load)
          echo "$table fio-io_uring [$load] $round $figures"
          for driver in uring file; do
            # shellcheck disable=SC2086
            figures=$(our_run $driver none $direct $load)
            echo "$table $driver+none [$load] $round $figures"
          done
        done ;;
      elevators)
        for elevator in none mq-deadline kyber bfq; do
          figures=$(our_run uring "$elevator" 1 1 4096 rand)
          echo "$table uring+$elevator [1 4096 rand] $round $figures"
        done ;;
    esac
    round=$((round + 1))
  done
done
