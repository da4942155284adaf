package io.elevator.files.finder;

import java.util.List;

/**
 * The disk that a search has found, before names of the operator are considered. The components are
 * those of {@link FoundDisk}.
 */
record Finding(
    String key, DiskKind kind, String name, List<String> leaves, DeviceAttributes attributes) {
  /** The last resort: all paths of which nothing is known share one disk. */
  static final Finding UNKNOWN = ofKey("unknown", DiskKind.UNKNOWN, "unknown disk");

  /** Returns a disk of which only the key is known. */
  static Finding ofKey(String key, DiskKind kind, String name) {
    return new Finding(key, kind, name, List.of(), DeviceAttributes.UNKNOWN);
  }
}
