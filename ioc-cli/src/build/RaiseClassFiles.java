import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Build tool that converts those classes of a jar that were compiled for Java 5 to the class file
 * format of Java 8, and adds the stack maps of that format. The code of the classes does not
 * change. The JVM verifies the old format by inference, which takes it several times as long, and
 * does not put classes that need inference into its AOT cache.
 *
 * <p>Usage: {@code java RaiseClassFiles.java FROM TO}. The tool stops with an error if the jar is
 * signed, or if a converted class does not pass verification.
 */
public final class RaiseClassFiles {
  private static final int OLDEST_WITH_MAPS = ClassFile.JAVA_7_VERSION;

  private RaiseClassFiles() {}

  public static void main(String[] args) throws IOException {
    Path from = Path.of(args[0]);
    Path to = Path.of(args[1]);
    int raised = 0;
    try (JarFile jar = new JarFile(from.toFile());
        URLClassLoader classes = new URLClassLoader(new URL[] {from.toUri().toURL()}, null)) {
      ClassFile files =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(classes)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      Manifest manifest = jar.getManifest();
      Attributes main = manifest.getMainAttributes();
      main.putValue("Changed", "class files raised to the format of Java 8 for the AOT cache");
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
        // A JarOutputStream with a manifest would give it the time of the build.
        put(out, jar.getJarEntry(JarFile.MANIFEST_NAME), bytesOf(manifest));
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
          JarEntry entry = entries.nextElement();
          String name = entry.getName();
          if (name.equals(JarFile.MANIFEST_NAME)) {
            continue;
          }
          if (name.startsWith("META-INF/") && name.endsWith(".SF")) {
            throw new IOException(from + " is signed; its classes cannot be changed");
          }
          byte[] bytes;
          try (InputStream in = jar.getInputStream(entry)) {
            bytes = in.readAllBytes();
          }
          if (name.endsWith(".class")) {
            ClassModel model = files.parse(bytes);
            if (model.majorVersion() < OLDEST_WITH_MAPS) {
              bytes = raised(files, model);
              raised++;
            }
          }
          put(out, entry, bytes);
        }
      }
    }
    if (raised == 0) {
      throw new IOException(from + " has no class of an old format; it can be taken as it is");
    }
  }

  /** Writes an entry with the name and the time of another entry. */
  private static void put(JarOutputStream out, JarEntry like, byte[] bytes) throws IOException {
    JarEntry written = new JarEntry(like.getName());
    written.setTimeLocal(like.getTimeLocal());
    out.putNextEntry(written);
    out.write(bytes);
    out.closeEntry();
  }

  private static byte[] bytesOf(Manifest manifest) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    manifest.write(bytes);
    return bytes.toByteArray();
  }

  private static byte[] raised(ClassFile files, ClassModel model) throws IOException {
    byte[] bytes =
        files.build(
            model.thisClass().asSymbol(),
            to -> {
              model.forEach(to::with);
              to.withVersion(ClassFile.JAVA_8_VERSION, 0);
            });
    List<VerifyError> errors = files.verify(bytes);
    if (!errors.isEmpty()) {
      throw new IOException(model.thisClass().asInternalName() + ": " + errors.getFirst());
    }
    return bytes;
  }
}
