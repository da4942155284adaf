package io.elevator.devices.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The options of drives in a folder, for the contracts of drivers. */
public final class Folders {
  private Folders() {}

  /** Returns options of a drive on the files below an empty folder. */
  public static Map<String, String> files(Path folder) {
    try {
      Path fresh = Files.createTempDirectory(folder, "files");
      return Map.of("folder", fresh.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns options of a drive on a new file of 8 MiB. */
  public static Map<String, String> device(Path folder) {
    try {
      Path fresh = Files.createTempDirectory(folder, "device");
      return Map.of("filename", fresh.resolve("drive").toString(), "size", "8m");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
