package io.elevator.spi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which version of this contract a plugin was compiled against: put
 * {@code @SpiVersion(SpiVersion.CURRENT)} on the provider class. The compiler copies the constant,
 * so a jar keeps the number of its own day; it is read before any of the jar's code runs. A
 * provider fits if it has the same major version and no higher minor one.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface SpiVersion {
  /** Major version × 1000 + minor version of this contract. */
  int CURRENT = 2000;

  /** The version compiled against. */
  int value();
}
