package io.elevator.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Names what a test needs from the machine beyond a JDK. Where one of the things is missing, the
 * test is not run, and the summary of the build says so; this is the only way to skip a test that
 * does not fail the build.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@SuppressWarnings("exports") // the condition is for JUnit, which finds it here
@ExtendWith(RequiresCondition.class)
public @interface Requires {

  /** Commands that must be on the {@code PATH}, such as {@code "fio"}. */
  String[] tools() default {};

  /** Features that the kernel must have. A class needs a constructor without arguments. */
  Class<? extends KernelFeature>[] kernel() default {};
}
