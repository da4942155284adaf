package io.elevator.cli;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/** Version of the command {@code ioc}: the version of its module, which the build sets. */
final class Version implements IVersionProvider {
  /** Text for the version if the classes do not come from a module with a version, as in an IDE. */
  private static final String UNKNOWN = "unknown";

  /** Constructor that picocli calls. */
  Version() {}

  /** Returns the version, such as {@code 0.1.0}. */
  static String number() {
    ModuleDescriptor descriptor = Version.class.getModule().getDescriptor();
    return descriptor == null ? UNKNOWN : descriptor.rawVersion().orElse(UNKNOWN);
  }

  @Override
  public String[] getVersion() {
    return new String[] {"ioc " + number()};
  }
}
