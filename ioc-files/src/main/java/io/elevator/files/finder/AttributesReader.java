package io.elevator.files.finder;

import io.elevator.files.system.SystemReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Reads the attributes of disks from {@code /sys}. */
final class AttributesReader {
  /** The unit of the file {@code size}. */
  private static final int SECTOR_BYTES = 512;

  private static final String WRITE_BACK = "write back";

  /** Schedulers that keep the order of requests, or sort a few of them by their position. */
  private static final Set<String> HARMLESS = Set.of("none", "noop", "mq-deadline", "deadline");

  private static final Pattern CHOSEN = Pattern.compile("\\[([^\\]]+)]");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private final SystemReader system;
  private final SearchNotes notes;

  AttributesReader(SystemReader system, SearchNotes notes) {
    this.system = system;
    this.notes = notes;
  }

  /**
   * Reads attributes, and warns of schedulers of the kernel that get in the way.
   *
   * @param disks disks whose attributes are put together
   * @param leaves whole disks that the I/O ends at
   * @param above devices between the file and the disks
   */
  DeviceAttributes read(
      Collection<BlockDevice> disks,
      Collection<BlockDevice> leaves,
      Collection<BlockDevice> above) {
    List<BlockDevice> all = new ArrayList<>(disks);
    all.addAll(above);
    leaves.forEach(this::checkScheduler);
    return new DeviceAttributes(
        texts(disks, "queue/rotational")
            .filter(values -> values.contains("0") || values.contains("1"))
            .map(values -> values.contains("1")),
        numbers(leaves, "queue/nr_requests").min(),
        numbers(all, "queue/logical_block_size").max(),
        numbers(all, "queue/physical_block_size").max(),
        numbers(all, "queue/optimal_io_size").max(),
        texts(disks, "queue/write_cache")
            .map(values -> values.contains(WRITE_BACK) ? WRITE_BACK : values.getFirst()),
        schedulers(leaves),
        size(disks));
  }

  private Optional<String> schedulers(Collection<BlockDevice> leaves) {
    List<String> names =
        leaves.stream().map(this::scheduler).flatMap(Optional::stream).distinct().sorted().toList();
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join(",", names));
  }

  private void checkScheduler(BlockDevice leaf) {
    Optional<String> name = scheduler(leaf).filter(each -> !HARMLESS.contains(each));
    name.ifPresent(scheduler ->
        notes.warn(
            DiskWarning.Code.KERNEL_SCHEDULER,
            "the kernel's scheduler of "
                + leaf.name()
                + " is "
                + scheduler
                + ", which orders and delays again what the queue has ordered; as root: echo none >"
                + " /sys/block/"
                + leaf.name()
                + "/queue/scheduler"));
  }

  /** Returns the scheduler in brackets, or the only one. */
  private Optional<String> scheduler(BlockDevice disk) {
    return system
        .attribute(disk.file("queue/scheduler"))
        .flatMap(text -> {
          Matcher matcher = CHOSEN.matcher(text);
          if (matcher.find()) {
            return Optional.of(matcher.group(1));
          }
          return text.isEmpty() || text.contains(" ") ? Optional.empty() : Optional.of(text);
        });
  }

  private OptionalLong size(Collection<BlockDevice> disks) {
    long sectors = 0;
    for (BlockDevice disk : disks) {
      OptionalLong size = numbers(List.of(disk), "size").max();
      if (size.isEmpty() || size.getAsLong() > Long.MAX_VALUE / SECTOR_BYTES - sectors) {
        return OptionalLong.empty();
      }
      sectors += size.getAsLong();
    }
    return disks.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sectors * SECTOR_BYTES);
  }

  private LongStream numbers(Collection<BlockDevice> devices, String file) {
    return texts(devices, file).stream()
        .flatMap(List::stream)
        .filter(text -> NUMBER.matcher(text).matches())
        .mapToLong(Long::parseLong);
  }

  /** Returns the non-empty texts of a file of several devices, empty if there is none. */
  private Optional<List<String>> texts(Collection<BlockDevice> devices, String file) {
    List<String> texts =
        devices.stream()
            .map(device -> system.attribute(device.file(file)))
            .flatMap(Optional::stream)
            .filter(text -> !text.isEmpty())
            .toList();
    return texts.isEmpty() ? Optional.empty() : Optional.of(texts);
  }
}
