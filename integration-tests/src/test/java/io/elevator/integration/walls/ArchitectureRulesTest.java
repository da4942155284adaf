package io.elevator.integration.walls;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The code obeys every architecture rule, and every rule detects a violation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureRulesTest {

  private static final String OFFENDERS =
      ArchitectureRulesTest.class.getPackageName() + ".offenders";

  /**
   * Classes next to the offenders that do only what is allowed in their package, so no rule may
   * report them.
   */
  private static final List<String> INNOCENT =
      List.of(
          "core.time.Watch",
          "guice.Wires",
          "core.queue.CallsGuarded",
          "core.queue.state.Gate",
          "core.CoreBlockLayer",
          "devices.linux.Libc",
          "files.Disk",
          "cli.Prints",
          "report.Table",
          "bfq.BfqPolicy");

  private JavaClasses code;
  private JavaClasses offenders;

  @BeforeAll
  void read() throws IOException, URISyntaxException {
    code = CheckedModule.importAll();
    Path own =
        Path.of(
            ArchitectureRulesTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    offenders =
        new ClassFileImporter()
            .importLocations(List.of(Location.of(own.resolve(OFFENDERS.replace('.', '/')))));
  }

  @ParameterizedTest
  @EnumSource
  void codeObeysTheRule(ArchitectureRule rule) {
    rule.under("io.elevator").check(code);
  }

  @ParameterizedTest
  @EnumSource
  void offenderIsReported(ArchitectureRule rule) {
    assertThat(rule.under(OFFENDERS).evaluate(offenders).getFailureReport().getDetails())
        .anySatisfy(detail ->
            assertThat(detail).contains(OFFENDERS + "." + rule.offender(), rule.complaint()));
  }

  @ParameterizedTest
  @EnumSource
  void innocentClassesAreNotReported(ArchitectureRule rule) {
    List<String> details =
        rule.under(OFFENDERS).evaluate(offenders).getFailureReport().getDetails();

    for (String innocent : INNOCENT) {
      Pattern accusation =
          Pattern.compile(
              "\\w+ <" + Pattern.quote(OFFENDERS + "." + innocent) + "[.>].*", Pattern.DOTALL);
      assertThat(details).noneMatch(detail -> accusation.matcher(detail).matches());
    }
  }

  @Test
  void everyModuleHasClasses() {
    assertThat(CheckedModule.values())
        .allSatisfy(module -> {
          String packageOf = module.reference().descriptor().name();
          assertThat(code)
              .as(packageOf)
              .anyMatch(type -> type.getPackageName().startsWith(packageOf));
        });
  }
}
