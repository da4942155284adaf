package io.elevator.testing;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A small elevator plugin that is compiled and packed into a jar, for tests that load plugins. It
 * is compiled against the API on the test's own class path or module path.
 */
public final class PluginJar {
  private final String packageName;
  private final String elevatorName;
  private String moduleName = "";
  private String requires = "";
  private @Nullable String version = "io.elevator.spi.SpiVersion.CURRENT";
  private String constructorBody = "";
  private String description = "\"made by a test\"";
  private String aliases = "";
  private final List<Path> libraries = new ArrayList<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private boolean provides = true;
  private String members = "";

  /**
   * Creates a plugin.
   *
   * @param packageName name of the package of the plugin's only class, {@code Type}
   * @param elevatorName name of the plugin's elevator
   */
  public PluginJar(String packageName, String elevatorName) {
    this.packageName = packageName;
    this.elevatorName = elevatorName;
  }

  /** Makes the plugin a named module. Otherwise it is a jar without a module descriptor. */
  public PluginJar named(String module) {
    moduleName = module;
    return this;
  }

  /**
   * Adds a dependency on a module that exists when the plugin is compiled, but not when it is
   * loaded.
   */
  public PluginJar requires(String module) {
    requires = module;
    return this;
  }

  /** Sets the SPI version that the plugin declares, as a Java expression; null to declare none. */
  public PluginJar version(@Nullable String expression) {
    version = expression;
    return this;
  }

  /** Makes the constructor throw an exception with the message {@code thrown on purpose}. */
  public PluginJar constructorThrows() {
    constructorBody = "throw new IllegalStateException(\"thrown on purpose\");";
    return this;
  }

  /** Sets the body of the constructor. */
  public PluginJar constructor(String body) {
    constructorBody = body;
    return this;
  }

  /** Sets the description of the elevator, by which a test distinguishes versions of the plugin. */
  public PluginJar description(String text) {
    description = '"' + text + '"';
    return this;
  }

  /** Sets the description of the elevator, as a Java expression. */
  public PluginJar describedBy(String expression) {
    description = expression;
    return this;
  }

  /** Sets a further name of the elevator. */
  public PluginJar alias(String alias) {
    aliases = '"' + alias + '"';
    return this;
  }

  /**
   * Adds a jar that is needed in addition to the API to compile the plugin. The test must make sure
   * that the jar is also loaded.
   */
  public PluginJar compiledWith(Path jar) {
    libraries.add(jar);
    return this;
  }

  /** Adds a file to the jar, before the files that the plugin needs. */
  public PluginJar entry(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  /** Adds a text file to the jar. */
  public PluginJar entry(String name, String text) {
    return entry(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a line to the jar's manifest. */
  public PluginJar manifest(String line) {
    return entry("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n" + line + "\n");
  }

  /** Adds members to the plugin's class. */
  public PluginJar members(String source) {
    members = source;
    return this;
  }

  /** Makes the jar declare no service. */
  public PluginJar providesNothing() {
    provides = false;
    return this;
  }

  /**
   * Compiles the plugin and writes the jar.
   *
   * @param work folder for intermediate files
   * @param jar path of the jar
   */
  public void write(Path work, Path jar) throws IOException {
    Path source = Files.createTempDirectory(work, "source");
    Path classes = Files.createTempDirectory(work, "classes");
    List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none"));
    String apiPath =
        Stream.concat(Stream.of(pathOf("ioc-api", "jspecify")), libraries.stream())
            .map(Object::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<Path> sources = new ArrayList<>();
    sources.add(typeSource(source));
    if (moduleName.isEmpty()) {
      arguments.addAll(List.of("-cp", apiPath));
    } else {
      String path = apiPath;
      if (!requires.isEmpty()) {
        path += File.pathSeparator + missingModule(work);
      }
      arguments.addAll(List.of("-p", path));
      sources.add(moduleSource(source));
    }
    sources.forEach(s -> arguments.add(s.toString()));
    compile(arguments);
    pack(classes, jar);
  }

  /**
   * Returns the entries of this test's module path and class path whose names contain one of the
   * given parts.
   */
  public static String pathOf(String... parts) {
    return Stream.of("jdk.module.path", "java.class.path")
        .flatMap(key -> Stream.of(System.getProperty(key, "").split(File.pathSeparator, -1)))
        .filter(entry -> Stream.of(parts).anyMatch(entry::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Writes a jar with one class {@code lib.Lib} whose method {@code version()} returns a text, for
   * plugins that contain different versions of one library.
   */
  public static Path library(Path work, Path jar, String version) throws IOException {
    return library(work, jar, "lib", "Lib", version);
  }

  /**
   * Writes a jar with one class whose method {@code version()} returns a text, with the given
   * package and class name.
   */
  public static Path library(
      Path work, Path jar, String packageName, String className, String version)
      throws IOException {
    Path source = Files.createTempDirectory(work, "library-source").resolve(className + ".java");
    Path classes = Files.createTempDirectory(work, "library-classes");
    Files.writeString(
        source,
        "package %s; public final class %s { public static String version() { return \"%s\"; } }"
            .formatted(packageName, className, version));
    compile(List.of("-d", classes.toString(), source.toString()));
    var packed = new PluginJar(packageName, "none").providesNothing();
    packed.pack(classes, jar);
    return jar;
  }

  private Path missingModule(Path work) throws IOException {
    Path source = Files.createTempDirectory(work, "missing-source").resolve("module-info.java");
    Path classes = Files.createTempDirectory(work, "missing-classes");
    Files.writeString(source, "module " + requires + " {}");
    compile(List.of("-d", classes.toString(), source.toString()));
    return classes;
  }

  private Path typeSource(Path folder) throws IOException {
    Path file = folder.resolve("Type.java");
    String annotation = version == null ? "" : "@io.elevator.spi.SpiVersion(" + version + ")\n";
    Files.writeString(
        file,
        """
        package %s;
        import io.elevator.spi.*;
        import java.util.concurrent.ConcurrentLinkedDeque;
        %spublic final class Type extends ElevatorType {
          %s
          public Type() { %s }
          public String name() { return "%s"; }
          public String description() { return %s; }
          public java.util.List<String> aliases() { return java.util.List.of(%s); }
          public boolean isQueueWide() { return true; }
          static final class Own extends Icq {
            Own(IcqOwner owner) { super(owner); }
          }
          public Icq.Factory icqFactory() { return Own::new; }
          public Elevator attach(Attachment attachment) {
            return new Elevator() {
              private final ConcurrentLinkedDeque<Request> queued = new ConcurrentLinkedDeque<>();
              public void insert(
                  HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
                for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
                  if (atHead) { queued.addFirst(rq); } else { queued.addLast(rq); }
                }
              }
              public boolean hasWork(HardwareQueue hctx) { return !queued.isEmpty(); }
              public Request dispatch(HardwareQueue hctx, long now) { return queued.pollFirst(); }
              public void exit() {}
            };
          }
        }
        """
            .formatted(
                packageName,
                annotation,
                members,
                constructorBody,
                elevatorName,
                description,
                aliases));
    return file;
  }

  private Path moduleSource(Path folder) throws IOException {
    Path file = folder.resolve("module-info.java");
    Files.writeString(
        file,
        "module %s { requires io.elevator.api; %s %s }"
            .formatted(
                moduleName,
                requires.isEmpty() ? "" : "requires " + requires + ";",
                provides
                    ? "provides io.elevator.spi.ElevatorType with " + packageName + ".Type;"
                    : ""));
    return file;
  }

  private static void compile(List<String> arguments) {
    var said = new StringWriter();
    var out = new PrintWriter(said);
    int result =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(out, out, arguments.toArray(String[]::new));
    if (result != 0) {
      throw new IllegalStateException(
          "the test's plugin does not compile: " + arguments + "\n" + said);
    }
  }

  private void pack(Path classes, Path jar) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.walk(classes)) {
      for (var entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
        out.closeEntry();
      }
      if (moduleName.isEmpty() && provides) {
        out.putNextEntry(new JarEntry("META-INF/services/io.elevator.spi.ElevatorType"));
        out.write((packageName + ".Type\n").getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
  }
}
