/**
 * The architecture rules for the modules. Each {@link
 * io.elevator.integration.walls.ArchitectureRule} states its reason and has a class below {@code
 * offenders} that violates it, which proves that the rule detects a violation.
 */
package io.elevator.integration.walls;
