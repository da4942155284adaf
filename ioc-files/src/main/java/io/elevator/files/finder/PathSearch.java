package io.elevator.files.finder;

import io.elevator.files.system.DeviceNumber;
import io.elevator.files.system.Mount;
import io.elevator.files.system.MountTable;
import io.elevator.files.system.SystemReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One search on Linux. A file's device number leads to its block device; a file system that has no
 * block device of its own is recognised by its mount. Folders of overlays and backing files of loop
 * devices are searched in turn.
 */
final class PathSearch {
  /** Greatest number of overlays and loop devices on one another. */
  private static final int DEEPEST = 8;

  private final SystemReader system;
  private final SearchNotes notes;
  private final DeviceLabels labels;
  private final BlockDevices devices;
  private final AttributesReader attributes;
  private final MountTable mounts;

  PathSearch(SystemReader system, SearchNotes notes) {
    this.system = system;
    this.notes = notes;
    this.labels = new DeviceLabels(system);
    this.devices = new BlockDevices(system, notes, labels);
    this.attributes = new AttributesReader(system, notes);
    this.mounts = system.mounts();
  }

  /**
   * Returns the disk of an existing path, empty if nothing is known about it.
   *
   * @param real absolute path without symbolic links
   */
  Optional<Finding> at(Path real) {
    return at(real, List.of(), 0);
  }

  private Optional<Finding> at(Path real, List<BlockDevice> above, int depth) {
    if (depth > DEEPEST) {
      notes.warn(
          DiskWarning.Code.LIMIT_REACHED,
          "more than " + DEEPEST + " overlays and loop devices on one another; ended at " + real);
      return Optional.empty();
    }
    Optional<DeviceNumber> number = system.device(real);
    Mount mount = mount(real, number.orElse(null));
    if (mount != null) {
      notes.step(real + " is on the mount " + mount.point() + ": " + described(mount));
    }
    DeviceNumber device = number.orElse(mount == null ? null : mount.device());
    if (device == null) {
      notes.step(real + " has no device number and is on no known mount");
      return Optional.empty();
    }
    if (!device.isAnonymous()) {
      return Optional.of(byNumber(device, mount, above, depth));
    }
    if (mount == null) {
      notes.step(real + " has the device number " + device + ", which no known mount has");
      return Optional.empty();
    }
    return Optional.of(
        mount.device().isAnonymous()
            ? byFileSystem(mount, above, depth)
            : byNumber(mount.device(), mount, above, depth));
  }

  /** Returns the mount that contains a path, null if there is none. */
  private @Nullable Mount mount(Path real, @Nullable DeviceNumber device) {
    Mount containing = mounts.containing(real.toString()).orElse(null);
    if (containing == null || device == null || containing.device().equals(device)) {
      return containing;
    }
    // Each subvolume of btrfs has a device number of its own, and overlays show those of files
    // below.
    boolean hasSeveralNumbers =
        containing.type().equals("btrfs") || containing.type().equals("overlay");
    if (device.isAnonymous() && hasSeveralNumbers) {
      return containing;
    }
    Mount ofDevice = mounts.ofDevice(device).orElse(null);
    notes.warn(
        DiskWarning.Code.MOUNT_MISMATCH,
        real
            + " has the device number "
            + device
            + ", but its mount "
            + containing.point()
            + " has "
            + containing.device()
            + "; the number of the file decides");
    return ofDevice != null || !device.isAnonymous() ? ofDevice : containing;
  }

  private static String described(Mount mount) {
    String source = mount.source().isBlank() ? "" : " from " + mount.source();
    return mount.type() + source;
  }

  private Finding byNumber(
      DeviceNumber number, @Nullable Mount mount, List<BlockDevice> above, int depth) {
    Optional<BlockDevice> device = devices.ofNumber(number);
    if (device.isPresent()) {
      return block(devices.below(device.get()), above, depth);
    }
    warnOfHidden(number.toString());
    return Finding.ofKey(
        "dev:" + number,
        DiskKind.DEVICE,
        mount == null || mount.source().isBlank() ? "device " + number : mount.source());
  }

  private Finding byFileSystem(Mount mount, List<BlockDevice> above, int depth) {
    FileSystemKind kind = FileSystemKind.of(mount.type());
    return switch (kind) {
      case MEMORY -> {
        notes.step(mount.type() + " has no disk");
        yield Finding.ofKey("memory:" + mount.type(), DiskKind.MEMORY, mount.type());
      }
      case BTRFS -> btrfs(mount, above, depth);
      case BCACHEFS -> bcachefs(mount, above, depth);
      case ZFS -> zfs(mount);
      case OVERLAY -> overlay(mount, above, depth);
      case NETWORK -> bySource(mount, DiskKind.NETWORK);
      case HOST_FOLDER -> bySource(mount, DiskKind.HOST_FOLDER);
      case FUSE -> bySource(mount, DiskKind.FUSE);
      case OTHER -> other(mount, above, depth);
    };
  }

  /** Returns the disk below a device, or below the backing file if the device is a loop device. */
  private Finding block(BlockDisk found, List<BlockDevice> above, int depth) {
    List<BlockDevice> chain = new ArrayList<>(above);
    chain.addAll(found.chain());
    BlockDevice disk = found.disk();
    Optional<String> backing = system.attribute(disk.file("loop/backing_file"));
    if (!found.isSpread() && backing.isPresent()) {
      Optional<Path> file = system.real(backing.get()).map(Path::of);
      if (file.isPresent()) {
        notes.step(disk.name() + " is a loop device over the file " + file.get());
        Optional<Finding> below = at(file.get(), chain, depth + 1);
        if (below.isPresent()) {
          return below.get();
        }
      } else {
        notes.warn(
            DiskWarning.Code.OTHER_NAMESPACE,
            "the backing file "
                + backing.get()
                + " of "
                + disk.name()
                + " is not reachable here, so "
                + disk.name()
                + " is taken for a disk; name the disk in the property ioc.disks");
      }
    }
    return new Finding(
        "disk:" + disk.name(),
        labels.kind(found),
        labels.of(disk),
        found.leafNames(),
        attributes.read(List.of(disk), found.leaves(), chain));
  }

  private Finding btrfs(Mount mount, List<BlockDevice> above, int depth) {
    Optional<BlockDevice> source = devices.ofSource(mount.source());
    String name =
        source
            .map(BlockDevice::name)
            .orElse(mount.source().substring(mount.source().lastIndexOf('/') + 1));
    Optional<BtrfsDevices> found = BtrfsDevices.with(name, system, devices, notes);
    return found.isPresent()
        ? pool(
            "btrfs:" + found.get().uuid(),
            "btrfs " + found.get().uuid(),
            found.get().members(),
            above,
            depth)
        : ofSource(mount, source, above, depth);
  }

  private Finding bcachefs(Mount mount, List<BlockDevice> above, int depth) {
    List<BlockDevice> members =
        List.of(mount.source().split(":", -1)).stream()
            .map(devices::ofSource)
            .flatMap(Optional::stream)
            .toList();
    return members.isEmpty()
        ? ofSource(mount, Optional.empty(), above, depth)
        : pool("bcachefs:" + mount.source(), "bcachefs", members, above, depth);
  }

  /** Returns the disk that all members are on, or a disk of its own for the file system. */
  private Finding pool(
      String key, String name, List<BlockDevice> members, List<BlockDevice> above, int depth) {
    List<BlockDisk> found = members.stream().map(devices::below).toList();
    Set<BlockDevice> disks = new LinkedHashSet<>();
    Set<BlockDevice> leaves = new LinkedHashSet<>();
    List<BlockDevice> chain = new ArrayList<>(above);
    for (BlockDisk each : found) {
      disks.add(each.disk());
      leaves.addAll(each.leaves());
      chain.addAll(each.chain());
    }
    if (disks.size() == 1) {
      return block(found.getFirst(), chain, depth);
    }
    notes.step(name + " spreads over " + disks.size() + " disks, so it is the disk itself");
    return new Finding(
        key,
        DiskKind.POOL,
        name,
        leaves.stream().map(BlockDevice::name).sorted().toList(),
        attributes.read(disks, leaves, chain));
  }

  private Finding zfs(Mount mount) {
    String pool = mount.source().replaceFirst("/.*", "");
    notes.step("the dataset " + mount.source() + " belongs to the pool " + pool);
    notes.warn(
        DiskWarning.Code.DISKS_NOT_VISIBLE,
        "the disks of the ZFS pool "
            + pool
            + " are not visible in /sys; attributes are unknown, and partitions beside the pool are"
            + " separate disks here");
    return Finding.ofKey("zfs:" + pool, DiskKind.POOL, "ZFS pool " + pool);
  }

  private Finding overlay(Mount mount, List<BlockDevice> above, int depth) {
    String upper = mount.option("upperdir").orElse("");
    Optional<Path> folder = system.real(upper).map(Path::of).filter(Path::isAbsolute);
    // Within a container, the path of another namespace may exist by chance; that both exist is
    // less likely.
    boolean isReachable =
        upper.startsWith("/") && mount.option("workdir").flatMap(system::real).isPresent();
    if (isReachable && folder.isPresent() && !isOn(folder.get(), mount)) {
      notes.step("the overlay writes to the folder " + upper);
      Optional<Finding> below = at(folder.get(), above, depth + 1);
      if (below.isPresent()) {
        return below.get();
      }
    }
    notes.warn(
        DiskWarning.Code.OTHER_NAMESPACE,
        upper.isEmpty()
            ? "the overlay at " + mount.point() + " has no upper folder: it is read-only"
            : "the upper folder "
                + upper
                + " of the overlay at "
                + mount.point()
                + " is in another mount namespace, as in a container; keep data on a volume, or"
                + " name the disk in the property ioc.disks");
    return Finding.ofKey(
        "overlay:" + mount.device(), DiskKind.OVERLAY, "overlay at " + mount.point());
  }

  private boolean isOn(Path folder, Mount mount) {
    return mounts.containing(folder.toString()).filter(mount::equals).isPresent();
  }

  private Finding other(Mount mount, List<BlockDevice> above, int depth) {
    if (mount.source().startsWith("/dev/")) {
      return ofSource(mount, devices.ofSource(mount.source()), above, depth);
    }
    notes.warn(
        DiskWarning.Code.DISKS_NOT_VISIBLE,
        "the file system type "
            + mount.type()
            + " is not known, and its mount names no device; name the disk in the property"
            + " ioc.disks");
    return bySource(mount, DiskKind.FILE_STORE);
  }

  private Finding ofSource(
      Mount mount, Optional<BlockDevice> source, List<BlockDevice> above, int depth) {
    if (source.isPresent()) {
      notes.step("the source " + mount.source() + " is the device " + source.get().name());
      return block(devices.below(source.get()), above, depth);
    }
    warnOfHidden(mount.source());
    return Finding.ofKey("dev:" + mount.source(), DiskKind.DEVICE, mount.source());
  }

  /** Warns that a device is taken for a disk, because its place among the devices is unknown. */
  private void warnOfHidden(String device) {
    notes.warn(
        DiskWarning.Code.PARTITIONS_UNKNOWN,
        "/sys does not show the device "
            + device
            + ", as in a container that hides it: partitions of one disk are separate disks here,"
            + " and attributes are unknown; name the disk in the property ioc.disks");
  }

  private Finding bySource(Mount mount, DiskKind kind) {
    String source = mount.source();
    String program = mount.type().substring(mount.type().indexOf('.') + 1);
    // Mounts without a source of their own have the name of their type or program there.
    boolean isTelling =
        !source.isBlank()
            && !source.equals("none")
            && !source.equals(mount.type())
            && !source.equals(program);
    String key = isTelling ? "fs:" + source : "fs:" + mount.type() + "@" + mount.device();
    notes.step("I/O of " + mount.type() + " goes to no disk of this machine that is known here");
    return Finding.ofKey(key, kind, described(mount));
  }
}
