package io.elevator.files;

/**
 * A setting of a disk as it is in effect.
 *
 * @param name name of the setting, such as {@code elevator}
 * @param value value as text; empty for none
 * @param origin where the value comes from, for people: a default with its reason, a line of a
 *     properties file, a system property, or a builder
 */
public record DiskSetting(String name, String value, String origin) {}
