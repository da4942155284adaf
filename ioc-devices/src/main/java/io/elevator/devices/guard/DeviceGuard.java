package io.elevator.devices.guard;

import io.elevator.devices.linux.Errno;
import io.elevator.devices.linux.LinuxException;
import io.elevator.devices.linux.NativeFile;
import io.elevator.devices.options.BackingOptions;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A drive's claim on the block device that it writes to. The claim is refused while the device is
 * mounted or otherwise in use. Where native access is enabled, the claim holds an exclusive
 * descriptor until the drive is closed, so that the device cannot be mounted meanwhile. All drives
 * of a JVM on one device share one descriptor, because the kernel would refuse a second exclusive
 * descriptor.
 *
 * <p>Thread-safe: {@link #LOCK} guards the table of descriptors and the counts in it.
 */
public final class DeviceGuard implements AutoCloseable {
  private static final DeviceUses SYSTEM =
      new DeviceUses(Path.of("/proc"), Path.of("/sys"), DeviceNumbers::ofFileSystem);

  private static final DeviceGuard NOTHING = new DeviceGuard(DeviceNumbers.NONE);

  private static final ReentrantLock LOCK = new ReentrantLock();

  /** Open exclusive descriptors by device number. Guarded by {@link #LOCK}. */
  private static final Map<Long, Descriptor> OPEN = new HashMap<>();

  /** An exclusive descriptor and the number of drives that use it. Guarded by {@link #LOCK}. */
  private static final class Descriptor {
    final NativeFile file;
    int users;

    Descriptor(NativeFile file) {
      this.file = file;
    }
  }

  private final long device;

  /** Whether this claim was released. Guarded by {@link #LOCK}. */
  private boolean closed;

  private DeviceGuard(long device) {
    this.device = device;
  }

  /**
   * Claims the file of a drive, before the drive opens the file for writing. A regular file needs
   * no claim, but is refused if a mounted loop device uses it. Systems other than Linux are not
   * examined.
   *
   * @param wanted options of the drive
   * @throws FileSystemException if the device is in use; the message says by what, and names an
   *     option that helps
   */
  public static DeviceGuard claim(BackingOptions wanted) throws IOException {
    return claim(wanted, SYSTEM, NativeFile.unavailableReason().isEmpty());
  }

  /**
   * Claims the file of a drive, with a given search for uses of devices.
   *
   * @param wanted options of the drive
   * @param uses search for the uses of a device
   * @param exclusively whether an exclusive descriptor can be opened
   */
  static DeviceGuard claim(BackingOptions wanted, DeviceUses uses, boolean exclusively)
      throws IOException {
    Path path = wanted.path();
    if (wanted.isFolder()
        || wanted.isReadOnly()
        || wanted.allowsMountedWrite()
        || !isLinux()
        || !Files.exists(path)) {
      return NOTHING;
    }
    long device = uses.number(path);
    String use = device == DeviceNumbers.NONE ? uses.ofFile(path) : uses.of(device);
    if (use != null) {
      throw inUseException(path, use);
    }
    if (device == DeviceNumbers.NONE) {
      return NOTHING;
    }
    if (exclusively) {
      return open(path, device, uses);
    }
    if (!uses.knows(device)) {
      throw inUseException(
          path,
          "block device "
              + DeviceNumbers.text(device)
              + ", and neither /sys nor native access (--enable-native-access) can tell whether it"
              + " is in use");
    }
    return NOTHING;
  }

  private static DeviceGuard open(Path path, long device, DeviceUses uses) throws IOException {
    LOCK.lock();
    try {
      Descriptor descriptor = OPEN.get(device);
      if (descriptor == null) {
        try {
          descriptor = new Descriptor(NativeFile.openExclusively(path));
        } catch (LinuxException e) {
          if (e.errno() != Errno.EBUSY) {
            throw e;
          }
          if (sharesDisk(device, uses)) {
            // The open failed with EBUSY only because another drive of this JVM has the whole disk,
            // or a partition of it, open exclusively.
            return NOTHING;
          }
          throw inUseException(
              path,
              "in use: another process, or a file system mounted in another mount namespace, has"
                  + " it open exclusively (EBUSY)");
        }
        OPEN.put(device, descriptor);
      }
      descriptor.users++;
      return new DeviceGuard(device);
    } finally {
      LOCK.unlock();
    }
  }

  private static boolean sharesDisk(long device, DeviceUses uses) throws IOException {
    long disk = uses.disk(device);
    for (long open : OPEN.keySet()) {
      if (uses.disk(open) == disk) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLinux() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
  }

  private static FileSystemException inUseException(Path path, String use) {
    return new FileSystemException(
        path.toString(),
        null,
        "writing is refused, as it is "
            + use
            + "; release it first, or give readonly=1 to read only, or "
            + BackingOptions.ALLOW_MOUNTED_WRITE
            + "=1 to write all the same");
  }

  /**
   * Releases the claim. When the last drive on a device releases its claim, the exclusive
   * descriptor is closed.
   */
  @Override
  public void close() throws IOException {
    LOCK.lock();
    try {
      Descriptor descriptor = OPEN.get(device);
      if (closed || descriptor == null) {
        return;
      }
      closed = true;
      if (--descriptor.users == 0) {
        OPEN.remove(device);
        descriptor.file.close();
      }
    } finally {
      LOCK.unlock();
    }
  }
}
