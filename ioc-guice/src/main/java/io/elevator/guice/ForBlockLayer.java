package io.elevator.guice;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the bindings that the block layer uses of types for which an application may have other
 * bindings, too: {@link java.util.concurrent.ThreadFactory}, {@link java.util.concurrent.Executor}
 * and the {@code Consumer<String>} of notices.
 */
@Qualifier
@Target({FIELD, METHOD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface ForBlockLayer {}
