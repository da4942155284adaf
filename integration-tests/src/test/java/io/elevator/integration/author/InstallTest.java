package io.elevator.integration.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page about writing an elevator tells an author how to install the modules. The test runs the
 * page's command in a clean copy of the sources. Then a project outside this build uses each
 * installed artefact alone, and makes an image of an application.
 */
class InstallTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String VERSION = Shell.property("ioc.version");

  @TempDir static Path work;

  /** Dependencies of the application from which images are made. */
  private static final List<String> IMAGE =
      List.of(
          "ioc-core",
          "ioc-files",
          "ioc-devices",
          "elevator-mq-deadline",
          "elevator-bfq",
          "elevator-kyber");

  private static CleanClone clone;
  private static Map<String, Consumer> consumers;

  @BeforeAll
  static void install() throws Exception {
    String command =
        block("docs/writing-an-elevator.md", "<!-- in the clone of ioc -->\\n```sh\\n(.*?)```");
    clone = new CleanClone(work);
    Shell.run(clone.folder(), command);
    Map<String, List<String>> dependencies = new TreeMap<>();
    try (var installed = Files.list(clone.installed())) {
      installed
          .map(each -> each.getFileName().toString())
          .filter(name -> Files.exists(jar(name)) && !name.equals("test-support"))
          .forEach(name -> dependencies.put(name, List.of(name)));
    }
    dependencies.put("image", IMAGE);
    consumers = Consumer.resolve(work.resolve("projects"), clone.repository(), dependencies);
  }

  private static Path jar(String artefact) {
    return clone
        .installed()
        .resolve(artefact + "/" + VERSION + "/" + artefact + "-" + VERSION + ".jar");
  }

  private static Consumer consumer(String project) {
    assertThat(consumers).containsKey(project);
    return consumers.get(project);
  }

  @Test
  void commandOfThePageInstallsTheModulesFromACleanClone() throws IOException {
    try (var all = Files.list(clone.installed())) {
      assertThat(all.map(each -> each.getFileName().toString()))
          .contains("ioc-parent", "ioc-bom", "ioc-api", "ioc-core", "ioc-devices")
          .contains("elevator-testkit", "elevator-mq-deadline", "elevator-bfq", "elevator-kyber")
          .doesNotContain("integration-tests", "benchmarks");
    }
    assertThat(jar("ioc-api")).isNotEmptyFile();
  }

  /** The libraries are all that a user of the artefact gets besides modules of this project. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ioc-api | jspecify | bfq, 1 latency",
        "ioc-core | jspecify | drivers [], elevators []",
        "ioc-plugins | jspecify | problems []",
        "ioc-conformance | jspecify | refused",
        "ioc-files | jspecify | false",
        "ioc-devices | jspecify | true",
        "elevator-bfq | jspecify | bfq",
        "elevator-fairway | jspecify | fairway",
        "elevator-kyber | jspecify | kyber",
        "elevator-mq-deadline | jspecify | mq-deadline",
        "ioc-workload | jspecify | 256 reads",
        "ioc-report | jspecify jackson-databind jackson-core jackson-annotations | 256 reads",
        "ioc-guice | jspecify guice guava jakarta.inject-api aopalliance failureaccess"
            + " listenablefuture error_prone_annotations j2objc-annotations"
            + " | injected, problems []",
        "elevator-testkit | jspecify junit-jupiter-api junit-platform-commons opentest4j"
            + " apiguardian-api archunit slf4j-api | testkit-drive",
      })
  void artefactResolvedAloneRunsItsSampleOnBothPaths(
      String artefact, String libraries, String expected) throws Exception {
    Consumer consumer = consumer(artefact);

    assertThat(librariesOf(consumer)).isEqualTo(new TreeSet<>(Set.of(libraries.split(" "))));
    assertThat(requiredByFileName(consumer)).isEmpty();
    assertThat(consumer.runOnTheClassPath("samples/" + artefact)).endsWith(expected + "\n");
    assertThat(consumer.runOnTheModulePath("samples/" + artefact)).endsWith(expected + "\n");
  }

  @Test
  void eachInstalledArtefactHasASample() {
    assertThat(consumers.keySet())
        .filteredOn(name -> !name.equals("image") && !name.equals("ioc-cli"))
        .isNotEmpty()
        .allSatisfy(name ->
            assertThat(InstallTest.class.getResource("samples/" + name + "/Sample.java"))
                .as(name)
                .isNotNull());
  }

  @Test
  void commandResolvedAloneRunsOnBothPaths() throws Exception {
    Consumer consumer = consumer("ioc-cli");

    assertThat(requiredByFileName(consumer)).isEmpty();
    String path = Consumer.path(consumer.jars());
    String main = "io.elevator.cli.Main";
    // The version comes from the module, so the command does not know it on the class path.
    assertThat(consumer.java("-cp " + path + " " + main + " --version")).startsWith("ioc ");
    assertThat(consumer.java("-p " + path + " -m io.elevator.cli/" + main + " --version"))
        .contains(VERSION);
  }

  @Test
  void applicationRunsInImagesOfJlinkAndJpackage() throws Exception {
    Consumer consumer = consumer("image");
    List<String> path = List.of("-p", Consumer.path(consumer.jars()));
    Path classes = consumer.compile("image", "classes", path, "App.java", "module-info.java");
    String modules = classes + File.pathSeparator + Consumer.path(consumer.jars());
    String commands = block("docs/releasing.md", "<!-- run by InstallTest -->\\n```sh\\n(.*?)```");

    Shell.run(consumer.project(), "MODULES=" + modules + "\n" + commands);

    Files.write(consumer.project().resolve("data"), new byte[1 << 16]);
    for (String start :
        List.of("image/bin/java -m org.example.app/org.example.App", "app/bin/app")) {
      assertThat(Shell.run(consumer.project(), start + " data"))
          .as(start)
          .endsWith("disk found: true\nbfq OK\nkyber OK\nmq-deadline OK\n");
    }
  }

  @Test
  void readmeNamesAnInstalledArtefact() throws IOException {
    String dependency = block("README.md", "<dependency>(.*?)</dependency>").replaceAll("\\s", "");
    assertThat(dependency)
        .isEqualTo(
            "<groupId>io.elevator</groupId><artifactId>ioc-core</artifactId><version>"
                + VERSION
                + "</version>");
  }

  /** A repository such as Maven Central refuses an artefact without any of these elements. */
  @Test
  void pomsHaveWhatARepositoryAsksFor() throws Exception {
    assertThat(consumers).containsKeys("ioc-core", "ioc-cli");
    for (String artefact : consumers.keySet()) {
      if (!artefact.equals("image")) {
        assertThat(pom(artefact))
            .as(artefact)
            .contains("<artifactId>ioc-parent</artifactId>", "<name>" + artefact + "</name>")
            .contains("<description>");
      }
    }
    for (String root : List.of("ioc-parent", "ioc-bom")) {
      assertThat(pom(root))
          .as(root)
          .contains(
              "<name>", "<description>", "<url>https://www.apache.org/licenses/LICENSE-2.0.txt")
          .contains("<developer>", "<scm", "<developerConnection>", "  <url>");
    }
  }

  private static String pom(String artefact) throws IOException {
    return Files.readString(
        clone
            .installed()
            .resolve(artefact + "/" + VERSION + "/" + artefact + "-" + VERSION + ".pom"));
  }

  /** Returns the first group of the only match of a pattern on a page. */
  private static String block(String page, String pattern) throws IOException {
    List<String> found =
        Pattern.compile(pattern, Pattern.DOTALL)
            .matcher(Files.readString(ROOT.resolve(page)))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(found).as("%s on %s", pattern, page).hasSize(1);
    return found.getFirst();
  }

  /** Returns the artifact ids of the resolved jars that do not belong to this project. */
  private static Set<String> librariesOf(Consumer consumer) {
    return consumer.jars().stream()
        .filter(jar -> !jar.toString().contains("/io/elevator/"))
        .map(jar -> jar.getParent().getParent().getFileName().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Returns the modules that a module of this project requires and whose names come from the names
   * of their files.
   */
  private static List<String> requiredByFileName(Consumer consumer) throws IOException {
    Set<String> byFileName = new TreeSet<>();
    List<ModuleDescriptor> ours = new ArrayList<>();
    for (Path jar : consumer.jars()) {
      ModuleReference module = ModuleFinder.of(jar).findAll().iterator().next();
      if (jar.toString().contains("/io/elevator/")) {
        ours.add(module.descriptor());
      }
      try (JarFile file = new JarFile(jar.toFile())) {
        if (module.descriptor().isAutomatic()
            && file.getManifest().getMainAttributes().getValue("Automatic-Module-Name") == null) {
          byFileName.add(module.descriptor().name());
        }
      }
    }
    assertThat(ours).isNotEmpty().noneMatch(ModuleDescriptor::isAutomatic);
    return ours.stream()
        .flatMap(module ->
            module.requires().stream()
                .filter(requires -> byFileName.contains(requires.name()))
                .map(requires -> module.name() + " requires " + requires.name()))
        .toList();
  }
}
