package io.elevator.cli;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/** The version of this command: that of its module, which the build writes into it. */
final class Version implements IVersionProvider {
  /** What is said where classes do not come from a module with a version, as in an IDE. */
  private static final String UNKNOWN = "unknown";

  /** For picocli. */
  Version() {}

  /** Such as {@code 0.1.0}. */
  static String number() {
    ModuleDescriptor descriptor = Version.class.getModule().getDescriptor();
    return descriptor == null ? UNKNOWN : descriptor.rawVersion().orElse(UNKNOWN);
  }

  @Override
  public String[] getVersion() {
    return new String[] {"ioc " + number()};
  }
}
