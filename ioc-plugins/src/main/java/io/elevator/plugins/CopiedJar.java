package io.elevator.plugins;

import io.elevator.core.services.Reasons;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.driver.DriverType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The private copy of one jar of a plugin, opened once and found to be whole and within bounds.
 * Immutable.
 *
 * @param name the file name of the original, for messages
 * @param copy the copy, whose name ends in {@code .jar}
 * @param descriptor its {@code module-info}, or null for a plain jar
 */
record CopiedJar(String name, Path copy, @Nullable ModuleDescriptor descriptor) {
  /** The services that make a jar a plugin. */
  private static final Set<String> SERVICES =
      Set.of(ElevatorType.class.getName(), DriverType.class.getName());

  /** The bounds in bytes of what the JDK reads as a whole; more is no plugin but an attack. */
  private static final long MAX_SERVICE_BYTES = 1 << 20;

  private static final long MAX_DESCRIPTOR_BYTES = 1 << 20;
  private static final long MAX_MANIFEST_BYTES = 16 << 20;
  private static final long MAX_CLASS_BYTES = 64 << 20;

  private static final String DESCRIPTOR = "module-info.class";

  /** Returns the name of a copy, which only a jar's lower-case extension makes a module. */
  static String nameOfCopy(String name) {
    return name.substring(0, name.length() - ".jar".length()) + ".jar";
  }

  /** Returns whether a file name is one of a jar, in upper or lower case. */
  static boolean isNameOfJar(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".jar");
  }

  /**
   * Opens a copy and checks it.
   *
   * @param siblings the names of all jars of the plugin
   * @throws IOException if it is no whole jar, an entry is too large, or its manifest leads to
   *     other code; the message names the jar
   */
  static CopiedJar open(String name, Path copy, Set<String> siblings) throws IOException {
    boolean modular;
    try (JarFile jar =
        new JarFile(copy.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion())) {
      if (jar.size() == 0) {
        throw new ZipException("it is empty");
      }
      for (var entries = jar.entries(); entries.hasMoreElements(); ) {
        requireBounded(name, jar, entries.nextElement());
      }
      requireNoOtherCode(name, jar.getManifest(), siblings);
      modular = jar.getEntry(DESCRIPTOR) != null;
    } catch (ZipException e) {
      throw new IOException(name + " is no whole jar: " + e.getMessage(), e);
    }
    try {
      return new CopiedJar(name, copy, modular ? reference(copy).descriptor() : null);
    } catch (FindException e) {
      throw new IOException(name + " has a module-info that cannot be used: " + Reasons.of(e), e);
    }
  }

  /** Bounds what is read as a whole; sizes that an entry declares are not believed. */
  private static void requireBounded(String name, ZipFile jar, ZipEntry entry) throws IOException {
    String path = entry.getName();
    long limit;
    if (path.startsWith("META-INF/services/")) {
      limit = MAX_SERVICE_BYTES;
    } else if (path.equals(DESCRIPTOR) || path.endsWith('/' + DESCRIPTOR)) {
      limit = MAX_DESCRIPTOR_BYTES;
    } else if (path.equalsIgnoreCase(JarFile.MANIFEST_NAME)) {
      limit = MAX_MANIFEST_BYTES;
    } else {
      // A class is read up to the size that its entry declares.
      if (path.endsWith(".class") && entry.getSize() > MAX_CLASS_BYTES) {
        throw tooLarge(name, path, MAX_CLASS_BYTES);
      }
      return;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] part = new byte[1 << 13];
      long bytes = 0;
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        bytes += read;
        if (bytes > limit) {
          throw tooLarge(name, path, limit);
        }
      }
    }
  }

  private static IOException tooLarge(String name, String path, long limit) {
    return new IOException(
        name + " has an entry " + path + " of more than " + limit + " bytes, the limit for it");
  }

  /**
   * Refuses a {@code Class-Path} that leads to anything but the other jars of the plugin, which are
   * checked like this one: a class loader would run code from there that is neither checked nor
   * pinned. The names are plain, as a class loader decodes them ({@code %2e%2e%2f}).
   */
  private static void requireNoOtherCode(
      String name, @Nullable Manifest manifest, Set<String> siblings) throws IOException {
    String classPath =
        manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
    if (classPath == null || classPath.isBlank()) {
      return;
    }
    for (String each : classPath.trim().split("\\s+", -1)) {
      if (!siblings.contains(each) || !each.matches("[A-Za-z0-9._-]+")) {
        throw new IOException(
            name
                + " has a manifest with the Class-Path entry "
                + each
                + ", which would run code that is not checked; expected no Class-Path, or only"
                + " names of jars in the same folder of jars");
      }
    }
  }

  /** Returns whether the {@code module-info} of this jar provides an elevator or a driver. */
  boolean isPluginModule() {
    ModuleDescriptor there = descriptor;
    return there != null
        && there.provides().stream()
            .map(ModuleDescriptor.Provides::service)
            .anyMatch(SERVICES::contains);
  }

  /**
   * Returns the names of the classes that the {@code module-info} of this jar provides for a
   * service.
   */
  List<String> provided(Class<?> service) {
    ModuleDescriptor there = descriptor;
    return there == null
        ? List.of()
        : there.provides().stream()
            .filter(provides -> provides.service().equals(service.getName()))
            .flatMap(provides -> provides.providers().stream())
            .toList();
  }

  /**
   * Returns the name of this jar as a module. The copy of a plain jar whose file name makes no
   * module name gets another file name.
   *
   * @param number tells the jars of a plugin apart
   * @throws FindException if it cannot be a module
   */
  String moduleName(int number) throws IOException {
    ModuleDescriptor there = descriptor;
    if (there != null) {
      return there.name();
    }
    try {
      return reference(copy).descriptor().name();
    } catch (FindException e) {
      // The name is no module name, or something else is wrong, which the next call reports.
      Path renamed = copy.resolveSibling("unnamed" + number + ".of.plugin.jar");
      Files.move(copy, renamed);
      try {
        return reference(renamed).descriptor().name();
      } catch (FindException f) {
        FindException renamedBack =
            new FindException(Reasons.of(f).replace(renamed.getFileName().toString(), name));
        renamedBack.addSuppressed(f);
        throw renamedBack;
      }
    }
  }

  private static ModuleReference reference(Path copy) {
    return ModuleFinder.of(copy).findAll().iterator().next();
  }
}
