package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.integration.distribution.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ioc sweep} of the distribution. */
class SweepTest {
  @TempDir Path folder;

  private IocProcess.Outcome sweep(String... more) throws IOException, InterruptedException {
    String[] words = new String[more.length + 3];
    words[0] = "sweep";
    words[1] =
        Distribution.home()
            .resolve("../../../examples/browser-and-copy.fio")
            .normalize()
            .toString();
    words[2] = "--runtime=300ms";
    System.arraycopy(more, 0, words, 3, more.length);
    return new IocProcess(folder).run(words);
  }

  @Test
  void outputDoesNotDependOnTheNumberOfProcessors() throws IOException, InterruptedException {
    Path page = folder.resolve("page.html");
    String[] varied = {
      "--vary",
      "elevator=bfq,mq-deadline",
      "--vary",
      "bfq.slice_idle=0,8",
      "--vary",
      "seed=1,2",
      "--html",
      page.toString(),
      "--threads"
    };
    IocProcess.Outcome one = sweep(withLastWord(varied, "1"));
    String first = Files.readString(page);
    IocProcess.Outcome many = sweep(withLastWord(varied, "4"));
    assertThat(one.err()).isEmpty();
    assertThat(one.status()).isZero();
    assertThat(many.out()).isEqualTo(one.out());
    assertThat(Files.readString(page)).isEqualTo(first);
    // Two runs of mq-deadline, which has no slice_idle, and four runs of bfq, with four lines each,
    // and one header line.
    assertThat(one.out().lines()).hasSize(1 + 6 * 4);
    assertThat(one.out()).startsWith("elevator,bfq.slice_idle,seed,task,ios,");
  }

  private static String[] withLastWord(String[] words, String last) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 1);
    all[words.length] = last;
    return all;
  }

  @Test
  void mistakesInVariedOptionsAreNamed() throws IOException, InterruptedException {
    assertRefused("--vary: 'seed' is not of the form ATTR=a,b,…", "--vary", "seed");
    assertRefused("the seed 'x' is no whole number", "--vary", "seed=1,x");
    assertRefused("'file' is no simulated drive", "--vary", "driver=sim-hdd,file");
    assertRefused("no_such_option", "--vary", "job.no_such_option=1,2");
  }

  private void assertRefused(String message, String... words)
      throws IOException, InterruptedException {
    IocProcess.Outcome outcome = sweep(words);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).singleElement().asString().contains(message);
  }
}
