package io.elevator.spi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The version of this contract that a plugin was compiled against. The provider class carries
 * {@code @SpiVersion(SpiVersion.CURRENT)}. The compiler copies the constant, so a jar keeps the
 * version that it was compiled against; the core reads the version before any code of the jar runs.
 * A provider fits if it has the same major version and no higher minor version.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface SpiVersion {
  /** Version of this contract: major version × 1000 + minor version. */
  int CURRENT = 2000;

  /** Returns the version that the plugin was compiled against. */
  int value();
}
