package io.elevator.conformance;

import io.elevator.api.BioFlags;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words of one line of a vector: those before {@code =>}, of which {@code key=value} words may
 * come in any order, and the answer after it. Each parsing method fails with an exception that
 * names the place and the expected word.
 */
final class VectorLine {
  private static final String ARROW = " => ";
  private static final int MAX_GROUP_WEIGHT = 1000;

  private final String source;
  private final int number;
  private final List<String> words;
  private final Map<String, String> options = new HashMap<>();
  private final @Nullable String answer;
  private int next = 1;

  /**
   * Splits a line.
   *
   * @param source name of the file
   * @param number number of the line, from 1
   * @param text text of the line, neither empty nor a note
   */
  VectorLine(String source, int number, String text) throws VectorFormatException {
    this.source = source;
    this.number = number;
    int arrow = text.indexOf(ARROW);
    answer = arrow < 0 ? null : text.substring(arrow + ARROW.length());
    words = List.of((arrow < 0 ? text : text.substring(0, arrow)).split(" ", -1));
    if (words.contains("")) {
      throw bad("two spaces in a row, or one at an end; expected one between fields");
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0
          && options.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
        throw bad("'" + word.substring(0, equals) + "' is given twice");
      }
    }
  }

  int number() {
    return number;
  }

  /** Returns the letters at the beginning of the line, which tell the kind of the line. */
  String kind() {
    return words.getFirst();
  }

  VectorFormatException bad(String message) {
    return new VectorFormatException(source, number, message);
  }

  /**
   * Returns the next word that is not an option.
   *
   * @param what description of the expected word
   */
  String word(String what) throws VectorFormatException {
    String word = optionalWord();
    if (word == null) {
      throw bad("the line ends early; expected " + what);
    }
    return word;
  }

  private @Nullable String optionalWord() {
    while (next < words.size() && words.get(next).indexOf('=') > 0) {
      next++;
    }
    return next < words.size() ? words.get(next++) : null;
  }

  /**
   * Returns whether the next word that is not an option is {@code expected}, and skips it if it is.
   */
  boolean skip(String expected) {
    int mark = next;
    if (expected.equals(optionalWord())) {
      return true;
    }
    next = mark;
    return false;
  }

  int number(String what, int least, int most) throws VectorFormatException {
    return (int) number(word(what), what, least, most);
  }

  long number(String what, long least, long most) throws VectorFormatException {
    return number(word(what), what, least, most);
  }

  private long number(String text, String what, long least, long most)
      throws VectorFormatException {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw bad("'" + text + "' is no number; expected " + what);
    }
    throw bad(what + " is " + text + "; expected " + least + ".." + most);
  }

  /** Returns the value of an option, or null if it is not given. */
  @Nullable String option(String key) {
    return options.remove(key);
  }

  String requiredOption(String key) throws VectorFormatException {
    String value = options.remove(key);
    if (value == null) {
      throw bad("'" + key + "=' is missing");
    }
    return value;
  }

  long option(String key, long least, long most) throws VectorFormatException {
    return number(requiredOption(key), key, least, most);
  }

  long option(String key, long least, long most, long absent) throws VectorFormatException {
    String value = options.remove(key);
    return value == null ? absent : number(value, key, least, most);
  }

  boolean flag(String key) throws VectorFormatException {
    return option(key, 0, 1) != 0;
  }

  long unsignedOption(String key) throws VectorFormatException {
    String value = requiredOption(key);
    try {
      return Long.parseUnsignedLong(value);
    } catch (NumberFormatException e) {
      throw bad(key + " is '" + value + "'; expected an unsigned 64-bit number");
    }
  }

  /** Returns the encoded priority that corresponds to the text {@code class:level}. */
  int priority(String text) throws VectorFormatException {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw bad("'" + text + "' is no priority; expected <class>:<level>");
    }
    long priorityClass = number(text.substring(0, colon), "the priority class", 0, 3);
    long level = number(text.substring(colon + 1), "the priority level", 0, IoPriority.LEVELS - 1);
    return IoPriority.encode((int) priorityClass, (int) level, 0);
  }

  /** Checks that the weight of a group is in its range, and returns it. */
  int weight(long value) throws VectorFormatException {
    if (value < 1 || value > MAX_GROUP_WEIGHT) {
      throw bad("weight is " + value + "; expected 1.." + MAX_GROUP_WEIGHT);
    }
    return (int) value;
  }

  /** Returns operation and flags, from the letter of the operation and the option {@code flags}. */
  int opAndFlags() throws VectorFormatException {
    String letter = word("an operation");
    Operation operation =
        switch (letter) {
          case "R" -> Operation.READ;
          case "W" -> Operation.WRITE;
          case "T" -> Operation.DISCARD;
          case "Z" -> Operation.WRITE_ZEROES;
          default -> throw bad("'" + letter + "' is no operation; expected one of R, W, T and Z");
        };
    int value = operation.code();
    String flags = options.remove("flags");
    if (flags != null) {
      for (String flag : flags.split(",", -1)) {
        value |= flagBit(flag);
      }
    }
    return value;
  }

  private int flagBit(String flag) throws VectorFormatException {
    return switch (flag) {
      case "sync" -> BioFlags.SYNC;
      case "meta" -> BioFlags.META;
      case "prio" -> BioFlags.PRIO;
      case "idle" -> BioFlags.IDLE;
      case "background" -> BioFlags.BACKGROUND;
      case "fua" -> BioFlags.FUA;
      default ->
          throw bad(
              "'"
                  + flag
                  + "' is no flag; expected some of sync, meta, prio, idle, background and fua");
    };
  }

  /** Returns the answer of the line. */
  String answer() throws VectorFormatException {
    if (answer == null) {
      throw bad("the answer is missing; expected ' => ' and what the elevator answered");
    }
    return answer;
  }

  /** Ends the parsing of a line without an answer. Fails if words or an answer are left. */
  void end() throws VectorFormatException {
    if (answer != null) {
      throw bad("a line '" + kind() + "' has no answer");
    }
    endOfWords();
  }

  /** Ends the parsing of the words before the answer. Fails if words are left. */
  void endOfWords() throws VectorFormatException {
    String rest = optionalWord();
    if (rest != null) {
      throw bad("'" + rest + "' is one field too many");
    }
    if (!options.isEmpty()) {
      throw bad("'" + options.keySet().iterator().next() + "=' does not belong here");
    }
  }
}
