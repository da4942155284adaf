package io.elevator.core.plugin;

import io.elevator.spi.ElevatorType;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compiles and packs a small elevator plugin, for tests that drop jars in. */
final class PluginJar {
  private final String packageName;
  private final String elevatorName;
  private String moduleName = "";
  private String requires = "";
  private String version = "io.elevator.spi.SpiVersion.CURRENT";
  private String constructorBody = "";
  private String description = "made by a test";
  private boolean provides = true;

  PluginJar(String packageName, String elevatorName) {
    this.packageName = packageName;
    this.elevatorName = elevatorName;
  }

  PluginJar named(String module) {
    moduleName = module;
    return this;
  }

  /** Another module that it needs, which is there when it is compiled and not when it is loaded. */
  PluginJar requires(String module) {
    requires = module;
    return this;
  }

  PluginJar version(String expression) {
    version = expression;
    return this;
  }

  PluginJar constructorThrows() {
    constructorBody = "throw new IllegalStateException(\"thrown on purpose\");";
    return this;
  }

  /** Its constructor does this. */
  PluginJar constructor(String body) {
    constructorBody = body;
    return this;
  }

  /** What it says about itself, to tell versions apart. */
  PluginJar description(String text) {
    description = text;
    return this;
  }

  PluginJar providesNothing() {
    provides = false;
    return this;
  }

  void write(Path work, Path jar) throws IOException {
    Path source = Files.createTempDirectory(work, "source");
    Path classes = Files.createTempDirectory(work, "classes");
    List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none"));
    String apiPath = apiPath();
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

  /** The API, and JSpecify, which its descriptor wants at compile time only. */
  private static String apiPath() {
    return Stream.of("jdk.module.path", "java.class.path")
        .flatMap(key -> Stream.of(System.getProperty(key, "").split(File.pathSeparator)))
        .filter(entry -> entry.contains("ioc-api") || entry.contains("jspecify"))
        .collect(Collectors.joining(File.pathSeparator));
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
        import java.util.Set;
        import java.util.concurrent.ConcurrentLinkedDeque;
        %spublic final class Type extends ElevatorType {
          public Type() { %s }
          public String name() { return "%s"; }
          public String description() { return "%s"; }
          public Set<ElevatorCapability> capabilities() {
            return Set.of(ElevatorCapability.QUEUE_WIDE_DISPATCH);
          }
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
            .formatted(packageName, annotation, constructorBody, elevatorName, description));
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
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
        out.closeEntry();
      }
      if (moduleName.isEmpty() && provides) {
        out.putNextEntry(new JarEntry("META-INF/services/" + ElevatorType.class.getName()));
        out.write((packageName + ".Type\n").getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
  }
}
