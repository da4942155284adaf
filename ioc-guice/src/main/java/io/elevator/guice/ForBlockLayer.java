package io.elevator.guice;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the block layer's bindings of types for which the application may also have other bindings:
 * {@link java.util.concurrent.ThreadFactory}, {@link java.util.concurrent.Executor} and the {@code
 * Consumer<String>} of notices.
 */
@Qualifier
@Target({FIELD, METHOD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface ForBlockLayer {}
