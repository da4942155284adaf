/** What tests of elevators on a request queue have in common. */
@org.jspecify.annotations.NullMarked
package io.elevator.integration.scene;
