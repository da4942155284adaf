/**
 * The steps of an author who writes an elevator outside this build: a separate project whose jar
 * goes into a plugin folder.
 */
package io.elevator.integration.author;
