/** What every drive of the distribution does the same way. */
@org.jspecify.annotations.NullMarked
package io.elevator.integration.drives;
