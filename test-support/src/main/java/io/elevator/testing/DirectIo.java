package io.elevator.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The kernel feature {@code O_DIRECT}, for files in the current folder, which for a test is the
 * folder of its module. The folder for temporary files is not used, because its file system often
 * refuses {@code O_DIRECT}.
 */
public final class DirectIo implements KernelFeature {

  /** Creates the feature. Public because {@link Requires} creates it by its class. */
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
   * Returns the JDK's option for direct I/O. It is found by name, because a direct reference to its
   * class causes a warning of javac that cannot be suppressed.
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
