package io.elevator.conformance;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the consistency of a vector: keeps track of its tasks, groups and requests, and refuses a
 * line that contradicts them. The recorded answers determine at each line which requests are queued
 * and which are at the drive.
 */
final class VectorCheck {
  private enum Place {
    QUEUED("queued"),
    AT_DRIVE("at the drive"),
    GIVEN_BACK("given back"),
    GONE("gone");

    private final String text;

    Place(String text) {
      this.text = text;
    }
  }

  private final Map<Integer, Place> requests = new HashMap<>();
  private final Set<String> tasks = new HashSet<>();
  private final Set<String> exited = new HashSet<>();
  private final Set<String> groups = new HashSet<>();
  private long now;
  private int stripes;

  void startsAt(long startNanos, int cpus) {
    now = startNanos;
    stripes = cpus;
  }

  void accept(VectorEvent event, VectorLine line) throws VectorFormatException {
    switch (event) {
      case VectorEvent.Clock clock -> advance(clock.nanos(), line);
      case VectorEvent.Submit submit -> submit(submit, line);
      case VectorEvent.HasWork asked -> {
        if (!asked.answer().equals("0") && !asked.answer().equals("1")) {
          throw line.bad("the answer is '" + asked.answer() + "'; expected 0 or 1");
        }
      }
      case VectorEvent.Dispatch dispatch -> {
        if (!dispatch.answer().equals("-")) {
          move(id(dispatch.answer(), line), line, Place.AT_DRIVE, Place.QUEUED);
        }
      }
      case VectorEvent.Complete done ->
          move(done.id(), line, Place.GONE, Place.AT_DRIVE, Place.GIVEN_BACK);
      // A vector may leave out that a request was started again, so a request can be given back
      // twice in a row.
      case VectorEvent.GiveBack back ->
          move(back.id(), line, Place.GIVEN_BACK, Place.AT_DRIVE, Place.GIVEN_BACK);
      case VectorEvent.Restart restart ->
          move(restart.id(), line, Place.AT_DRIVE, Place.GIVEN_BACK);
      case VectorEvent.Reinsert again -> {
        if (!again.answer().equals("H")) {
          throw line.bad("the answer is '" + again.answer() + "'; expected H");
        }
        move(again.id(), line, Place.QUEUED, Place.GIVEN_BACK);
      }
      case VectorEvent.Limit limit -> {
        if (limit.task() != null) {
          requireTask(limit.task(), line);
        }
        id(limit.answer(), line);
      }
      case VectorEvent.NewTask task -> {
        if (!tasks.add(task.task())) {
          throw line.bad("task '" + task.task() + "' is already there");
        }
        requireGroup(task.group(), line);
      }
      case VectorEvent.Priority priority -> requireTask(priority.task(), line);
      case VectorEvent.Exit exit -> {
        requireTask(exit.task(), line);
        exited.add(exit.task());
      }
      case VectorEvent.NewGroup group -> {
        requireGroup(group.parent(), line);
        if (!groups.add(group.group())) {
          throw line.bad("group '" + group.group() + "' is already there");
        }
      }
      case VectorEvent.Weigh weigh -> requireGroup(weigh.group(), line);
      case VectorEvent.Join join -> {
        requireTask(join.task(), line);
        requireGroup(join.group(), line);
      }
      case VectorEvent.RemoveGroup removed -> {
        requireGroup(removed.group(), line);
        groups.remove(removed.group());
      }
      case VectorEvent.Attribute attribute -> {
        // Names and values of attributes are checked by the elevator, by its own rules.
      }
      case VectorEvent.QueueRun run -> {
        // Nothing to check.
      }
      case VectorEvent.Note note -> {
        // Nothing to check.
      }
    }
  }

  private void advance(long nanos, VectorLine line) throws VectorFormatException {
    if (nanos < now) {
      throw line.bad("the clock goes back from " + now + " to " + nanos);
    }
    now = nanos;
  }

  private void submit(VectorEvent.Submit submit, VectorLine line) throws VectorFormatException {
    requireTask(submit.task(), line);
    if (submit.cpu() >= stripes) {
      throw line.bad("cpu is " + submit.cpu() + "; the queue has " + stripes);
    }
    if (requests.containsKey(submit.id())) {
      throw line.bad("request " + submit.id() + " was already there");
    }
    String[] words = submit.answer().split(" ", -1);
    switch (words[0]) {
      case "I", "H" -> {
        if (words.length > 1) {
          throw line.bad("'" + words[1] + "' is one word too many");
        }
        requests.put(submit.id(), Place.QUEUED);
      }
      case "B", "F", "M" -> {
        requests.put(submit.id(), Place.GONE);
        if (words.length < 2 || (words.length - 2) % 3 != 0) {
          throw line.bad(
              "the answer is '"
                  + submit.answer()
                  + "'; expected a request after "
                  + words[0]
                  + ", then any number of '<request> absorbs <request>'");
        }
        // A front merge can make the request that took the bio adjacent to its predecessor, which
        // then absorbs it.
        require(id(words[1], line), line, Place.QUEUED);
        for (int i = 2; i < words.length; i += 3) {
          if (!words[i + 1].equals("absorbs")) {
            throw line.bad("'" + words[i + 1] + "'; expected 'absorbs'");
          }
          require(id(words[i], line), line, Place.QUEUED);
          move(id(words[i + 2], line), line, Place.GONE, Place.QUEUED);
        }
      }
      default ->
          throw line.bad("the answer begins with '" + words[0] + "'; expected I, H, B, F or M");
    }
  }

  private void move(int id, VectorLine line, Place to, Place... from) throws VectorFormatException {
    require(id, line, from);
    requests.put(id, to);
  }

  private void require(int id, VectorLine line, Place... places) throws VectorFormatException {
    Place place = requests.get(id);
    StringBuilder expected = new StringBuilder();
    for (Place each : places) {
      if (place == each) {
        return;
      }
      expected.append(expected.isEmpty() ? "" : " or ").append(each.text);
    }
    throw line.bad(
        place == null
            ? "there is no request " + id
            : "request " + id + " is " + place.text + "; expected " + expected);
  }

  private void requireTask(String task, VectorLine line) throws VectorFormatException {
    if (!tasks.contains(task)) {
      throw line.bad("there is no task '" + task + "'");
    }
    if (exited.contains(task)) {
      throw line.bad("task '" + task + "' has exited");
    }
  }

  private void requireGroup(@Nullable String group, VectorLine line) throws VectorFormatException {
    if (group != null && !groups.contains(group)) {
      throw line.bad("there is no group '" + group + "'");
    }
  }

  private static int id(String text, VectorLine line) throws VectorFormatException {
    try {
      int id = Integer.parseInt(text);
      if (id >= 0) {
        return id;
      }
    } catch (NumberFormatException e) {
      throw line.bad("'" + text + "' is no number");
    }
    throw line.bad("'" + text + "' is below 0");
  }
}
