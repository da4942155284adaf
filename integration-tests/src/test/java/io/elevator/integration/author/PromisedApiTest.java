package io.elevator.integration.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of the API that would break compiled users makes the build fail. */
class PromisedApiTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final List<String> GUARDED =
      List.of(
          "ioc-api", "ioc-core", "ioc-plugins", "ioc-guice", "ioc-conformance", "elevator-testkit");

  @TempDir Path work;

  @Test
  void removingAnApiMemberFailsTheBuild() throws Exception {
    var machine = new AuthorsMachine(work);
    Path clone = machine.project();
    try (var modules = Files.list(ROOT)) {
      for (Path module : modules.filter(each -> Files.exists(each.resolve("pom.xml"))).toList()) {
        Path copy = Files.createDirectory(clone.resolve(module.getFileName()));
        Files.copy(module.resolve("pom.xml"), copy.resolve("pom.xml"));
      }
    }
    Files.copy(ROOT.resolve("pom.xml"), clone.resolve("pom.xml"));
    copy(ROOT.resolve("ioc-api/src/main"), clone.resolve("ioc-api/src/main"));
    copy(ROOT.resolve("ioc-api/src/api"), clone.resolve("ioc-api/src/api"));
    Path changed = clone.resolve("ioc-api/src/main/java/io/elevator/spi/MergeKind.java");
    String before = Files.readString(changed);
    String after = before.replaceFirst("BACK,", "BEHIND,");
    assertThat(after).isNotEqualTo(before);
    Files.writeString(changed, after);

    var outcome =
        machine.attempt("mvn -q -pl ioc-api -Dquick -Dioc.api.skip=false -DskipTests verify");

    assertThat(outcome.status()).as(outcome.said()).isNotZero();
    assertThat(outcome.said())
        .contains("japicmp", "io.elevator.spi.MergeKind.BACK", "FIELD_REMOVED");
  }

  @Test
  void everyModuleWithAnApiHasAPromisedJar() {
    assertThat(GUARDED)
        .allSatisfy(
            module -> assertThat(ROOT.resolve(module).resolve("src/api/promised.jar")).exists());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }
}
