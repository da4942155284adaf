/** What an author of an elevator needs to test it. */
package io.elevator.testkit;
