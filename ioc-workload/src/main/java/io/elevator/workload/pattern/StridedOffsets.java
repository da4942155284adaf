package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.StrideSpec;
import java.util.Arrays;

/**
 * Offsets by zones (fio's {@code zonemode=strided}): I/O stays in a zone, sequential or random,
 * until it has moved the zone's bytes, and then continues in the next zone after a gap. After the
 * last zone it continues in the first.
 */
final class StridedOffsets implements Offsets {
  private final long size;
  private final StrideSpec stride;
  private final boolean jumps;
  private final Seeded random;
  private final long[] positions = new long[Direction.COUNT];
  private long zone;
  private long movedHere;

  StridedOffsets(long size, StrideSpec stride, boolean jumps, Seeded random) {
    this.size = size;
    this.stride = stride;
    this.jumps = jumps;
    this.random = random;
  }

  @Override
  public long next(Direction direction, int least) {
    if (movedHere >= stride.zoneBytes()) {
      movedHere = 0;
      enter(zone + stride.rangeBytes() + stride.skipBytes());
    }
    if (zone + least > size) {
      enter(0);
    }
    int d = direction.index();
    if (jumps) {
      return zone + random.below(Math.max(1, (end() - zone) / least)) * least;
    }
    if (positions[d] + least > end()) {
      positions[d] = zone;
    }
    return positions[d];
  }

  private void enter(long start) {
    zone = start;
    Arrays.fill(positions, start);
  }

  private long end() {
    return Math.min(zone + stride.rangeBytes(), size);
  }

  @Override
  public long bytesAvailable(long offset) {
    return Math.max(end(), 1) - offset;
  }

  @Override
  public void moved(Direction direction, long offset, int bytes) {
    positions[direction.index()] = offset + bytes;
    movedHere += bytes;
  }

  @Override
  public boolean drawn() {
    return jumps;
  }

  @Override
  public void startOver() {
    movedHere = 0;
    enter(0);
    random.reset();
  }
}
