/** The command of the distribution, as a process. */
package io.elevator.integration.command;
