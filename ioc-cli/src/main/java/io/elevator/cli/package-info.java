/** The command {@code ioc}. It depends on elevators and drivers by name only. */
package io.elevator.cli;
