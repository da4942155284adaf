/**
 * What the tests of every module share. A test that is skipped fails the build, unless {@link
 * io.elevator.testing.Requires} skipped it; {@link io.elevator.testing.SkippedTests} holds that.
 */
package io.elevator.testing;
