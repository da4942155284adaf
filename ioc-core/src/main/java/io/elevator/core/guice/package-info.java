/**
 * Wiring by Guice: {@link io.elevator.core.guice.IocModule}. The only package that knows Guice;
 * {@link io.elevator.core.Ioc} does the same without it.
 */
package io.elevator.core.guice;
