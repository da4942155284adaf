/** Drives, elevators and layers that tests of elevators on a request queue share. */
@org.jspecify.annotations.NullMarked
package io.elevator.integration.scene;
