package io.elevator.integration.walls;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testing.PluginJar;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each reference in a public type declares whether it may be null, and each public type has
 * Javadoc. Otherwise callers would find out about null at run time, and implementers would have to
 * read the source. Class files contain no comments, so the compiler checks the Javadoc.
 */
class PublicApiTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String NULL_MARKED = "Lorg/jspecify/annotations/NullMarked;";

  @TempDir Path work;

  @ParameterizedTest
  @EnumSource
  void everyModuleIsNullMarked(CheckedModule module) throws IOException {
    try (ModuleReader reader = module.reference().open();
        InputStream info = reader.open("module-info.class").orElseThrow()) {
      assertThat(isNullMarked(info.readAllBytes())).as("%s", module).isTrue();
    }
  }

  @Test
  void moduleThatIsNotNullMarkedIsReported() throws IOException {
    assertThat(isNullMarked(compileModule("module a {}", "a"))).isFalse();
    assertThat(isNullMarked(compileModule("@Deprecated module b {}", "b"))).isFalse();
    assertThat(
            isNullMarked(
                compileModule(
                    "@org.jspecify.annotations.NullMarked module c { requires static"
                        + " org.jspecify; }",
                    "c")))
        .isTrue();
  }

  private static boolean isNullMarked(byte[] moduleInfo) {
    return ClassFile.of().parse(moduleInfo).attributes().stream()
        .filter(RuntimeVisibleAnnotationsAttribute.class::isInstance)
        .map(RuntimeVisibleAnnotationsAttribute.class::cast)
        .flatMap(attribute -> attribute.annotations().stream())
        .anyMatch(annotation -> annotation.classSymbol().descriptorString().equals(NULL_MARKED));
  }

  private byte[] compileModule(String source, String name) throws IOException {
    Path file = Files.createDirectory(work.resolve(name)).resolve("module-info.java");
    Files.writeString(file, source);
    assertThat(
            javac(
                List.of(
                    "-d",
                    file.getParent().toString(),
                    "-p",
                    PluginJar.pathOf("jspecify"),
                    file.toString())))
        .isEmpty();
    return Files.readAllBytes(file.resolveSibling("module-info.class"));
  }

  @ParameterizedTest
  @CsvSource({
    "API, ioc-api",
    "CORE, ioc-core",
    "PLUGINS, ioc-plugins",
    "GUICE, ioc-guice",
    "CONFORMANCE, ioc-conformance",
    "TESTKIT, elevator-testkit",
    "WORKLOAD, ioc-workload",
    "FILES, ioc-files"
  })
  void everyPublicTypeAndMemberIsDocumented(CheckedModule module, String folder)
      throws IOException {
    List<Path> sources;
    try (var all = Files.walk(ROOT.resolve(folder).resolve("src/main/java"))) {
      sources =
          all.filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("module-info.java"))
              .toList();
    }
    String exported =
        module.reference().descriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .sorted()
            .collect(Collectors.joining(","));
    assertThat(exported).isNotEmpty();
    assertThat(withoutComment(exported, sources)).isEmpty();
  }

  @Test
  void undocumentedElementIsReported() throws IOException {
    Path source = Files.createDirectories(work.resolve("open")).resolve("Silent.java");
    Files.writeString(
        source,
        """
        package open;
        public class Silent {
          /** Said. */
          public static final int SAID = 1;
          public static final int UNSAID = 2;
          private int own;
          /** Said. */
          protected Silent() {}
          protected void silent() {}
          void inside() {}
        }
        """);
    assertThat(withoutComment("open", List.of(source)))
        .hasSize(3)
        .anyMatch(line -> line.contains("Silent.java:2:"))
        .anyMatch(line -> line.contains("Silent.java:5:"))
        .anyMatch(line -> line.contains("Silent.java:9:"));
    assertThat(withoutComment("elsewhere", List.of(source))).isEmpty();
  }

  /**
   * Returns the source positions of public or protected elements that have no Javadoc, as the
   * compiler reports them.
   */
  private List<String> withoutComment(String packages, List<Path> sources) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-d",
                Files.createTempDirectory(work, "classes").toString(),
                "-proc:none",
                "-Xlint:none",
                "-Xdoclint:missing/protected",
                "-Xdoclint/package:" + packages,
                "-Xmaxwarns",
                "10000",
                "-cp",
                PluginJar.pathOf("")));
    sources.forEach(source -> arguments.add(source.toString()));
    return javac(arguments)
        .lines()
        .filter(line -> line.contains("warning: no comment") || line.contains(": error:"))
        .toList();
  }

  private static String javac(List<String> arguments) {
    var said = new StringWriter();
    var out = new PrintWriter(said);
    ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(String[]::new));
    return said.toString();
  }
}
