/** The command {@code ioc}. Knows elevators and drivers by name only. */
package io.elevator.cli;
