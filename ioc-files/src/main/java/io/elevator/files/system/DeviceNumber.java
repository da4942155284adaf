package io.elevator.files.system;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Number of a device on Linux.
 *
 * @param major number of the driver; 0 for a file system without a block device of its own
 * @param minor number of the device within the driver
 */
public record DeviceNumber(int major, int minor) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9}):(\\d{1,9})");

  /**
   * Returns the device number that the C library packs into {@code st_dev}: twelve low and twenty
   * high bits of the major number around the minor number.
   */
  public static DeviceNumber ofStat(long dev) {
    long major = ((dev >>> 8) & 0xfff) | ((dev >>> 32) & 0xffff_f000L);
    long minor = (dev & 0xff) | ((dev >>> 12) & 0xffff_ff00L);
    return new DeviceNumber((int) major, (int) minor);
  }

  /** Returns the number written as {@code MAJOR:MINOR}, empty if {@code text} has another form. */
  public static Optional<DeviceNumber> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new DeviceNumber(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))));
  }

  /**
   * Returns whether the number belongs to no block device. The kernel gives such numbers to file
   * systems that have several devices (btrfs) or none (overlay, network, tmpfs).
   */
  public boolean isAnonymous() {
    return major == 0;
  }

  @Override
  public String toString() {
    return major + ":" + minor;
  }
}
