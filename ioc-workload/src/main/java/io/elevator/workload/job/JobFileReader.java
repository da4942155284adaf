package io.elevator.workload.job;

import io.elevator.workload.input.SourcePosition;
import io.elevator.workload.input.UserError;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Parser for fio's ini grammar: {@code [section]} headers, {@code option=value} and {@code option}
 * lines, comments from {@code ;} or {@code #} to the end of the line, {@code include FILE}, and
 * {@code ${NAME}} in values for environment variables. As in fio, a comment may follow a value, so
 * no value can contain either character.
 *
 * <p>Spaces around the equals sign are accepted, unlike in fio. Everything else outside the grammar
 * is an error with its position.
 */
public final class JobFileReader {
  /** Greatest depth of nested includes; the same limit as in fio. */
  private static final int MAX_INCLUDES = 16;

  /** Greatest number of included files of one job file; a file included twice counts twice. */
  private static final int MAX_INCLUDED_FILES = 256;

  /** Greatest number of characters of a job file together with all files that it includes. */
  private static final long MAX_CHARACTERS = 4 << 20;

  /** Greatest number of sections of one job file, including global sections. */
  private static final int MAX_SECTIONS = 10_000;

  private static final String INCLUDE = "include";

  private final TextFile.Source files;
  private final UnaryOperator<@Nullable String> environment;

  private final Set<String> sources = new LinkedHashSet<>();
  private final List<Section> sections = new ArrayList<>();
  private @Nullable SourcePosition sectionPosition;
  private String sectionName = "";
  private List<Assignment> assignments = new ArrayList<>();
  private int includedFiles;
  private long characters;

  private JobFileReader(TextFile.Source files, UnaryOperator<@Nullable String> environment) {
    this.files = files;
    this.environment = environment;
  }

  /**
   * Reads a job file and expands variables with the environment of this process.
   *
   * @param path path of the file
   */
  public static JobFile read(String path) {
    return read(path, TextFile::read, JobFileReader::variable);
  }

  /**
   * Reads a job file and expands variables with the environment of this process.
   *
   * @param path path of the file
   * @param standardInput stream to read if the path is {@code -}
   */
  public static JobFile read(String path, InputStream standardInput) {
    return read(path, each -> TextFile.read(each, standardInput), JobFileReader::variable);
  }

  /**
   * Parses the text of a job file and expands variables with the environment of this process.
   * Included files are read from the file system.
   *
   * @param name name of the text in messages
   */
  public static JobFile parse(String name, String text) {
    return read(
        name,
        path -> path.equals(name) ? text.lines().toList() : TextFile.read(path),
        JobFileReader::variable);
  }

  private static @Nullable String variable(@Nullable String name) {
    return name == null ? null : System.getenv(name);
  }

  static JobFile read(
      String path, TextFile.Source files, UnaryOperator<@Nullable String> environment) {
    JobFileReader reader = new JobFileReader(files, environment);
    reader.sources.add(path);
    reader.readLines(path, files.read(path), 0);
    reader.endSection();
    if (reader.sections.isEmpty()) {
      throw new UserError(path + ": no job: expected a section such as [job1]");
    }
    return new JobFile(path, reader.sections, new ArrayList<>(reader.sources));
  }

  private void readLines(String path, List<String> lines, int depth) {
    for (int i = 0; i < lines.size(); i++) {
      characters += lines.get(i).length() + 1;
      if (characters > MAX_CHARACTERS) {
        throw new SourcePosition(path, i + 1)
            .error(
                "the job file and its includes are longer than "
                    + (MAX_CHARACTERS >> 20)
                    + " Mi characters");
      }
      String line = withoutComment(lines.get(i)).strip();
      if (!line.isEmpty()) {
        readLine(new SourcePosition(path, i + 1), line, depth);
      }
    }
  }

  private void readLine(SourcePosition position, String line, int depth) {
    if (line.startsWith("[")) {
      if (depth > 0) {
        throw position.error(Assignment.quoted(line) + ": an included file may not have sections");
      }
      endSection();
      if (sections.size() == MAX_SECTIONS) {
        throw position.error(Assignment.quoted(line) + ": more than " + MAX_SECTIONS + " sections");
      }
      sectionPosition = position;
      sectionName = header(position, line);
    } else if (isInclude(line)) {
      include(position, line, depth);
    } else if (sectionPosition == null) {
      throw position.error(
          Assignment.quoted(line)
              + ": option outside of a section; expected [global] or [job name] first");
    } else {
      assignments.add(assignment(position, line));
    }
  }

  private static String header(SourcePosition position, String line) {
    int end = line.lastIndexOf(']');
    if (end < 0) {
      throw position.error(Assignment.quoted(line) + ": the section's name lacks its closing ']'");
    }
    if (end != line.length() - 1) {
      throw position.error(
          Assignment.quoted(line)
              + ": unexpected '"
              + line.substring(end + 1).strip()
              + "' after ']'");
    }
    String name = line.substring(1, end).strip();
    if (name.isEmpty()) {
      throw position.error(Assignment.quoted(line) + ": the section has no name");
    }
    return name;
  }

  private Assignment assignment(SourcePosition position, String line) {
    int equals = line.indexOf('=');
    String name = (equals < 0 ? line : line.substring(0, equals)).strip();
    if (name.isEmpty()) {
      throw position.error(Assignment.quoted(line) + ": no option before '='");
    }
    if (equals < 0) {
      return new Assignment(position, name, null);
    }
    String value = expand(position, line, line.substring(equals + 1).strip());
    return new Assignment(position, name, value);
  }

  private static boolean isInclude(String line) {
    return line.startsWith(INCLUDE)
        && line.length() > INCLUDE.length()
        && Character.isWhitespace(line.charAt(INCLUDE.length()));
  }

  private void include(SourcePosition position, String line, int depth) {
    if (sectionPosition == null) {
      throw position.error(Assignment.quoted(line) + ": include outside of a section");
    }
    if (depth == MAX_INCLUDES) {
      throw position.error(
          Assignment.quoted(line) + ": more than " + MAX_INCLUDES + " files include one another");
    }
    if (++includedFiles > MAX_INCLUDED_FILES) {
      throw position.error(
          Assignment.quoted(line) + ": more than " + MAX_INCLUDED_FILES + " files are included");
    }
    String name = line.substring(INCLUDE.length()).strip();
    String path = besides(position.source(), name);
    List<String> lines;
    try {
      lines = files.read(path);
    } catch (UserError e) {
      throw position.error(Assignment.quoted(line) + ": " + e.getMessage());
    }
    sources.add(path);
    readLines(path, lines, depth + 1);
  }

  /**
   * Returns the path of an included file. A relative path starts at the directory of the including
   * file.
   */
  private static String besides(String including, String name) {
    Path folder = Path.of(including).getParent();
    return folder == null || Path.of(name).isAbsolute() ? name : folder.resolve(name).toString();
  }

  private void endSection() {
    if (sectionPosition != null) {
      sections.add(new Section(sectionPosition, sectionName, assignments));
      assignments = new ArrayList<>();
    }
  }

  private static String withoutComment(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == ';' || line.charAt(i) == '#') {
        return line.substring(0, i);
      }
    }
    return line;
  }

  /**
   * Replaces each {@code ${NAME}} in a value by the environment variable of that name. As in fio,
   * an unknown variable is empty.
   */
  private String expand(SourcePosition position, String line, String value) {
    StringBuilder expanded = new StringBuilder();
    int from = 0;
    for (int open = value.indexOf("${"); open >= 0; open = value.indexOf("${", from)) {
      int close = value.indexOf('}', open);
      if (close < 0) {
        throw position.error(Assignment.quoted(line) + ": '${' without its '}'");
      }
      String found = environment.apply(value.substring(open + 2, close));
      expanded.append(value, from, open).append(found == null ? "" : found);
      from = close + 1;
    }
    return Keywords.replace(expanded.append(value, from, value.length()).toString());
  }
}
