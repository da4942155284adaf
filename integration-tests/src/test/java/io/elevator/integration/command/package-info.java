/** The command {@code ioc} of the distribution, run as a process. */
package io.elevator.integration.command;
