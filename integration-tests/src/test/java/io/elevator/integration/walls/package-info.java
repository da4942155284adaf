/**
 * The walls between the modules, as rules. Each {@link io.elevator.integration.walls.Wall} says why
 * it stands, and has an offender below {@code offenders} that shows that it bites.
 */
package io.elevator.integration.walls;
