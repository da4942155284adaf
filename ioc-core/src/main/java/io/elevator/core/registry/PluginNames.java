package io.elevator.core.registry;

import io.elevator.core.services.Reasons;
import java.util.regex.Pattern;

/** The rules for names and aliases of elevators and drivers. */
final class PluginNames {
  private static final Pattern LEGAL = Pattern.compile("[a-z0-9-]{1,15}");

  private PluginNames() {}

  /** Returns the reason why a name is illegal, or the empty string if the name is legal. */
  static String problemWith(String name) {
    if (!LEGAL.matcher(name).matches()) {
      return "'"
          + Reasons.asOneLine(name)
          + "' is not a legal name; expected 1 to 15 of a-z, 0-9 and -";
    }
    if (name.equals("none")) {
      return "'none' means no elevator and cannot be a name";
    }
    return "";
  }
}
