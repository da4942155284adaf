package io.elevator.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The requirements of a test in addition to a JDK. If one of them is missing, the test is skipped,
 * and the summary of the build says so. A test that is skipped in any other way fails the build.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@SuppressWarnings("exports") // JUnit finds the condition through this annotation
@ExtendWith(RequiresCondition.class)
public @interface Requires {

  /** Returns the commands that must be on the {@code PATH}, such as {@code "fio"}. */
  String[] tools() default {};

  /**
   * Returns the features that the kernel must have, as classes with a constructor without
   * arguments.
   */
  Class<? extends KernelFeature>[] kernel() default {};
}
