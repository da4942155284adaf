package io.elevator.files;

/**
 * A setting of a disk as it is in effect.
 *
 * @param name name of the setting, such as {@code elevator}
 * @param value value as text; empty for none
 * @param origin the source of the value, as text for users: a default with its reason, a line of a
 *     properties file, a system property, or a builder
 */
public record DiskSetting(String name, String value, String origin) {}
