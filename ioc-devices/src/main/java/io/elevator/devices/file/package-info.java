/** The driver {@code file}: a regular file or block special file as a drive. */
package io.elevator.devices.file;
