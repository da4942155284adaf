package io.elevator.files.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The machine that this virtual machine runs on, read through {@link Files}. Stateless. */
public final class RealSystem implements SystemTree {
  private final String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);

  /** Creates a reader of this machine. */
  public RealSystem() {}

  @Override
  public boolean isLinux() {
    return name.startsWith("linux");
  }

  @Override
  public String text(String file, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return new String(in.readNBytes(limit), StandardCharsets.UTF_8);
    }
  }

  @Override
  public List<String> names(String folder, int limit) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(folder))) {
      for (Path entry : entries) {
        if (names.size() == limit) {
          break;
        }
        names.add(String.valueOf(entry.getFileName()));
      }
    }
    return names;
  }

  @Override
  public Path realPath(Path path) throws IOException {
    return path.toRealPath();
  }

  @Override
  public Path linkTarget(Path link) throws IOException {
    return Files.readSymbolicLink(link);
  }

  @Override
  public DeviceNumber device(Path path) throws IOException {
    Object dev = Files.getAttribute(path, "unix:dev");
    if (dev instanceof Long number) {
      return DeviceNumber.ofStat(number);
    }
    throw new IOException(path + ": unix:dev is " + dev + "; expected a long");
  }

  @Override
  public String store(Path path) throws IOException {
    FileStore store = Files.getFileStore(path);
    if (name.startsWith("windows")) {
      // The name is a label that two volumes may share; the serial number tells them apart.
      return "volume " + store.getAttribute("volume:vsn");
    }
    // On macOS, slices of one disk are named disk3s1, disk3s5, ….
    return name.startsWith("mac")
        ? store.name().replaceFirst("^(/dev/disk\\d+)(s\\d+)+$", "$1")
        : store.name();
  }
}
