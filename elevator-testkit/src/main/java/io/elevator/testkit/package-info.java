/**
 * A test kit for authors of elevators: a contract of inherited tests, rules for classes, and a
 * drive in virtual time.
 */
package io.elevator.testkit;
