/** What the tests of every module share; never published. */
package io.elevator.testing;
