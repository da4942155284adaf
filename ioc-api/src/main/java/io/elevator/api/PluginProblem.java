package io.elevator.api;

/**
 * Something that was found and could not be used; the others work.
 *
 * @param source the jar, folder or module
 * @param reason what is wrong with it and what was expected
 */
public record PluginProblem(String source, String reason) {}
