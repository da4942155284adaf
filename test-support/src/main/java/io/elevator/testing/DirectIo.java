package io.elevator.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The feature {@code O_DIRECT} on files of the current folder, which for a test is the folder of
 * its module. The folder for temporary files is often on a file system that refuses {@code
 * O_DIRECT}.
 */
public final class DirectIo implements KernelFeature {

  /** Called for {@link Requires}. */
  public DirectIo() {}

  @Override
  public String title() {
    return "O_DIRECT";
  }

  @Override
  public boolean present() throws IOException, ClassNotFoundException {
    Path file = Files.createTempFile(Path.of(""), "direct", ".probe");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, option())) {
      return channel.isOpen();
    } catch (FileSystemException | UnsupportedOperationException refused) {
      return false;
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Returns the JDK's option for direct I/O, found by name: a direct reference to the class causes
   * a warning of javac that cannot be suppressed.
   */
  private static OpenOption option() throws ClassNotFoundException {
    for (Object option : Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
      if (option.toString().equals("DIRECT")) {
        return (OpenOption) option;
      }
    }
    throw new UnsupportedOperationException("this JDK has no option for O_DIRECT");
  }
}
