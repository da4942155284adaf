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
 * Private copy of one jar of a plugin. The copy was found to be a complete jar within the size
 * limits. Immutable.
 *
 * @param name file name of the original, for messages
 * @param copy path of the copy, whose name ends in {@code .jar}
 * @param descriptor its {@code module-info}, or null for a jar without one
 */
record CopiedJar(String name, Path copy, @Nullable ModuleDescriptor descriptor) {
  /** Names of the services that a jar must provide to be a plugin. */
  private static final Set<String> SERVICES =
      Set.of(ElevatorType.class.getName(), DriverType.class.getName());

  /**
   * Limits, in bytes, of entries that the JDK reads as a whole. A jar with a larger entry is
   * refused as an attack.
   */
  private static final long MAX_SERVICE_BYTES = 1 << 20;

  private static final long MAX_DESCRIPTOR_BYTES = 1 << 20;
  private static final long MAX_MANIFEST_BYTES = 16 << 20;
  private static final long MAX_CLASS_BYTES = 64 << 20;

  private static final String DESCRIPTOR = "module-info.class";

  /**
   * Returns the file name of the copy. Its extension is lower-case, because only then does the
   * module finder accept the jar.
   */
  static String nameOfCopy(String name) {
    return name.substring(0, name.length() - ".jar".length()) + ".jar";
  }

  /** Returns whether a file name is that of a jar, in upper or lower case. */
  static boolean isNameOfJar(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".jar");
  }

  /**
   * Opens a copy and checks it.
   *
   * @param name file name of the original
   * @param copy path of the copy
   * @param siblings names of all jars of the plugin
   * @throws IOException if the file is not a complete jar, an entry is too large, or its manifest
   *     refers to other code; the message names the jar
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

  /**
   * Checks the size of an entry that is read as a whole. Counts the bytes of the entry, because the
   * size that it declares may be wrong.
   */
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
      // For a class it is enough to check the declared size, because no more bytes than that are
      // read.
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
   * Refuses a manifest whose {@code Class-Path} refers to anything except the other jars of the
   * plugin. Those are checked like this jar, whereas a class loader would run any other code
   * without a check and without a pinned digest. Only plain names are allowed, because a class
   * loader decodes escapes such as {@code %2e%2e%2f}.
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
   * Returns the module name of this jar. If the jar has no {@code module-info} and its file name
   * cannot be made a module name, the copy is renamed.
   *
   * @param number number of the jar within its plugin, for the new file name
   * @throws FindException if the jar cannot be a module
   */
  String moduleName(int number) throws IOException {
    ModuleDescriptor there = descriptor;
    if (there != null) {
      return there.name();
    }
    try {
      return reference(copy).descriptor().name();
    } catch (FindException e) {
      // The name cannot be made a module name, or something else is wrong. In the second case the
      // next call throws again.
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
