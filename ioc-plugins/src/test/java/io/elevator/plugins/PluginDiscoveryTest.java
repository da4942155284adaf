package io.elevator.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.PluginProblem;
import io.elevator.core.registry.RegisteredElevator;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.SpiVersion;
import io.elevator.testing.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class PluginDiscoveryTest extends DiscoveryFixture {
  @Test
  void namedModuleGetsItsOwnLayer() throws IOException {
    new PluginJar("one", "alpha").named("plugin.alpha").write(work, folder.resolve("a.jar"));
    discovery.addFolder(folder);
    assertThat(registry.problems()).isEmpty();
    assertThat(names()).containsExactly("alpha");
    RegisteredElevator found = registry.elevator("alpha");
    Module module = found.type().getClass().getModule();
    assertThat(module.getName()).isEqualTo("plugin.alpha");
    assertThat(module.getLayer()).isNotSameAs(ElevatorType.class.getModule().getLayer());
    assertThat(found.source()).endsWith("a.jar");
  }

  @Test
  void jarWithAServicesFileIsFound() throws IOException {
    new PluginJar("plain", "beta").write(work, folder.resolve("beta.jar"));
    discovery.addFolder(folder);
    assertThat(registry.problems()).isEmpty();
    assertThat(names()).containsExactly("beta");
  }

  @Test
  void aLinkWithTheNameOfAJarThatLeadsToNoFileIsReported() throws IOException {
    new PluginJar("plain", "beta").write(work, folder.resolve("beta.jar"));
    Files.createSymbolicLink(folder.resolve("gone.jar"), Path.of("nowhere"));
    Path jars = Files.createDirectory(folder.resolve("several"));
    Files.createSymbolicLink(jars.resolve("GONE.JAR"), Path.of("nowhere"));

    discovery.addFolder(folder);

    assertThat(names()).containsExactly("beta");
    assertThat(registry.problems())
        .containsExactlyInAnyOrder(
            new PluginProblem(
                folder.resolve("gone.jar").toString(),
                "gone.jar is a link to nowhere, a file that does not exist; expected a jar file"),
            new PluginProblem(
                jars.toString(),
                "GONE.JAR is a link to nowhere, a file that does not exist; expected a jar file"));
  }

  @Test
  void aLinkToADeviceIsReportedAndNeverRead() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("zero.jar"), Path.of("/dev/zero"));

    discovery.addFolder(folder);

    // A system without such a device reports a link to a file that does not exist.
    assertThat(reasons())
        .singleElement()
        .asString()
        .startsWith("zero.jar is a link to /dev/zero, a ")
        .endsWith("; expected a jar file");
    assertThat(PluginDiscovery.fingerprint(link)).contains("/dev/zero");
  }

  @Test
  void brokenPluginIsReportedWithItsReasonAndTheOthersLoad() throws IOException {
    new PluginJar("one", "alpha").named("plugin.alpha").write(work, folder.resolve("a.jar"));
    Files.writeString(folder.resolve("b.jar"), "this is no jar");
    new PluginJar("bad", "gamma")
        .named("plugin.gamma")
        .constructorThrows()
        .write(work, folder.resolve("c.jar"));
    new PluginJar("old", "delta")
        .named("plugin.delta")
        .version("1000")
        .write(work, folder.resolve("d.jar"));
    new PluginJar("unsaid", "epsilon")
        .named("plugin.epsilon")
        .version(null)
        .write(work, folder.resolve("e.jar"));
    new PluginJar("twice", "alpha").named("plugin.twice").write(work, folder.resolve("f.jar"));
    new PluginJar("illegal", "Bad Name")
        .named("plugin.illegal")
        .write(work, folder.resolve("g.jar"));
    new PluginJar("missing", "zeta")
        .named("plugin.missing")
        .requires("not.there")
        .write(work, folder.resolve("h.jar"));
    new PluginJar("empty", "eta")
        .named("plugin.empty")
        .providesNothing()
        .write(work, folder.resolve("i.jar"));
    new PluginJar("last", "omega").named("plugin.omega").write(work, folder.resolve("z.jar"));
    discovery.addFolder(folder);
    assertThat(names()).containsExactly("alpha", "omega");
    assertThat(registry.problems().stream().map(p -> Path.of(p.source()).getFileName().toString()))
        .containsExactly("b.jar", "c.jar", "d.jar", "e.jar", "f.jar", "g.jar", "h.jar", "i.jar");
    assertReason("b.jar", "b.jar");
    assertReason("c.jar", "thrown on purpose");
    assertReason("d.jar", "compiled against version 1.0");
    assertReason("e.jar", "@SpiVersion");
    assertReason("f.jar", "'alpha' is taken");
    assertReason("g.jar", "'Bad Name' is not a legal name");
    assertReason("h.jar", "not.there");
    assertReason("i.jar", "provides neither");
  }

  private void assertReason(String jar, String expected) {
    PluginProblem problem =
        registry.problems().stream()
            .filter(p -> p.source().endsWith(jar))
            .findFirst()
            .orElseThrow();
    assertThat(problem.reason()).contains(expected).doesNotContain("\n");
  }

  @Test
  void folderOfJarsIsOnePlugin() throws IOException {
    Path folder = Files.createDirectories(work.resolve("plugins/bundle"));
    new PluginJar("one", "alpha").named("plugin.alpha").write(work, folder.resolve("a.jar"));
    new PluginJar("two", "beta").named("plugin.beta").write(work, folder.resolve("b.jar"));
    discovery.addFolder(folder.getParent());
    assertThat(registry.problems()).isEmpty();
    assertThat(names()).containsExactlyInAnyOrder("alpha", "beta");
    assertThat(
            registry.elevators().stream()
                .map(e -> e.type().getClass().getModule().getLayer())
                .distinct())
        .hasSize(1);
  }

  @Test
  void twoPluginsMayContainModulesOfTheSameName() throws IOException {
    new PluginJar("one", "alpha").named("plugin.same").write(work, folder.resolve("a.jar"));
    new PluginJar("one", "beta").named("plugin.same").write(work, folder.resolve("b.jar"));
    discovery.addFolder(folder);
    assertThat(registry.problems()).isEmpty();
    assertThat(names()).containsExactly("alpha", "beta");
  }

  @Test
  void missingFolderIsReported() {
    assertThatThrownBy(() -> discovery.addFolder(work.resolve("nowhere")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void elevatorRegisteredByHandKeepsItsName() throws IOException {
    registry.register(new ByHand("alpha", "omega"), "by hand");
    new PluginJar("one", "omega").named("plugin.omega").write(work, folder.resolve("a.jar"));
    discovery.addFolder(folder);
    assertThat(names()).containsExactly("alpha");
    assertReason("a.jar", "'omega' is taken by alpha from by hand");
    assertThat(registry.elevator("omega").name()).isEqualTo("alpha");
  }

  @Test
  void messageForAnUnknownNameListsTheKnownNames() {
    registry.register(new ByHand("alpha"), "by hand");
    assertThatThrownBy(() -> registry.elevator("alhpa"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("'alhpa'")
        .hasMessageContaining("alpha, none");
    assertThatThrownBy(() -> registry.driver("disk"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("none at all");
  }

  @Test
  void elevatorNamesMustFollowTheRule() {
    for (String name : List.of("", "none", "Upper", "with space", "sixteen-letters-", "ü")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> registry.register(new ByHand(name), "by hand"));
    }
    registry.register(new ByHand("fifteen-letters"), "by hand");
    assertThat(names()).containsExactly("fifteen-letters");
  }

  @SpiVersion(SpiVersion.CURRENT)
  private static final class ByHand extends ElevatorType {
    private final String name;
    private final List<String> aliases;

    ByHand(String name, String... aliases) {
      this.name = name;
      this.aliases = List.of(aliases);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<String> aliases() {
      return aliases;
    }

    @Override
    public String description() {
      return "registered by hand";
    }

    @Override
    public Elevator attach(Attachment attachment) {
      throw new UnsupportedOperationException("not attached in this test");
    }
  }
}
