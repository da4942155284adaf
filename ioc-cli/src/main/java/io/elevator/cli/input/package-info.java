/** What the user typed: where it stands and what is wrong with it. */
package io.elevator.cli.input;
