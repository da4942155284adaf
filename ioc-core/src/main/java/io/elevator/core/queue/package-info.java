/**
 * The request queue around an elevator: submission, splitting, plugging, tags, dispatch,
 * completion, requeue, freezing and switching. Nothing here blocks a thread but the wrappers that
 * say so: a bio that has to wait is parked, and whoever frees what it waits for goes on with it.
 */
package io.elevator.core.queue;
