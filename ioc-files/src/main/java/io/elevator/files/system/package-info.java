/**
 * Reads the operating system: the file trees {@code /proc} and {@code /sys}, device numbers and the
 * mount table. The readers stop at limits and report what they cannot read as absent.
 */
package io.elevator.files.system;
