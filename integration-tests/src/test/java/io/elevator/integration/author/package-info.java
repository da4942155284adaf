/**
 * What the author of an elevator does, outside this build: a project of its own, and its jar
 * dropped in.
 */
package io.elevator.integration.author;
