package io.elevator.api;

/**
 * A plugin that was found and cannot be used. Other plugins are not affected. Immutable.
 *
 * @param source jar, folder or module of the plugin
 * @param reason defect of the plugin, and the expected content
 */
public record PluginProblem(String source, String reason) {}
