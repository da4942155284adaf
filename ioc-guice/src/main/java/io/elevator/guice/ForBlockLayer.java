package io.elevator.guice;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what the block layer uses of types that an application may have other bindings of: the
 * {@link java.util.concurrent.ThreadFactory}, the {@link java.util.concurrent.Executor} and the
 * {@code Consumer<String>} of notices.
 */
@Qualifier
@Target({FIELD, METHOD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface ForBlockLayer {}
