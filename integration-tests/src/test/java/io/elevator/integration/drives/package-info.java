/** Behaviour that all drives of the distribution share. */
@org.jspecify.annotations.NullMarked
package io.elevator.integration.drives;
