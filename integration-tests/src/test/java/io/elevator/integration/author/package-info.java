/**
 * The steps of an elevator's author, outside this build: a separate project, and its jar in a
 * plugin folder.
 */
package io.elevator.integration.author;
