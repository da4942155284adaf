/**
 * Support for the tests of every module. A skipped test fails the build, unless {@link
 * io.elevator.testing.Requires} skipped it; {@link io.elevator.testing.SkippedTests} checks that.
 */
package io.elevator.testing;
