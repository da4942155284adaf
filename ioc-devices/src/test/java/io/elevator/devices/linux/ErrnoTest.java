package io.elevator.devices.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  @Test
  void aFailedOpeningThrowsTheExceptionOfTheJdkWithAReason() {
    Path path = Path.of("a");
    assertThat(new LinuxException("a", Errno.ENOENT).forFile(path))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(new LinuxException("a", Errno.EEXIST).forFile(path))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(new LinuxException("a", Errno.EACCES).forFile(path))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(new LinuxException("a", Errno.EMFILE).forFile(path))
        .hasMessage("a: too many open files (EMFILE); raise the limit of the process (ulimit -n)");
    assertThat(new LinuxException("a", Errno.EDQUOT).forFile(path))
        .hasMessage("a: over quota (EDQUOT)")
        .hasCauseInstanceOf(LinuxException.class);
  }

  @Test
  void everyErrorNumberOfLinuxHasAMeaningAndAName() {
    List<Integer> wordless = new ArrayList<>();
    for (int errno = 1; errno <= Errno.MOST; errno++) {
      if (!Errno.text(errno).matches("[^()]+ \\(E[A-Z0-9]+\\)")) {
        wordless.add(errno);
      }
    }
    // Linux does not use the error numbers 41 and 58.
    assertThat(wordless).containsExactly(41, 58);
    assertThat(Errno.text(Errno.MOST)).contains("EHWPOISON");
    assertThat(Errno.text(30)).isEqualTo("read-only file system (EROFS)");
    assertThat(Errno.text(Errno.ECANCELED)).isEqualTo("cancelled (ECANCELED)");
  }

  @Test
  void theTextOfANumberThatLinuxDoesNotHaveSaysUnknown() {
    assertThat(Errno.text(0)).isEqualTo("unknown error number 0");
    assertThat(Errno.text(-5)).isEqualTo("unknown error number -5");
    assertThat(Errno.text(4095)).isEqualTo("unknown error number 4095");
  }
}
