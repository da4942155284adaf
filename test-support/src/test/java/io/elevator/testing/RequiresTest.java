package io.elevator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * The nested classes are tests that no build runs by itself; each test here runs one of them
 * through its own JUnit engine.
 */
class RequiresTest {

  @Test
  void testRunsIfAllRequirementsAreMet() {
    EngineExecutionResults results = run(AllThere.class);

    results.testEvents().assertStatistics(s -> s.started(1).succeeded(1).skipped(0));
  }

  @Test
  void missingToolAndMissingFeatureAreNamed() {
    EngineExecutionResults results = run(Missing.class);

    results.testEvents().assertStatistics(s -> s.started(1).succeeded(1).skipped(2));
    assertThat(results.testEvents().skipped().stream().map(RequiresTest::reason))
        .containsExactlyInAnyOrder(
            "not run: needs the tool no-such-tool and the tool nor-this",
            "not run: needs the kernel feature io_telepathy");
  }

  @Test
  void requirementOfAClassAppliesToAllItsTests() {
    EngineExecutionResults results = run(MissingForAll.class);

    results.testEvents().assertStatistics(s -> s.started(0));
    assertThat(results.containerEvents().skipped().stream().map(RequiresTest::reason))
        .containsExactly("not run: needs the kernel feature io_telepathy");
  }

  @Test
  void requirementIsInheritedBySubclasses() {
    EngineExecutionResults results = run(Inheriting.class);

    results.containerEvents().assertStatistics(s -> s.skipped(1));
  }

  @Test
  void probeThatThrowsFailsTheTest() {
    EngineExecutionResults results = run(Unsure.class);

    results.testEvents().assertStatistics(s -> s.failed(1).skipped(0));
  }

  private static EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
  }

  private static String reason(Event skipped) {
    return skipped.getPayload(String.class).orElseThrow();
  }

  static final class Telepathy implements KernelFeature {
    @Override
    public String title() {
      return "io_telepathy";
    }

    @Override
    public boolean present() {
      return false;
    }
  }

  static final class Undecided implements KernelFeature {
    @Override
    public String title() {
      return "io_maybe";
    }

    @Override
    public boolean present() throws Exception {
      throw new Exception("asked, and no answer came");
    }
  }

  static class AllThere {
    @Test
    @Requires(tools = "java")
    void runs() {}
  }

  static class Missing {
    @Test
    void runs() {}

    @Test
    @Requires(tools = {"no-such-tool", "nor-this"})
    void lacksTools() {}

    @Test
    @Requires(tools = "java", kernel = Telepathy.class)
    void lacksFeature() {}
  }

  @Requires(kernel = Telepathy.class)
  static class MissingForAll {
    @Test
    void never() {}
  }

  static class Inheriting extends MissingForAll {}

  static class Unsure {
    @Test
    @Requires(kernel = Undecided.class)
    void unsure() {}
  }
}
