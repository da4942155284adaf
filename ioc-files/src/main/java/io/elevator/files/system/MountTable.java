package io.elevator.files.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mounts that a process sees, in the order in which they were mounted. Immutable. */
public final class MountTable {
  private final List<Mount> mounts;
  private final Map<String, List<Mount>> byPoint = new HashMap<>();
  private final Set<Integer> ids = new HashSet<>();

  private MountTable(List<Mount> mounts) {
    this.mounts = List.copyOf(mounts);
    for (Mount mount : mounts) {
      byPoint.computeIfAbsent(mount.point(), point -> new ArrayList<>()).add(mount);
      ids.add(mount.id());
    }
  }

  /** Returns the table of a text in the format of {@code mountinfo}, without malformed lines. */
  public static MountTable parse(String text) {
    return new MountTable(text.lines().map(Mount::parse).flatMap(Optional::stream).toList());
  }

  /** Returns whether the table has no mount. */
  public boolean isEmpty() {
    return mounts.isEmpty();
  }

  /**
   * Returns the mount that contains a path. Follows the parents of the mounts from the root down,
   * as the kernel does, since a mount may lie hidden below a later mount of a folder above it. If
   * the table has no root mount, as in a {@code chroot}, returns the mount with the longest mount
   * point, the last of several.
   *
   * @param path absolute path with all links resolved
   */
  public Optional<Mount> containing(String path) {
    Mount reached = root();
    if (reached == null) {
      return longest(path);
    }
    // A corrupt table may have a cycle of parents.
    Set<Integer> visited = new HashSet<>(Set.of(reached.id()));
    for (int end = 0; end >= 0; end = nextEnd(path, end)) {
      String prefix = end == 0 ? "/" : path.substring(0, end);
      Mount above = mountedOn(reached, prefix);
      while (above != null && visited.add(above.id())) {
        reached = above;
        above = mountedOn(reached, prefix);
      }
    }
    return Optional.of(reached);
  }

  /** Returns the last mount of a device, empty if there is none. */
  public Optional<Mount> ofDevice(DeviceNumber device) {
    return mounts.stream()
        .filter(mount -> mount.device().equals(device))
        .reduce((earlier, later) -> later);
  }

  /** Returns the end of the path's next, longer prefix, -1 if there is none. */
  private static int nextEnd(String path, int end) {
    if (end >= path.length()) {
      return -1;
    }
    int slash = path.indexOf('/', end + 1);
    return slash < 0 ? path.length() : slash;
  }

  /**
   * Returns the mount of {@code /} whose parent is outside of this table, null if there is none.
   */
  private @Nullable Mount root() {
    Mount root = null;
    for (Mount mount : byPoint.getOrDefault("/", List.of())) {
      if (mount.parent() == mount.id() || !ids.contains(mount.parent())) {
        root = mount;
      }
    }
    return root;
  }

  private @Nullable Mount mountedOn(Mount parent, String point) {
    Mount last = null;
    for (Mount mount : byPoint.getOrDefault(point, List.of())) {
      if (mount.parent() == parent.id() && mount.id() != parent.id()) {
        last = mount;
      }
    }
    return last;
  }

  private Optional<Mount> longest(String path) {
    Mount longest = null;
    for (Mount mount : mounts) {
      if (mount.contains(path)
          && (longest == null || mount.point().length() >= longest.point().length())) {
        longest = mount;
      }
    }
    return Optional.ofNullable(longest);
  }
}
