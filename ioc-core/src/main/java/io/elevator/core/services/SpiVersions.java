package io.elevator.core.services;

import io.elevator.spi.SpiVersion;

/**
 * Compares the SPI version that a provider was compiled against with the SPI version of this
 * library.
 */
public final class SpiVersions {
  private SpiVersions() {}

  /**
   * Returns the reason why the SPI version of a provider's class does not fit this library, or the
   * empty string if it does. Executes no code of the class.
   */
  public static String problemWith(Class<?> type) {
    SpiVersion version = type.getAnnotation(SpiVersion.class);
    if (version == null) {
      return type.getName()
          + " does not say which SPI it was compiled against; expected @SpiVersion(SpiVersion.CURRENT) on it";
    }
    int major = version.value() / 1000;
    int minor = version.value() % 1000;
    int ourMajor = SpiVersion.CURRENT / 1000;
    int ourMinor = SpiVersion.CURRENT % 1000;
    if (major != ourMajor || minor > ourMinor) {
      return type.getName()
          + " was compiled against version "
          + major
          + "."
          + minor
          + " of the SPI; this library has "
          + ourMajor
          + "."
          + ourMinor
          + " and takes "
          + ourMajor
          + ".0 to "
          + ourMajor
          + "."
          + ourMinor;
    }
    return "";
  }
}
